extension MechanismFacts {
    static let orders = MechanismFacts(
        "orders", "Units are reserved, paid, delivered and perhaps refunded.",
        records: [.checkout, .payment, .lapse, .delivery, .refund])
}

extension RecordSchema {
    public static let checkout = RecordSchema(
        .checkout, "checkout", "a cart is checked out, or an offer taken up: a unit is reserved", of: .exposure,
        .order, .price)
    public static let payment = RecordSchema(
        .payment, "payment", "the order is paid", of: .exposure, .order, .amount)
    public static let lapse = RecordSchema(
        .lapse, "lapse", "the payment window closes unpaid: the unit is free again", of: .exposure, .order, .price)
    public static let delivery = RecordSchema(
        .delivery, "delivery", "the buyer has the unit in hand", of: .exposure, .order, .price)
    public static let refund = RecordSchema(
        .refund, "refund", "the money goes back, the unit does not come back", of: .exposure, .order, .amount)
}

extension [RecordColumn] {
    /// Steps of an order have these; they are credited at its checkout.
    static var order: [RecordColumn] { exposure + [.order] }
}

extension RecordColumn {
    public static let order = RecordColumn(
        "order", in: .detail, "The order's number in its world, from 0, in the order of checkout")
}
