public import Marketplace

/// An auction market, and what a plan says of it alone; of the plan it reads what `BookingPlan` does.
public struct AuctionPlan: Sendable, Equatable {
    /// The market that is experimented in.
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
}
