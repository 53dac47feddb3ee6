/// What is kept of one arm's request policy in one world.
struct RequestTotals: Sendable, Equatable, Codable {
    /// Whether the policy is asked within pages at all.
    let asksWithinPage: Bool
    /// Exposures over which the outcome of an explored moment is counted; nil when the policy does not explore.
    let horizon: Int?
    let spending: BudgetSpending.Arm
    /// Nil when no arm explores.
    let uplift: UpliftTotals?
}
