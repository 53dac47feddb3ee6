public import PolicyKit

/// Customers of a booking market who choose alike.
public struct BookingCustomerType: ParameterSection {
    /// Named by the scenario.
    public var name = "customer"
    public var arrivalsPerDay = 1.0
    public var outsideOption = 1.0
    /// One for each listing type of the market, in its order.
    public var choices = [BookingChoice()]

    public init() {}

    public static let fields: [ParameterField<Self>] = [
        field(
            "arrivals_per_day", \.arrivalsPerDay, .perDay, 0...10_000,
            "Customers of the type, for each unit of size, as a Poisson process."),
        field(
            "outside_option", \.outsideOption, .number, 0.000_001...1_000_000,
            "Weight of booking nothing, for each unit of size; a listing's utility is weighed against it."),
    ]
}

/// What one type of customer thinks of one type of listing.
public struct BookingChoice: ParameterSection, BitwiseCopyable {
    public var consideration = 1.0
    public var utility = 1.0
    public var utilityLift = 0.0

    public init() {}

    public static let fields: [ParameterField<Self>] = [
        field(
            "consideration", \.consideration, .share, 0...1,
            "Chance that a customer considers an available listing, each by itself."),
        field(
            "utility", \.utility, .number, 0...1_000_000,
            "Weight of a considered listing in the choice: a customer books each with a chance in proportion to it."),
        field(
            "utility_lift", \.utilityLift, .share, -1...1_000,
            "What treatment adds to the utility, where customer and listing are both treated."),
    ]

    /// The utility where customer and listing are both treated.
    var treatedUtility: Double { utility * (1 + utilityLift) }
}
