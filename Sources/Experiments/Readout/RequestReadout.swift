/// What request policies did in the experiment: when they asked, what of their budget they used, and what it brought.
public struct RequestReadout: Sendable, Equatable, Codable {
    /// Control, then treatment.
    public var arms: [Arm]

    /// The requests of one arm's users.
    public struct Arm: Sendable, Equatable, Codable {
        /// Whether the policy asks before a page's end at all.
        public var asksWithinPage: Bool
        /// The requests of the arm, day by day.
        public var timeline: RequestTimeline
        /// Nil when the policy never asks within a page, or the scenario sets no budget.
        public var budget: BudgetUse?
        /// Nil when the policy explored nothing.
        public var uplift: UpliftReadout?

        public init(asksWithinPage: Bool, timeline: RequestTimeline, budget: BudgetUse?, uplift: UpliftReadout?) {
            self.asksWithinPage = asksWithinPage
            self.timeline = timeline
            self.budget = budget
            self.uplift = uplift
        }
    }

    public init(arms: [Arm]) { self.arms = arms }

    /// Nil when both arms ask at their pages' ends only.
    init?(_ plan: Plan, replications: [FeedReplication]) {
        let asks = plan.arms.indices.map { arm in
            replications.contains { $0.experiment.requests[arm].asksWithinPage }
        }
        guard asks.contains(true) else { return nil }
        arms = plan.arms.indices.map { arm in
            Arm(
                asksWithinPage: asks[arm], timeline: RequestTimeline(arm: arm, replications),
                budget: asks[arm] ? BudgetUse(arm: arm, of: plan, replications) : nil,
                uplift: UpliftReadout(arm: arm, of: plan, replications))
        }
    }
}
