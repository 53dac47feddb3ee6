public import Marketplace
public import PolicyKit

/// An auction market, and what a plan says of it alone; of the plan it reads what `BookingPlan` does.
public struct AuctionPlan: MarketModel, Equatable {
    public var market: AuctionMarket
    /// How each arm's campaigns bid and its slots are sold, control first.
    public var arms: [AuctionArm]
    /// The designs to read out, the primary one first; at least one.
    public var designs: [AuctionDesign]
    /// Names of the metrics to read out, the primary one first.
    public var metrics: [String]

    public init(
        market: AuctionMarket, arms: [AuctionArm], designs: [AuctionDesign] = AuctionDesign.allCases,
        metrics: [String] = AuctionMetric.standard.map(\.name)
    ) {
        self.market = market
        self.arms = arms
        self.designs = designs
        self.metrics = metrics
    }

    /// Whether the arms are alike.
    var isNull: Bool { arms.allSatisfy { $0 == arms[0] } }

    // MARK: - MarketModel

    public static let words = "an auction market"
    public static let abilities: MarketAbilities = .trajectories

    public func roles(of plan: Plan) -> [WorldRole] { WorldRole.all(of: designs.map(\.role)) }

    public func runner(of plan: Plan, policies: PolicyRegistry, log: (any WorldLog)?) -> AuctionRunner {
        AuctionRunner(plan: plan, auctions: self, policies: policies)
    }

    public func identify(_ fingerprint: inout Fingerprint) {
        fingerprint.take("\(market) \(arms.map(\.rules))")
    }

    /// A campaign has its columns and a policy in each arm.
    public func estimate(of plan: Plan, threads: Int) -> RunEstimate {
        let settings = market.settings
        let bidders = Double(market.campaignCount) / Double(settings.segments)
        let counted = Double(plan.schedule.experiment) / 86_400_000 + Double(settings.settling)
        let bids = Double(settings.opportunitiesPerDay) * counted * bidders * Double(plan.replications)
        return RunEstimate(
            bytes: Double(threads) * 2_048 * Double(market.campaignCount * arms.count), remedy: "auctions.campaigns",
            warnings: bids > AuctionPlan.mostBids ? [RunEstimate.warning(bids, "bids", "auctions.segments")] : [])
    }

    /// Hours, on one core.
    private static let mostBids = 1e12
}
