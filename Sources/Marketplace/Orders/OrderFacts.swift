extension MechanismFacts {
    static let orders = MechanismFacts(
        "orders", "Units are reserved, paid, delivered and perhaps refunded.",
        records: [.checkout, .payment, .lapse, .delivery, .refund],
        quantities: [.checkouts, .orders, .units, .gmv, .refunded, .netGMV, .deliveries, .refunds, .keptOrders],
        metrics: [.gmv, .netGMV, .orders, .cvr, .ctcvr, .ecvr, .refundRate, .sellThrough])
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

extension Quantity {
    /// Checkouts.
    public static let checkouts = Quantity("checkouts", .count(.checkout))
    /// Orders that were paid.
    public static let orders = Quantity("orders", .count(.payment))
    /// Units of stock that were sold, one an order.
    public static let units = Quantity("units", .count(.payment))
    /// Minor units.
    public static let gmv = Quantity("gmv", .sum(.amount, of: .payment))
    /// Minor units.
    public static let refunded = Quantity("refunded", .sum(.amount, of: .refund))
    /// GMV less refunds, in minor units.
    public static let netGMV = Quantity("net_gmv", .difference(.gmv, .refunded))
    /// Orders that were delivered.
    public static let deliveries = Quantity("deliveries", .count(.delivery))
    /// Orders whose money went back.
    public static let refunds = Quantity("refunds", .count(.refund))
    /// Orders less refunded ones.
    public static let keptOrders = Quantity("kept_orders", .difference(.orders, .refunds))
}

extension Metric {
    public static let gmv = Metric(
        name: "gmv", label: "GMV",
        definition: "Sum paid by a user before refunds, for checkouts within the experiment.",
        kind: .mean(.gmv), unit: .money, moreIsBetter: true)
    public static let netGMV = Metric(
        name: "net_gmv", label: "Net GMV",
        definition: "Sum paid by a user less refunds, for checkouts within the experiment.",
        kind: .mean(.netGMV), unit: .money, moreIsBetter: true)
    public static let orders = Metric(
        name: "orders", label: "Orders", definition: "Paid orders per user.",
        kind: .mean(.orders), unit: .count, moreIsBetter: true)
    public static let cvr = Metric(
        name: "cvr", label: "CVR", definition: "Paid orders / clicks.",
        kind: .ratio(.orders, .clicks), unit: .share, moreIsBetter: true)
    public static let ctcvr = Metric(
        name: "ctcvr", label: "CTCVR", definition: "Paid orders / impressions.",
        kind: .ratio(.orders, .exposures), unit: .share, moreIsBetter: true)
    public static let ecvr = Metric(
        name: "ecvr", label: "ECVR", definition: "Paid orders that were not refunded / clicks.",
        kind: .ratio(.keptOrders, .clicks), unit: .share, moreIsBetter: true)
    public static let refundRate = Metric(
        name: "refund_rate", label: "Refund rate", definition: "Refunded orders / paid orders.",
        kind: .ratio(.refunds, .orders), unit: .share, moreIsBetter: false)
    public static let sellThrough = Metric(
        name: "sell_through", label: "Sell-through",
        definition:
            "Units sold per user x users / units offered: with everybody in one arm, the share of offered units sold.",
        kind: .perUnitOffered(.units), unit: .share, moreIsBetter: true)
}
