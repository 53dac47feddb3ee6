/// What is counted in a booking market once it has settled: the sufficient statistics of every design.
public struct BookingTally: Sendable, Equatable, Codable {
    /// By arm of the customer, then arm of the listing; 0 for control.
    public var bookings = [[0, 0], [0, 0]]
    /// Customers who came, by arm.
    public var customers = [0, 0]
    /// Listings that were made, by arm, from the opening on.
    public var listings = [0, 0]
    /// Of all listings that were made: those that were withdrawn.
    public var withdrawn = 0

    public init() {}

    public var allBookings: Int { bookings.joined().reduce(0, +) }
}
