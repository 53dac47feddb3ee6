/// A way to test a change in the feed market.
public enum Design: String, Sendable, Hashable, CaseIterable {
    /// Users are split, and all else is shared, the budgets of ads too.
    case userSplit = "user_split"
    /// Users are split, and so is every budget of ads: each arm has its part to itself.
    case budgetSplit = "budget_split"

    /// The world that the design is read out of.
    var role: WorldTask.Role {
        switch self {
        case .userSplit: .experiment
        case .budgetSplit: .budgetSplit
        }
    }

    /// In a sentence: "the user split".
    var words: String {
        switch self {
        case .userSplit: "user split"
        case .budgetSplit: "budget split"
        }
    }
}
