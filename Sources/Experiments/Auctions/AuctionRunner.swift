public import Marketplace
public import PolicyKit

/// Runs the worlds of an auction market: each design's own and the twins, all from one seed a replication.
public struct AuctionRunner: PlanRunner {
    public let plan: Plan
    public let auctions: AuctionPlan
    public let policies: PolicyRegistry
    /// Makes what else reads a world's ticks and days.
    public var consumers: @Sendable (AuctionTask) throws -> [any AuctionConsumer] = { _ in [] }
    /// Multipliers of which ticks say what they would have brought.
    public var counterfactuals: [Double] = []

    public init(plan: Plan, auctions: AuctionPlan, policies: PolicyRegistry) {
        self.plan = plan
        self.auctions = auctions
        self.policies = policies
    }

    public var tasks: [AuctionTask] {
        (0..<plan.replications).flatMap { replication in
            auctions.roles.map { AuctionTask(replication: replication, role: $0) }
        }
    }

    public func run(_ task: AuctionTask, goesOn: (Int) -> Bool = { _ in true }) throws -> AuctionWorldOutcome? {
        let seed = plan.seed(ofReplication: task.replication)
        let assignment: Assignment =
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
            task: task, tallies: world.tallies, hindsight: hindsight.tallies, digest: world.digest.text,
            events: world.events,
            violations: world.violations)
    }

    public func readout(of outcomes: [AuctionTask: AuctionWorldOutcome], version: String, command: String) -> Readout {
        Readout(
            plan, auctions: auctions,
            replications: RoleWorlds.complete(in: outcomes, of: auctions.roles.map(\.rawValue)), version: version,
            command: command)
    }
}
