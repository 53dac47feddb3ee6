public import Marketplace
import Statistics

/// What is kept of a world of an auction market.
public struct AuctionWorldTally: WorldTally {
    /// By arm.
    public var arms: [AuctionTally]
    /// By arm: what watched campaigns won of what hindsight could have bought.
    public var hindsight: [HindsightTally]

    public var counts: Counts {
        let all = arms.reduce(AuctionTally(), +)
        return Counts(
            requests: all.opportunities, exposures: all.exposures, clicks: all.clicks, orders: all.conversions)
    }
}

/// A world of an auction market; its events are the auctions held.
public typealias AuctionWorldOutcome = WorldOutcome<AuctionWorldTally>

/// What watched campaigns won of what hindsight could have bought, over their days in one arm; in currency units.
public struct HindsightTally: Sendable, Hashable, Codable {
    /// Days of all of them.
    public var days = 0
    /// The most value that their budgets and targets could have bought, rivals' bids as they were.
    public var bestValue = 0.0
    /// Predicted value of the slots that they won, by the slots' exposures.
    public var wonValue = 0.0

    public init() {}
}

/// Compares what watched campaigns won with the best that they could have bought, had they known the day beforehand.
final class HindsightCollector: AuctionConsumer {
    /// The tallies by arm.
    private(set) var tallies: [HindsightTally]

    init(arms: Int) { tallies = Array(repeating: HindsightTally(), count: arms) }

    func take(_ day: HindsightDay) throws {
        let problem = try HindsightProblem(
            values: day.values.map(Double.init), prices: day.prices.map(Double.init), budget: day.budget,
            costTarget: day.costTarget)
        tallies[day.arm].days += 1
        tallies[day.arm].bestValue += HindsightOptimum(problem).value
        tallies[day.arm].wonValue += day.wonValue
    }
}
