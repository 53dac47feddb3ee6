/// Bookings and customers by their arms, 0 for control and 1 for treatment.
public struct BookingCells: Sendable, Equatable, Codable {
    /// By arm of the customer, then arm of the listing.
    public var bookings = [[0, 0], [0, 0]]
    /// Customers who came, by arm.
    public var customers = [0, 0]

    public init() {}

    public var allBookings: Int { bookings.joined().reduce(0, +) }
    public var allCustomers: Int { customers.reduce(0, +) }

    /// Adds what was counted at another time.
    public mutating func add(_ other: Self) {
        for arm in 0...1 {
            customers[arm] += other.customers[arm]
            for listing in 0...1 { bookings[arm][listing] += other.bookings[arm][listing] }
        }
    }
}
