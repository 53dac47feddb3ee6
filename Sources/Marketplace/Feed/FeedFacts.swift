import PolicyKit

extension MechanismFacts {
    static let feed = MechanismFacts(
        "feed", "Pages are asked for, ranked and frozen, and listings are seen, clicked, liked and put into the cart.",
        records: [.request, .refusal, .insertion, .exploration, .exposure, .click, .like, .cart],
        quantities: [
            .requests, .exposures, .clicks, .likes, .carts, .soldOutEncounters, .insertedRequests, .refusedRequests,
            .servingCost, .rankingCost,
        ],
        metrics: [
            .ctr, .requestsPerSession, .exposuresPerSession, .soldOutEncounters, .insertedRequests, .refusedRequests,
            .servingCost, .rankingCost,
        ],
        countedBy: ["feed.request_cost", "feed.candidate_cost"],
        conditional: [
            ConditionalMetric(metric: .insertedRequests) { asksWithinPages($1) },
            ConditionalMetric(metric: .refusedRequests) { asksWithinPages($1) },
            ConditionalMetric(metric: .servingCost) { conditions, _ in conditions.feed.requestCost > 0 },
            ConditionalMetric(metric: .rankingCost) { conditions, _ in conditions.feed.candidateCost > 0 },
        ])

    /// Whether a request policy other than the default one may ask before a page's end.
    private static func asksWithinPages(_ policies: PolicyChoices) -> Bool {
        policies[RequestSlot()] != RequestSlot().defaultPolicy
    }
}

extension RecordSchema {
    public static let request = RecordSchema(
        .request, "request", "the app asks for items and gets a page, which is frozen", of: .request,
        .visit, .request, .inserted, .candidates, .pageSlots)
    public static let refusal = RecordSchema(
        .refusal, "refusal", "a request within a page is refused, because the budget is spent", of: .request,
        .visit, .lastSlot)
    public static let insertion = RecordSchema(
        .insertion, "insertion",
        "a request within a page is paid for out of the budget; its row in `request.csv` follows when the user scrolls on, "
            + "and not at all if the market closes first",
        of: .request, .visit, .lastSlot)
    public static let exploration = RecordSchema(
        .exploration, "exploration",
        "a request policy draws a decision at random, and the budget would pay for a request", of: .request,
        .visit, .lastSlot, .asked, .propensity, .horizon)

    public static let exposure = RecordSchema(
        .exposure, "exposure", "a user sees a listing", of: .exposure, .exposure, .price, .soldOut)
    public static let click = RecordSchema(.click, "click", "a click", of: .exposure, .exposure, .price)
    public static let like = RecordSchema(.like, "like", "a like, after a click", of: .exposure, .exposure, .price)
    public static let cart = RecordSchema(
        .cart, "cart", "a listing is put into the cart, after a click", of: .exposure, .exposure, .price)
}

extension RecordColumn {
    public static let request = RecordColumn(
        "request", in: .slot, "number of the request in its session, from 0")
    public static let inserted = RecordColumn(
        "inserted", in: .listing, "1 when it came before its page's end, else 0")
    public static let candidates = RecordColumn("candidates", in: .detail, "listings that were ranked")
    public static let pageSlots = RecordColumn("page_slots", in: .value, "listings on the page")
    public static let lastSlot = RecordColumn("slot", in: .slot, "that was exposed last")
    public static let asked = RecordColumn(
        "asked", in: .detail, "1 when a page was asked for, 0 when the old one was kept")
    public static let propensity = RecordColumn(
        "propensity_millionths", in: .value, unit: .millionths,
        "the chance with which that was drawn, in millionths, from 1 to 999999")
    public static let horizon = RecordColumn(
        "horizon", in: .listing,
        "the exposures of the session that follow and over which the outcome is counted; "
            + "fewer when the session ends before")
    public static let soldOut = RecordColumn(
        "sold_out", in: .detail, as: .flag,
        "1 when all units went after the page was delivered (nothing can be clicked), else 0")
}

extension Quantity {
    public static let requests = Quantity("requests", .count(.request))
    public static let exposures = Quantity("exposures", .count(.exposure))
    public static let clicks = Quantity("clicks", .count(.click))
    public static let likes = Quantity("likes", .count(.like))
    public static let carts = Quantity("carts", .count(.cart))
    public static let soldOutEncounters = Quantity("sold_out_encounters", .sum(.soldOut, of: .exposure))
    /// Requests before their page's end that were inserted.
    public static let insertedRequests = Quantity("inserted_requests", .sum(.inserted, of: .request))
    /// Requests before their page's end that the platform refused.
    public static let refusedRequests = Quantity("refused_requests", .count(.refusal))
    /// Minor units.
    public static let servingCost = Quantity(
        "serving_cost", .sum(Quantity.Weight("feed.request_cost") { $0.feed.requestCost }, of: .request))
    /// Minor units, not whole ones.
    public static let rankingCost = Quantity("ranking_cost", .divided(.rankingCostOfThousands, by: 1_000))
    /// Candidates, each at what a thousand of them cost.
    private static let rankingCostOfThousands = Quantity(
        "ranking_cost_of_thousands",
        .sum(.candidates, times: Quantity.Weight("feed.candidate_cost") { $0.feed.candidateCost }, of: .request))
}

extension Metric {
    public static let ctr = Metric(
        name: "ctr", label: "CTR", definition: "Clicks / impressions.",
        kind: .ratio(.clicks, .exposures), unit: .share, moreIsBetter: true)
    public static let requestsPerSession = Metric(
        name: "requests_per_session", label: "Requests per session", definition: "Requests / sessions.",
        kind: .ratio(.requests, .sessions), unit: .count, moreIsBetter: nil)
    public static let exposuresPerSession = Metric(
        name: "exposures_per_session", label: "Exposures per session", definition: "Exposures / sessions.",
        kind: .ratio(.exposures, .sessions), unit: .count, moreIsBetter: nil)
    public static let soldOutEncounters = Metric(
        name: "sold_out_encounters", label: "Sold-out encounters",
        definition: "Exposures of a listing that was sold out after its page was delivered / exposures.",
        kind: .ratio(.soldOutEncounters, .exposures), unit: .share, moreIsBetter: false)
    public static let insertedRequests = Metric(
        name: "inserted_requests", label: "Inserted requests",
        definition: "Requests before their page's end per user.",
        kind: .mean(.insertedRequests), unit: .count, moreIsBetter: nil)
    public static let refusedRequests = Metric(
        name: "refused_requests", label: "Refused requests",
        definition:
            "Requests before their page's end that the platform refused because the budget was spent, per user.",
        kind: .mean(.refusedRequests), unit: .count, moreIsBetter: false)
    public static let servingCost = Metric(
        name: "serving_cost", label: "Serving cost",
        definition: "Requests per user, each at `feed.request_cost`.",
        kind: .mean(.servingCost), unit: .money, moreIsBetter: false)
    public static let rankingCost = Metric(
        name: "ranking_cost", label: "Ranking cost",
        definition: "Candidates that were ranked per user, each thousand at `feed.candidate_cost`.",
        kind: .mean(.rankingCost), unit: .money, moreIsBetter: false)
}
