import Marketplace
import PolicyKit

/// The sixteen numbers that public work on learned bidding describes a campaign's tick by (AuctionNet, Su et al. 2024).
///
/// Means are means of ticks' means, as there. Costs are in currency units; a conversion rate is the predicted value over
/// what a conversion is worth.
struct TrajectoryState {
    /// What one tick came to, in the means that the state takes up.
    private struct Tick {
        let volume: Double
        let bid: Double
        let leastWinningPrice: Double
        let conversionRate: Double
        let conversions: Double
        let winRate: Double

        init(_ totals: BiddingTotals, worth: Double) {
            volume = totals.opportunities
            let count = max(1, totals.opportunities)
            bid = totals.bids / count
            leastWinningPrice = totals.leastWinningPrices / count
            conversionRate = totals.predictedValue / worth / count
            conversions = totals.conversions / count
            winRate = totals.wins / count
        }
    }

    private var past: [Tick] = []

    /// Adds a tick that is over.
    mutating func add(_ totals: BiddingTotals, worth: Double) { past.append(Tick(totals, worth: worth)) }

    /// The state when a tick begins.
    /// - Parameter now: the tick that begins, of which the mean predicted conversion rate and the volume are known.
    func numbers(_ now: AuctionTick, ticks: Int, worth: Double) -> [Double] {
        let last = past.suffix(3)
        func mean(_ ticks: ArraySlice<Tick>, _ number: KeyPath<Tick, Double>) -> Double {
            ticks.isEmpty ? 0 : ticks.reduce(0) { $0 + $1[keyPath: number] } / Double(ticks.count)
        }
        let all = past[...]
        let current = Tick(now.totals, worth: worth)
        return [
            1 - Double(now.tick) / Double(ticks), now.budget > 0 ? now.budgetLeft / now.budget : 0,
            mean(all, \.bid), mean(last, \.bid), mean(all, \.leastWinningPrice), mean(all, \.conversionRate),
            mean(all, \.conversions), mean(all, \.winRate), mean(last, \.leastWinningPrice),
            mean(last, \.conversionRate), mean(last, \.conversions), mean(last, \.winRate), current.conversionRate,
            current.volume, last.reduce(0) { $0 + $1.volume }, all.reduce(0) { $0 + $1.volume },
        ]
    }
}
