public import PolicyKit

/// How the ad slots of a page are sold.
public struct AuctionRules: Sendable, Equatable {
    /// Chance that a slot is seen (or, in a click auction, its clicks against the first slot's), first slot first: 1 to 8
    /// numbers above 0 that do not rise.
    public var exposures: [Double]
    /// Who pays what.
    public var pricing: AuctionPricing
    /// The least score that wins a slot, and the least that a slot costs: currency units for an exposure of an ad of
    /// quality 1; 0 or more.
    public var reserve: Double

    public init(exposures: [Double] = [1], pricing: AuctionPricing = .secondPrice, reserve: Double = 0) {
        precondition((1...AuctionRules.mostSlots).contains(exposures.count), "an auction sells 1 to 8 slots")
        precondition(
            exposures.allSatisfy { $0 > 0 } && zip(exposures, exposures.dropFirst()).allSatisfy { $0 >= $1 },
            "exposures are above 0 and do not rise")
        precondition(reserve >= 0, "a reserve is 0 or more")
        self.exposures = exposures
        self.pricing = pricing
        self.reserve = reserve
    }

    /// As many as one auction can sell.
    public static let mostSlots = 8
}
