public import Marketplace
public import PolicyKit

/// Runs the worlds of an auction market: each design's own and the twins, all from one seed a replication.
public struct AuctionRunner: PlanRunner {
    public let plan: Plan
    /// What the plan says of the auction market.
    public let auctions: AuctionPlan
    /// The policies that the plan's names stand for.
    public let policies: PolicyRegistry
    /// Makes what else reads a world's ticks and days.
    public var consumers: @Sendable (WorldTask) throws -> [any AuctionConsumer] = { _ in [] }
    /// Multipliers of which ticks say what they would have brought.
    public var counterfactuals: [Double] = []

    public init(plan: Plan, auctions: AuctionPlan, policies: PolicyRegistry) {
        self.plan = plan.experimenting(in: .auctions(auctions))
        self.auctions = auctions
        self.policies = policies
    }

    public func run(_ task: WorldTask, goesOn: (Int) -> Bool = { _ in true }) throws -> AuctionWorldOutcome? {
        let seed = plan.seed(ofReplication: task.replication)
        let assignment: HashSplit =
            task.role.isTwin ? .everybody(in: task.role == .allControl ? 0 : 1) : .split(plan.split, seed: seed)
        let share = plan.split.treatmentShare
        let hindsight = HindsightCollector(arms: auctions.arms.count)
        var world = AuctionWorld(
            AuctionSetup(
                market: auctions.market, arms: auctions.arms, userArm: { assignment.arm(of: $0) },
                budgetShares: task.role == .budgetSplit ? [1 - share, share] : nil,
                watched: auctions.market.watchedCampaigns, counterfactuals: counterfactuals, seed: seed,
                days: Int(plan.schedule.experiment / 86_400_000)),
            policies: policies, consumers: [hindsight] + (try consumers(task)))
        guard try world.run(goesOn: goesOn) else { return nil }
        return AuctionWorldOutcome(
            task: task, digest: world.digest.text, events: world.events, violations: world.violations,
            replacements: world.replacements,
            tally: AuctionWorldTally(arms: world.tallies, hindsight: hindsight.tallies))
    }

    public func readout(of outcomes: [WorldTask: AuctionWorldOutcome], version: String, command: String) -> Readout {
        let replications = Replication.complete(in: outcomes, designs: auctions.designs.map(\.role))
        precondition(!replications.isEmpty, "a readout needs a complete replication")
        let reader = AuctionReader(plan: plan, auctions: auctions, replications: replications)
        return Readout(
            plan, MarketReading(plan, reader), replications: replications.count, version: version, command: command)
    }
}
