extension MechanismFacts {
    /// The platform's own money, of what the other mechanisms count.
    static let platform = MechanismFacts(
        "platform", "The platform takes a fee of each order and pays for what it serves.", records: [],
        quantities: [.income, .contribution], metrics: [.income, .contribution], countedBy: ["orders.take_rate"])
}

extension Quantity {
    /// Minor units.
    public static let income = Quantity("income", .difference(.fees, .refundedFees))
    /// Income and ad revenue less what serving and ranking cost, in minor units, not whole ones.
    public static let contribution = Quantity(
        "contribution", .difference(Quantity("earnings", .sum(.income, .adRevenue)), .costs))

    private static let fees = Quantity("fees", .sum(takeRate, of: .amount, in: .payment))
    private static let refundedFees = Quantity("refunded_fees", .sum(takeRate, of: .amount, in: .refund))
    private static let costs = Quantity("costs", .sum(.servingCost, .rankingCost))
    private static let takeRate = Share("orders.take_rate") { $0.orders.takeRate }
}

extension Metric {
    public static let income = Metric(
        name: "income", label: "Income",
        definition: "The platform's fees (`orders.take_rate`) of a user's paid orders, less those of refunded ones.",
        kind: .mean(.income), unit: .money, moreIsBetter: true)
    public static let contribution = Metric(
        name: "contribution", label: "Contribution",
        definition: "Income and ad revenue per user, less serving and ranking cost.",
        kind: .mean(.contribution), unit: .money, moreIsBetter: true, mayBeNegative: true)
}
