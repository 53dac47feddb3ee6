public import Marketplace

/// A world of a booking market.
public typealias BookingOutcome = WorldOutcome<BookingTally>

extension BookingTally: WorldTally {
    public var counts: Counts { Counts(sessions: customers.reduce(0, +), orders: allBookings) }
}

extension WorldRole {
    static let customerSplit = WorldRole(rawValue: "customer-split")

    /// Whether a booking market's customers are split in it, and whether its listings are.
    var splitsCustomers: Bool { self == .customerSplit || self == .twoSided }
    var splitsListings: Bool { self == .listingSplit || self == .twoSided }
}
