import Marketplace
import Statistics

/// Adds up, listing by listing and seller by seller, what the journal says of sales.
///
/// Listings and sellers belong to no arm: both arms' buyers meet the same ones, so these figures are the market's.
final class ListingTotals: JournalConsumer {
    /// One listing's sales.
    private struct Row: BitwiseCopyable {
        let created: Int64
        let seller: UInt32
        var firstSale: Int64 = -1
        /// Milliseconds of the first one.
        var markdown = Int64.max
    }

    private static let day = 86_400_000.0
    private let experimentStart: Int64
    private let browsingEnd: Int64
    private var rows: [Row] = []
    /// Units sold in the experiment by each user; -1 for users who never listed anything.
    private var soldBySeller: [Int32]
    /// Milliseconds from creation to payment of each unit sold in the experiment.
    private var ages: [Int64] = []
    private var soldAtMarkdown = 0

    init(sellers: Int, experimentStart: Int64, browsingEnd: Int64) {
        self.experimentStart = experimentStart
        self.browsingEnd = browsingEnd
        soldBySeller = Array(repeating: -1, count: sellers)
    }

    func consume(_ records: borrowing Span<JournalRecord>) {
        for index in records.indices {
            let record = records[index]
            switch record.kind {
            case .listingCreated:
                rows.append(Row(created: record.time, seller: UInt32(record[.seller])))
                if soldBySeller[Int(record[.seller])] < 0 { soldBySeller[Int(record[.seller])] = 0 }
            case .markdown: rows[Int(record.listing)].markdown = min(rows[Int(record.listing)].markdown, record.time)
            case .payment: pay(record)
            default: break
            }
        }
    }

    private func pay(_ record: JournalRecord) {
        let listing = Int(record.listing)
        if rows[listing].firstSale < 0 { rows[listing].firstSale = record.time }
        guard record.time >= experimentStart else { return }
        soldBySeller[Int(rows[listing].seller)] += 1
        ages.append(record.time - rows[listing].created)
        if rows[listing].markdown < record.creditTime { soldAtMarkdown += 1 }
    }

    /// Median days from creation to payment; nil when nothing was sold.
    var timeToSell: Double? {
        guard !ages.isEmpty else { return nil }
        let sorted = ages.sorted()
        return Double(sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2 / ListingTotals.day
    }

    /// The share that sold a unit by an age in days, of the listings that came in the experiment and could be watched for so
    /// many days before the market closed; nil when there are none.
    func sellThrough(byAge days: Double) -> Double? {
        let age = Int64(days * ListingTotals.day)
        // What is there at the opening has an age that the journal does not tell.
        let watched = rows.filter { $0.created >= max(1, experimentStart) && $0.created + age <= browsingEnd }
        guard !watched.isEmpty else { return nil }
        return Double(watched.count { $0.firstSale >= 0 && $0.firstSale <= $0.created + age }) / Double(watched.count)
    }

    /// Share of the units sold whose listing had been marked down before; nil when nothing was sold.
    var markdownShare: Double? { ages.isEmpty ? nil : Double(soldAtMarkdown) / Double(ages.count) }

    /// Gini coefficient of units sold over all who ever listed something: 0 when all sell alike, towards 1 when one sells
    /// all; nil when nothing was sold.
    var sellerGini: Double? { GiniCoefficient.of(soldBySeller.filter { $0 >= 0 }.map(Int.init)) }
}

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
