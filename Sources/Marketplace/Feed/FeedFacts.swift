extension MechanismFacts {
    static let feed = MechanismFacts(
        "feed", "Pages are asked for, ranked and frozen, and listings are seen, clicked, liked and put into the cart.",
        records: [.request, .refusal, .insertion, .exploration, .exposure, .click, .like, .cart])
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
        "the exposures of the session that follow and over which the outcome is counted; fewer when the session ends before")
    public static let soldOut = RecordColumn(
        "sold_out", in: .detail, as: .flag,
        "1 when all units went after the page was delivered (nothing can be clicked), else 0")
}
