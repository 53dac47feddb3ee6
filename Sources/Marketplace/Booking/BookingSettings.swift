public import PolicyKit

/// Sets how large a booking market is and what becomes of a booked listing.
public struct BookingSettings: ParameterSection {
    public var size: Int64 = 2_000
    public var afterBooking = BookingSettings.returns
    public var settling: Int64 = 20 * 86_400_000
    public var treatedListings = 0.5

    public init() {}

    /// The words of `after_booking`.
    static let returns = "returns"
    static let leaves = "leaves"

    public static let fields: [ParameterField<Self>] = [
        field(
            "size", \.size, .count, 10...1_000_000,
            "Size of the market: shares of listings and arrivals are counted for each unit of it."),
        field(
            "after_booking", \.afterBooking, choices: [returns, leaves],
            "Whether a booked listing is blocked for a while and returns, or leaves for good as one that is sold."),
        field(
            "settling", \.settling, .duration, 0...3.15576e12,
            "Time before bookings are counted, in which each world comes to its steady state."),
        field(
            "treated_listings", \.treatedListings, .share, 0.01...0.99,
            "Share of listings in treatment, in the designs that split them."),
    ]
}
