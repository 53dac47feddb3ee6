/// How many labels of an experiment can still change when its world stops.
public struct LabelMaturity: Sendable, Equatable, Codable {
    /// Checkouts within the experiment.
    public var orders = 0
    /// Orders that are neither paid nor lapsed yet.
    public var awaitingPayment = 0
    /// Orders that are paid and not delivered yet.
    public var awaitingDelivery = 0
    /// Orders that are delivered, not refunded, and still within the refund window.
    public var refundable = 0

    public init() {}

    /// Orders that can still change.
    public var immature: Int { awaitingPayment + awaitingDelivery + refundable }

    public static func + (a: LabelMaturity, b: LabelMaturity) -> LabelMaturity {
        var sum = a
        sum.orders += b.orders
        sum.awaitingPayment += b.awaitingPayment
        sum.awaitingDelivery += b.awaitingDelivery
        sum.refundable += b.refundable
        return sum
    }

    /// Counts the orders that were checked out since `start`.
    init(of orders: borrowing Orders, since start: Int64) {
        for number in 0..<UInt32(orders.count) where orders[number].checkout >= start {
            self.orders += 1
            switch orders[number].state {
            case .open: awaitingPayment += 1
            case .paid: awaitingDelivery += 1
            case .delivered: refundable += 1
            case .lapsed, .refunded, .kept: break
            }
        }
    }
}
