import Storage

/// One checkout and what has become of it.
struct Order: BitwiseCopyable {
    enum State: UInt8, BitwiseCopyable, CaseIterable {
        /// The unit is reserved, payment is awaited.
        case open
        /// Paid and on its way.
        case paid
        case lapsed
        /// With the buyer, who may still want the money back.
        case delivered
        case refunded
        /// Delivered, and the refund window has closed: final.
        case kept
    }

    let encounter: Encounter
    /// Minor units, as agreed at checkout.
    let price: Int64
    /// Milliseconds.
    let checkout: Int64
    /// Milliseconds; 0 before payment.
    var payment: Int64 = 0
    /// Milliseconds; 0 before delivery.
    var delivery: Int64 = 0
    var state = State.open
}

/// Keeps every order of a world, numbered in the order of checkout.
struct Orders: ~Copyable {
    private var orders = Column<Order>(minimumCapacity: 256)

    var count: Int { orders.count }

    mutating func add(_ order: Order) -> UInt32 {
        orders.append(order)
        return UInt32(orders.count - 1)
    }

    subscript(order: UInt32) -> Order {
        _read { yield orders[order] }
        nonmutating _modify { yield &orders[order] }
    }

    var bytes: Int { orders.bytes }
}
