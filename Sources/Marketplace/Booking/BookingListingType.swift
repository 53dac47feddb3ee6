public import PolicyKit

/// Listings that are alike to every customer of a booking market.
public struct BookingListingType: ParameterSection {
    /// Named by the scenario.
    public var name = "listing"
    public var share = 1.0
    public var blockedMean: Int64 = 86_400_000
    public var arrivalsPerDay = 1.0
    public var withdrawalsPerDay = 0.0

    public init() {}

    public static let fields: [ParameterField<Self>] = [
        field("share", \.share, .number, 0...100, "Listings of the type at the start, for each unit of size."),
        field(
            "blocked_mean", \.blockedMean, .duration, 60_000...3.15576e11,
            "Mean time for which a booked listing is blocked, exponentially distributed; where listings return."),
        field(
            "arrivals_per_day", \.arrivalsPerDay, .perDay, 0...1_000,
            "New listings of the type, for each unit of size, as a Poisson process; where listings leave."),
        field(
            "withdrawals_per_day", \.withdrawalsPerDay, .perDay, 0...1_000,
            "Rate at which each listing that is not booked is withdrawn; where listings leave."),
    ]
}
