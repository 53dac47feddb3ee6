public import Marketplace
public import PolicyKit
import Randomness

/// Runs one world of a plan and keeps what the readout needs of it.
public struct WorldRunner: PlanRunner {
    public let plan: Plan
    /// The policies that the plan's names stand for.
    public let policies: PolicyRegistry
    /// Makes what reads a world's journal besides the metrics: logs.
    public var consumers: @Sendable (WorldTask) throws -> [any JournalConsumer] = { _ in [] }
    /// Is handed the outcome of each world that has run, before anybody else sees it.
    public var finished: @Sendable (FeedOutcome) throws -> Void = { _ in }
    /// Is handed the units of each world of a design that has a table of them, when it has run; nil where nobody asks.
    package var unitReader: (@Sendable (WorldUnits) throws -> Void)?
    /// What the worlds of a replication share.
    private let pilots = ModelPilots()

    public init(plan: Plan, policies: PolicyRegistry) {
        self.plan = plan
        self.policies = policies
    }

    /// - Parameters:
    ///   - more: consumers that read the journal besides the metrics and the runner's own consumers.
    ///   - goesOn: asked every few thousand events with their number so far; no stops the world.
    /// - Returns: nil when the world was stopped.
    /// - Throws: what a consumer threw.
    public func run(
        _ task: WorldTask, consumers more: [any JournalConsumer] = [], goesOn: (Int) -> Bool = { _ in true }
    ) throws -> FeedOutcome? {
        let consumers = try consumers(task) + more
        let seed = plan.seed(ofReplication: task.replication)
        let arms = WorldArms(in: task, of: plan)
        let cells = plan.cells
        var untuned = WorldSetup(
            market: plan.market, loaded: plan.loaded,
            arms: cells.enumerated().map { place, cell in
                // Nobody will ask what a challenger has learned that serves nobody.
                let isHeard = task.role.isTwin && plan.offlineEvaluation != nil
                let serves = isHeard || task.onlyArm.map { $0 == place % plan.arms.count } ?? true
                return ArmSetup(
                    conditions: cell.conditions, policies: cell.policies,
                    isTrained: serves && plan.challenger == .trained)
            },
            randomisation: arms.randomisation,
            // Rankings that share pages learn from all of them.
            learners: task.role == .interleaving ? .pooled : plan.learners, seed: seed,
            experimentStart: plan.schedule.warmup, browsingEnd: plan.schedule.warmup + plan.schedule.experiment,
            end: plan.schedule.end,
            adBudgetShares: task.role == .budgetSplit ? plan.split.shares : nil)
        untuned.measuresModels = task.role.isTwin
        // Of both twins, so that those of equal arms are alike.
        untuned.logsPlacements = plan.offlineEvaluation != nil && task.role != .interleaving
        untuned.asksOtherRanking = task.role.isTwin && plan.offlineEvaluation != nil
        guard
            let setup = try pilots.tuned(untuned, of: task.replication, plan, policies: policies, goesOn: { goesOn(0) })
        else { return nil }
        let users = plan.loaded.users?.count ?? Int(plan.market.users.count)
        let records = arms.ofRecords(users: users)
        let totals = UserTotals(
            users: users, experimentStart: setup.experimentStart, browsingEnd: setup.browsingEnd,
            quantities: plan.quantities, conditions: cells.map(\.conditions))
        let listings = ListingTotals(
            sellers: users, experimentStart: setup.experimentStart, browsingEnd: setup.browsingEnd)
        let days = Int((plan.schedule.end + 86_399_999) / 86_400_000)
        let daily = DailyTotals(
            arms: plan.arms.count, days: days, arm: records.arm(of:))
        // Of the worlds of which the effect is told day by day.
        let hasDays = task.role.isTwin || (task.role == plan.designs[0].role && plan.designs[0].splitsUsers)
        let byDay =
            hasDays
            ? UnitTotals(DayIndex(plan.schedule, arms: plan.arms.count, arm: records.arm(of:)), of: plan) : nil
        let orders = OrderLife(
            arms: plan.arms.count, experimentStart: setup.experimentStart, arm: records.arm(of:))
        let units = arms.split.followed(in: plan, users: users)
        let twin = TwinSplits(in: task, of: plan, users: users)
        let published = plan.publishedMarket.map { _ in
            MerRecMeasure(within: setup.experimentStart..<setup.browsingEnd)
        }
        let requests = RequestMeasures(plan, policies: policies, users: users, arm: arms.arm(ofCell:))
        let preferences =
            task.role == .interleaving
            ? UnitTotals(PreferenceIndex(users: users, experimentStart: setup.experimentStart), of: plan) : nil
        let isRewarded = [.allocation, plan.designs[0].role].contains(task.role) || task.role.isTwin
        let rewards =
            isRewarded && plan.allocation != nil
            ? SessionRewards(
                users: users, arms: plan.arms.count, experimentStart: setup.experimentStart, arm: records.arm(of:))
            : nil
        let placements =
            task.role == .allControl && plan.offlineEvaluation != nil
            ? PlacementLog(users: users, experimentStart: setup.experimentStart) : nil
        let measures: [any JournalConsumer] =
            [totals, daily, listings, orders] + units.consumers + twin.consumers + requests.consumers
            + (published.map { [$0] } ?? []) + (byDay.map { [$0] } ?? [])
            + (preferences.map { [$0] } ?? []) + (placements.map { [$0] } ?? [])
            + (rewards.map { [$0] } ?? [])
        var world = World(setup, policies: policies, consumers: measures + consumers)
        placements?.explorations = world.explorations
        placements?.readsThePast = world.readsThePast
        guard try world.run(goesOn: goesOn) else { return nil }
        var counts = totals.counts
        counts.events = world.events
        let followed = FollowedWorld(plan: plan, totals: totals, clusters: world.userClusters)
        let moments = units.moments(in: followed)
        var tally = FeedTally(
            counts: counts, users: plan.analysis == .triggered ? Int(moments.population) : users, units: moments,
            armsInTwin: twin.arms(in: followed), nulls: twin.nulls(in: followed),
            unitsOffered: world.unitsOffered, maturity: world.maturity,
            marketFigures: MarketFigure.all.map { $0.value(listings) },
            publishedFigures: published.map { measure in
                plan.publishedMarket.map { $0.figures.map { $0.realised(measure) } } ?? []
            },
            requests: requests.totals, orderLife: orders.arms, daily: daily.arms)
        tally.models = world.modelTally
        tally.policyFigures = PolicyFigureDays.all(world.rankingFigures, from: setup.experimentStart)
        tally.preferences = preferences?.tally(plan.quantities)
        tally.offline = placements?.tally
        tally.rewards = rewards?.periods ?? []
        tally.days = byDay?.sums(of: plan.quantities) ?? []
        tally.drawn = DrawnSplits(in: task, of: plan)?.moments(in: followed) ?? []
        let segments = plan.segmentations.isEmpty ? nil : UserSegments(plan, in: world)
        if let segments, [plan.designs[0].role, .allTreated, .allControl].contains(task.role) {
            tally.segments = segments.moments(
                arms: plan.arms.count, of: plan.quantities.measured.count
            ) {
                units.forEachUnit(in: followed, $0)
            }
        }
        let outcome = FeedOutcome(
            task: task, digest: world.digest.text, events: world.events, violations: world.violations,
            replacements: world.replacements, tally: tally)
        if let unitReader, let design = plan.unitDesign(of: task.role) {
            try unitReader(
                WorldUnits(
                    outcome: outcome, design: design, plan: plan, units: units, world: followed, arms: arms,
                    userSegments: segments))
        }
        try finished(outcome)
        return outcome
    }
}

extension WorldRunner {
    public func run(_ task: WorldTask, goesOn: (Int) -> Bool) throws -> FeedOutcome? {
        try run(task, consumers: [], goesOn: goesOn)
    }

    public func readout(of outcomes: [WorldTask: FeedOutcome], version: String, command: String) -> Readout {
        Readout(
            plan, replications: FeedReplication.complete(in: outcomes, of: plan),
            unseen: UnseenChange.all(in: plan, policies: policies),
            challengers: ChallengerStart.all(in: plan, policies: policies), version: version, command: command)
    }
}
