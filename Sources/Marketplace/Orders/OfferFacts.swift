extension MechanismFacts {
    static let offers = MechanismFacts(
        "offers", "Buyers offer less than the price, and sellers accept, counter or do not answer.",
        records: [.offer, .offerAccepted, .offerCountered, .offerTaken],
        quantities: [.offers],
        metrics: [])
}

extension RecordSchema {
    public static let offer = RecordSchema(
        .offer, "offer", "a buyer offers less than the price, after a click", of: .exposure,
        .offer, .price("as offered"))
    public static let offerAccepted = RecordSchema(
        .offerAccepted, "offer_accepted", "the seller accepts", of: .exposure, .offer, .price)
    public static let offerCountered = RecordSchema(
        .offerCountered, "offer_countered", "the seller asks for more than was offered", of: .exposure,
        .offer, .price("as asked for"))
    public static let offerTaken = RecordSchema(
        .offerTaken, "offer_taken", "the buyer takes up what the seller said; the checkout is the next record",
        of: .exposure, .offer, .price)
}

extension [RecordColumn] {
    fileprivate static var offer: [RecordColumn] { exposure + [.offer] }
}

extension RecordColumn {
    public static let offer = RecordColumn("offer", in: .detail, "The offer's number in its world, from 0")

    fileprivate static func price(_ meaning: String) -> RecordColumn {
        RecordColumn("price", in: .value, unit: .minorUnits, meaning)
    }
}

extension Quantity {
    /// Offers made.
    public static let offers = Quantity("offers", .count(.offer))
}
