extension MechanismFacts {
    static let supply = MechanismFacts(
        "supply", "Sellers bring listings into the market, mark them down and take them out.",
        records: [.listingCreated, .markdown, .listingEnded],
        quantities: [.youngExposures, .youngClicks, .youngUnits, .deepExposures, .deepClicks, .deepOrders],
        metrics: [.youngCTR, .youngSellThrough, .deepCTR, .deepOrders],
        onRequest: [.youngCTR, .youngSellThrough, .deepCTR, .deepOrders])
}

extension RecordSchema {
    public static let listingCreated = RecordSchema(
        .listingCreated, "listing_created",
        "a listing comes into the market; the stock at the opening has `time_ms` 0, whatever its age", of: .user,
        .supply, .category, .price, .units)
    public static let markdown = RecordSchema(
        .markdown, "markdown", "a seller lowers the price", of: .user, .supply, .newPrice)
    public static let listingEnded = RecordSchema(
        .listingEnded, "listing_ended", "a listing leaves the market", of: .user, .supply, .reason, .unsoldUnits)
}

extension [RecordColumn] {
    /// What happens to a listing begins with these.
    fileprivate static var supply: [RecordColumn] { [.seller, .listing] }
}

extension RecordColumn {
    public static let seller = RecordColumn("seller", in: .user, "The user who offers the listing")
    public static let category = RecordColumn("category", in: .slot, "from 0")
    public static let units = RecordColumn("units", in: .detail, "for sale")
    fileprivate static let newPrice = RecordColumn("price", in: .value, unit: .minorUnits, "the new one")
    public static let reason = RecordColumn(
        "reason", in: .detail, as: .words(ListingEnd.allCases.map(\.word)), "`sold`, `withdrawn` or `expired`")
    public static let unsoldUnits = RecordColumn("unsold_units", in: .value, "that were for sale")
}

extension Quantity {
    /// Exposures of listings that were young.
    public static let youngExposures = Quantity("young_exposures", .count(.exposure, about: .young))
    /// Clicks on listings that were young.
    public static let youngClicks = Quantity("young_clicks", .count(.click, about: .young))
    /// Units whose checkout came while the listing was young, and which were paid.
    public static let youngUnits = Quantity("young_units", .count(.payment, about: .young))
    /// Exposures of deep stock.
    public static let deepExposures = Quantity("deep_exposures", .count(.exposure, about: .deep))
    /// Clicks on deep stock.
    public static let deepClicks = Quantity("deep_clicks", .count(.click, about: .deep))
    /// Paid orders of deep stock.
    public static let deepOrders = Quantity("deep_orders", .count(.payment, about: .deep))
}

extension Metric {
    public static let youngCTR = Metric(
        name: "young_ctr", label: "CTR of young listings",
        definition:
            "Clicks / impressions of listings that came into the market less than three days before; the stock at the opening counts as "
            + "older.",
        kind: .ratio(.youngClicks, .youngExposures), unit: .share, moreIsBetter: true)
    public static let youngSellThrough = Metric(
        name: "young_sell_through", label: "Sell-through within three days",
        definition:
            "Units sold less than three days after their listing came, per user x users / units offered: with everybody in one arm, the "
            + "share of all offered units, older stock included, that is sold so soon.",
        kind: .perUnitOffered(.youngUnits), unit: .share, moreIsBetter: true)
    public static let deepCTR = Metric(
        name: "deep_ctr", label: "CTR of deep stock",
        definition: "Clicks / impressions of listings that came with more than five units.",
        kind: .ratio(.deepClicks, .deepExposures), unit: .share, moreIsBetter: true)
    public static let deepOrders = Metric(
        name: "deep_orders", label: "Orders of deep stock",
        definition: "Paid orders per user of listings that came with more than five units.",
        kind: .mean(.deepOrders), unit: .count, moreIsBetter: true)
}
