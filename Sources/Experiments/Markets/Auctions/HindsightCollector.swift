import Marketplace
import Statistics

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
