extension MechanismFacts {
    static let supply = MechanismFacts(
        "supply", "Sellers bring listings into the market, mark them down and take them out.",
        records: [.listingCreated, .markdown, .listingEnded])
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
