/// What a platform reads out of an experiment: a mean over users, or a ratio of two sums over users.
public struct Metric: Sendable, Hashable {
    /// Lower-case words joined by `_`, as in scenario files and readouts.
    public let name: String
    /// As a headline: "Net GMV".
    public let label: String
    /// One sentence with the definition.
    public let definition: String
    public let kind: Kind
    public let unit: Unit
    /// Whether more is better, for the words of a verdict; nil where neither is.
    public let moreIsBetter: Bool?

    /// How a metric follows from the users' totals.
    public enum Kind: Sendable, Hashable {
        /// Mean of the quantity over the arm's users.
        case mean(Quantity)
        /// Sum of the first over sum of the second; variance by the delta method.
        case ratio(Quantity, Quantity)
        /// Mean over users, scaled by users over units offered, so that with everybody in one arm it is the share
        /// of offered units that were sold.
        case sellThrough
    }

    /// What the numbers count.
    public enum Unit: String, Sendable, Hashable, Codable {
        /// Minor units of money a user.
        case money
        /// A number of events.
        case count
        /// A share from 0 to 1.
        case share
        /// Lengths of time.
        case days, seconds
    }

    /// A total that is kept for each user.
    public enum Quantity: Int, Sendable, Hashable, CaseIterable, Codable {
        case sessions, requests, exposures, clicks, likes, carts, checkouts, orders, units, soldOutEncounters
        /// Minor units.
        case gmv, refunded
        /// GMV less refunds.
        case netGMV
        /// Requests before the page's end: those that were inserted, and those that the platform refused.
        case insertedRequests, refusedRequests
        /// Minor units.
        case servingCost
        case offers, deliveries, refunds
        /// Orders less refunded ones.
        case keptOrders
        /// Sessions after the first.
        case repeatVisits
        /// 1 for a session in the last week, else 0.
        case retained
        /// Minor units, not whole ones.
        case adRevenue
        case adExposures, adClicks
        /// GMV of orders that did not come from an ad.
        case organicGMV
        /// 1; of a cluster its size, of a block of time its days.
        case members
    }
}

extension Metric {
    /// The metrics of every market, the primary one first.
    public static let standard: [Metric] = [
        Metric(
            name: "gmv", label: "GMV",
            definition: "Sum paid by a user before refunds, for checkouts within the experiment.",
            kind: .mean(.gmv), unit: .money, moreIsBetter: true),
        Metric(
            name: "net_gmv", label: "Net GMV",
            definition: "Sum paid by a user less refunds, for checkouts within the experiment.",
            kind: .mean(.netGMV), unit: .money, moreIsBetter: true),
        Metric(
            name: "orders", label: "Orders", definition: "Paid orders a user.",
            kind: .mean(.orders), unit: .count, moreIsBetter: true),
        Metric(
            name: "ctr", label: "CTR", definition: "Clicks / impressions.",
            kind: .ratio(.clicks, .exposures), unit: .share, moreIsBetter: true),
        Metric(
            name: "cvr", label: "CVR", definition: "Paid orders / clicks.",
            kind: .ratio(.orders, .clicks), unit: .share, moreIsBetter: true),
        Metric(
            name: "ctcvr", label: "CTCVR", definition: "Paid orders / impressions.",
            kind: .ratio(.orders, .exposures), unit: .share, moreIsBetter: true),
        Metric(
            name: "ecvr", label: "ECVR", definition: "Paid orders that were not refunded / clicks.",
            kind: .ratio(.keptOrders, .clicks), unit: .share, moreIsBetter: true),
        Metric(
            name: "refund_rate", label: "Refund rate", definition: "Refunded orders / paid orders.",
            kind: .ratio(.refunds, .orders), unit: .share, moreIsBetter: false),
        Metric(
            name: "requests_per_session", label: "Requests a session", definition: "Requests / sessions.",
            kind: .ratio(.requests, .sessions), unit: .count, moreIsBetter: nil),
        Metric(
            name: "exposures_per_session", label: "Exposures a session", definition: "Exposures / sessions.",
            kind: .ratio(.exposures, .sessions), unit: .count, moreIsBetter: nil),
        Metric(
            name: "sell_through", label: "Sell-through",
            definition:
                "Units sold a user x users / units offered: with everybody in one arm, the share of offered units sold.",
            kind: .sellThrough, unit: .share, moreIsBetter: true),
        Metric(
            name: "sold_out_encounters", label: "Sold-out encounters",
            definition: "Exposures of a listing that was sold out after its page was delivered / exposures.",
            kind: .ratio(.soldOutEncounters, .exposures), unit: .share, moreIsBetter: false),
        Metric(
            name: "inserted_requests", label: "Inserted requests",
            definition: "Requests before their page's end, a user.",
            kind: .mean(.insertedRequests), unit: .count, moreIsBetter: nil),
        Metric(
            name: "refused_requests", label: "Refused requests",
            definition:
                "Requests before their page's end that the platform refused because the budget was spent, a user.",
            kind: .mean(.refusedRequests), unit: .count, moreIsBetter: false),
        Metric(
            name: "serving_cost", label: "Serving cost",
            definition: "Requests of a user, each at `feed.request_cost`.",
            kind: .mean(.servingCost), unit: .money, moreIsBetter: false),
        Metric(
            name: "repeat_visits", label: "Repeat visits", definition: "Sessions a user after the first.",
            kind: .mean(.repeatVisits), unit: .count, moreIsBetter: true),
        Metric(
            name: "retention", label: "Retention",
            definition: "Share of users with a session in the last seven days before the market closes.",
            kind: .mean(.retained), unit: .share, moreIsBetter: true),
    ]

    /// The metric of that name, or nil.
    public static func named(_ name: String) -> Metric? { all.first { $0.name == name } }
}
