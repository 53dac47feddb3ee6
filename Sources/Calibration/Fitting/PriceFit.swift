import Foundation
import Statistics

/// Fits the lognormal of prices: an item's price is that of its first event in the log.
struct PriceFit {
    let normal: GroupedNormal
    /// What the log shows by itself.
    let parameters: [CalibratedParameter]

    init(_ tally: LogTally) throws(StatisticsError) {
        let prices = tally.items.map { Double($0.price) }
        let (lowest, highest) = (prices.min() ?? 1, prices.max() ?? 1)
        // A bound at which several items stand has cut off what lies beyond it.
        let isLow = prices.count { $0 == lowest } > 1
        let isHigh = prices.count { $0 == highest } > 1
        var groups = [GroupedNormal.Group](repeating: .init(), count: tally.categories.count)
        for (item, price) in zip(tally.items, prices) {
            let category = Int(item.category)
            guard category < groups.count else { continue }
            if isLow, price == lowest {
                groups[category].low += 1
            } else if isHigh, price == highest {
                groups[category].high += 1
            } else {
                groups[category].inside.add(log(price))
            }
        }
        let fit = try GroupedNormal(groups, bounds: log(lowest)...max(log(highest), log(lowest) + 1e-9))
        normal = fit
        let bounds = [
            isLow
                ? CalibratedParameter("listings.price_minimum", (lowest * 100).rounded(), "the log's lowest price")
                : nil,
            isHigh
                ? CalibratedParameter("listings.price_maximum", (highest * 100).rounded(), "its highest price") : nil,
        ]
        parameters =
            [
                CalibratedParameter(
                    "listings.category_price_sigma", fit.between, error: fit.betweenError,
                    "spread of the categories' mean log prices")
            ] + bounds.compactMap(\.self)
    }
}
