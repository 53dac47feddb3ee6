/// How many listings customers found available, and how their bookings went with it, in sums over customers.
///
/// Customers come as a Poisson process, so means over customers are means over time (Wolff 1982, "Poisson arrivals see
/// time averages"). Of all types of listings together.
public struct BookingAvailability: Sendable, Equatable, Codable {
    /// Sum over customers of the available listings, less a number that is the same for all of a world: their variance and
    /// covariances do not depend on it, and sums stay small.
    public var available = 0.0
    /// Sum of its squares.
    public var availableSquared = 0.0
    /// Sum of it over those who booked.
    public var availableWhenBooked = 0.0
    /// Sum over customers of the listings that may come or go by themselves: the blocked ones where listings return, the
    /// available ones where they leave.
    public var restless = 0.0
    /// Listings that did: returned, or were withdrawn.
    public var moved = 0

    public init() {}

    /// Adds what was counted at another time.
    public mutating func add(_ other: Self) {
        available += other.available
        availableSquared += other.availableSquared
        availableWhenBooked += other.availableWhenBooked
        restless += other.restless
        moved += other.moved
    }
}
