import Marketplace

/// A figure of the whole market: of its listings and sellers, which belong to no arm.
///
/// An experiment's arms share their listings, so no arm has such a figure; what a launch would do to it is the twins' to
/// say.
struct MarketFigure: Sendable {
    /// Lower-case words joined by `_`.
    let name: String
    let label: String
    /// One sentence.
    let definition: String
    let unit: Metric.Unit
    let value: @Sendable (ListingTotals) -> Double?

    static let all: [MarketFigure] = [
        MarketFigure(
            name: "time_to_sell", label: "Time to sell",
            definition:
                "Median days from a listing's creation, or the market's opening, to a payment in the experiment.",
            unit: .days
        ) { $0.timeToSell },
        sellThrough(byAge: 1, "1 day"),
        sellThrough(byAge: 7, "7 days"),
        sellThrough(byAge: 28, "28 days"),
        MarketFigure(
            name: "markdown_share", label: "Sold at markdown",
            definition:
                "Share of the units paid in the experiment whose listing was marked down before their checkout.",
            unit: .share
        ) { $0.markdownShare },
        MarketFigure(
            name: "seller_gini", label: "Seller Gini",
            definition: "Gini coefficient of the units paid in the experiment over all who ever listed something.",
            unit: .share
        ) { $0.sellerGini },
    ]

    private static func sellThrough(byAge days: Int, _ words: String) -> MarketFigure {
        MarketFigure(
            name: "sell_through_\(days)d", label: "Sold within \(words)",
            definition:
                "Of the listings that came in the experiment at least \(words) before the market closed, the share "
                + "that sold a unit within \(words).",
            unit: .share
        ) { $0.sellThrough(byAge: Double(days)) }
    }
}
