public import Marketplace

/// What is kept of a world of an auction market.
public struct AuctionWorldTally: Sendable, Equatable, Codable {
    /// By arm.
    public var arms: [AuctionTally]
    /// By arm: what watched campaigns won of what hindsight could have bought.
    public var hindsight: [HindsightTally]
}

/// A world of an auction market; its events are the auctions held.
public typealias AuctionWorldOutcome = WorldOutcome<AuctionWorldTally>
