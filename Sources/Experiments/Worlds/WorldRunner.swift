public import Marketplace
public import PolicyKit
import Randomness

/// Runs one world of a plan and keeps what the readout needs of it.
public struct WorldRunner: Sendable {
    public let plan: Plan
    public let policies: PolicyRegistry
    /// Makes what reads a world's journal besides the metrics: logs.
    public var consumers: @Sendable (WorldTask) throws -> [any JournalConsumer] = { _ in [] }

    public init(plan: Plan, policies: PolicyRegistry) {
        self.plan = plan
        self.policies = policies
    }

    /// - Parameters:
    ///   - consumers: read the journal besides the metrics and the runner's own consumers.
    ///   - goesOn: asked every few thousand events with their number so far; no stops the world.
    /// - Returns: nil when the world was stopped.
    /// - Throws: what a consumer threw.
    public func run(
        _ task: WorldTask, consumers more: [any JournalConsumer] = [], goesOn: (Int) -> Bool = { _ in true }
    ) throws -> WorldOutcome? {
        let consumers = try consumers(task) + more
        let seed = WorldRunner.seed(of: task.replication, plan: plan)
        let assignment = Assignment(in: task, of: plan)
        let setup = WorldSetup(
            market: plan.market, loaded: plan.loaded,
            arms: plan.arms.map { ArmSetup(conditions: $0.conditions, policies: $0.policies) },
            assignment: { assignment.arm(of: $0) }, sharesLearners: plan.learners == .shared, seed: seed,
            experimentStart: plan.schedule.warmup, browsingEnd: plan.schedule.warmup + plan.schedule.experiment,
            end: plan.schedule.end,
            adBudgetShares: task.role == .budgetSplit
                ? [1 - plan.split.treatmentShare, plan.split.treatmentShare] : nil)
        let users = plan.loaded.users?.count ?? Int(plan.market.users.count)
        let totals = UserTotals(
            users: users, experimentStart: setup.experimentStart, browsingEnd: setup.browsingEnd,
            requestCosts: plan.arms.map(\.conditions.feed.requestCost))
        let listings = ListingTotals(
            sellers: users, experimentStart: setup.experimentStart, browsingEnd: setup.browsingEnd)
        let days = Int((plan.schedule.end + 86_399_999) / 86_400_000)
        let daily = DailyTotals(
            arms: plan.arms.count, days: days, assignment: { assignment.arm(of: $0) })
        let orders = OrderLife(
            arms: plan.arms.count, experimentStart: setup.experimentStart, assignment: { assignment.arm(of: $0) })
        let published = plan.publishedMarket.map { _ in
            MerRecMeasure(within: setup.experimentStart..<setup.browsingEnd)
        }
        let requests = RequestMeasures(plan, policies: policies, users: users)
        let measures: [any JournalConsumer] =
            [totals, daily, listings, orders] + requests.consumers + (published.map { [$0] } ?? [])
        var world = World(setup, policies: policies, consumers: measures + consumers)
        guard try world.run(goesOn: goesOn) else { return nil }
        var counts = totals.counts
        counts.events = world.events
        return WorldOutcome(
            task: task, digest: world.digest.text, counts: counts,
            arms: plan.arms.indices.map { arm in
                totals.moments(ofArm: UInt8(arm), assignment: { assignment.arm(of: $0) })
            },
            unitsOffered: world.unitsOffered, maturity: world.maturity, violations: world.violations,
            marketFigures: MarketFigure.all.map { $0.value(listings) },
            publishedFigures: published.map { measure in
                plan.publishedMarket.map { $0.figures.map { $0.realised(measure) } } ?? []
            },
            requests: requests.totals, orderLife: orders.arms, daily: daily.arms)
    }

    /// The seed of a replication; its worlds share it.
    public static func seed(of replication: Int, plan: Plan) -> UInt64 {
        RandomKey(seed: plan.seed).derived(UInt64(replication)).seed
    }
}

extension Assignment {
    /// Who is treated in a world of a plan.
    public init(in task: WorldTask, of plan: Plan) {
        switch task.role {
        case .experiment, .budgetSplit:
            self = .split(plan.split, seed: WorldRunner.seed(of: task.replication, plan: plan))
        case .allTreated: self = .everybody(in: 1)
        case .allControl: self = .everybody(in: 0)
        }
    }
}
