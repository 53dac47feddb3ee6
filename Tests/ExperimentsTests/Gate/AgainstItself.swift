import Experiments
import Marketplace
import Policies
import PolicyKit

/// A small market with control in both arms, and ways to break an experiment on it.
enum AgainstItself {
    static func plan(experiments: Int, seed: UInt64 = 1) -> Plan {
        var plan = Plan(
            name: "against-itself", title: "A/A", summary: "", arms: [Arm(name: "control"), Arm(name: "treatment")])
        plan.seed = seed
        plan.metrics = ["orders", "ctr", "exposures_per_session", "gmv", "cvr"]
        plan.market.users.count = 400
        plan.market.users.sessionsPerWeek = 4
        plan.market.users.sessionsSigma = 0.8
        // A few hundred users and Mercari's prices, of which one in a hundred is 25 times the median, would leave GMV to
        // a handful of orders: its t statistic is then not Student's, whoever computes it.
        plan.market.users.casualShare = 0
        plan.market.listings.priceSigma = 0.6
        plan.market.listings.initial = 600
        plan.market.listings.arrivalsPerDay = 60
        plan.schedule.warmup = 86_400_000
        plan.schedule.experiment = 4 * 86_400_000
        for arm in 0...1 {
            plan.arms[arm].conditions.choice.clickRateMatched = 0.3
            plan.arms[arm].conditions.choice.cartRate = 0.3
            plan.arms[arm].conditions.choice.checkoutRate = 0.5
            plan.arms[arm].conditions.feed.candidates = 64
        }
        return plan.againstItself(experiments: experiments)
    }

    /// The gate over that market.
    static func gate(experiments: Int) -> Gate<WorldRunner> {
        Gate(WorldRunner(plan: plan(experiments: experiments), policies: .builtIn))
    }
}

/// Runs another plan than it says: a platform whose assignment is not what its readout believes.
struct BrokenRunner: PlanRunner {
    let plan: Plan
    private let worlds: WorldRunner

    init(_ plan: Plan, run change: (inout Plan) -> Void) {
        self.plan = plan
        var other = plan
        change(&other)
        worlds = WorldRunner(plan: other, policies: .builtIn)
    }

    func run(_ task: WorldTask, goesOn: (Int) -> Bool) throws -> FeedOutcome? { try worlds.run(task, goesOn: goesOn) }

    func readout(of outcomes: [WorldTask: FeedOutcome], version: String, command: String) -> Readout {
        worlds.readout(of: outcomes, version: version, command: command)
    }
}
