/// One checkout and what has become of it.
struct Order: BitwiseCopyable {
    enum State: UInt8, BitwiseCopyable {
        /// The unit is reserved, payment is awaited.
        case open
        case paid
        case lapsed
        case refunded
    }

    let user: UInt32
    let listing: UInt32
    let session: UInt32
    let slot: UInt16
    let arm: UInt8
    /// Whether the listing was of another category than the session looked for.
    let misfit: Bool
    /// Minor units, as agreed at checkout.
    let price: Int64
    /// Milliseconds.
    let checkout: Int64
    /// Milliseconds; 0 before payment.
    var payment: Int64 = 0
    var state = State.open
}

/// Keeps every order of a world, numbered in the order of checkout.
struct Orders: ~Copyable {
    private var orders: Column<Order>

    init() {
        orders = Column(
            repeating: Order(
                user: 0, listing: 0, session: 0, slot: 0, arm: 0, misfit: false, price: 0, checkout: 0),
            count: 0, minimumCapacity: 256)
    }

    var count: Int { orders.count }

    mutating func add(_ order: Order) -> UInt32 {
        orders.append(order)
        return UInt32(orders.count - 1)
    }

    subscript(order: UInt32) -> Order {
        unsafeAddress { UnsafePointer(orders.base + Int(order)) }
        nonmutating unsafeMutableAddress { orders.base + Int(order) }
    }

    var bytes: Int { orders.bytes }
}
