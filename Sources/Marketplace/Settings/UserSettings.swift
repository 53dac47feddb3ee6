public import PolicyKit

/// Sets who the users are and how often they come.
public struct UserSettings: ParameterSection, BitwiseCopyable {
    public var count: Int64 = 2_000
    public var sessionsPerWeek = 0.91
    public var sessionsSigma = 1.98
    public var sessionsMaximum = 66.0
    public var casualShare = 0.49
    public var casualSessionsPerWeek = 0.08
    public var interestConcentration = 0.5
    public var tasteByCategory = 0.0
    public var priceSensitivity = 0.15
    public var priceSensitivitySigma = 0.5
    public var patienceSigma = 0.3

    public init() {}

    public static let fields: [ParameterField<Self>] = [
        field("count", \.count, .count, 1...10_000_000, "Users of the market; each can buy and sell."),
        field(
            "sessions_per_week", \.sessionsPerWeek, .perWeek, 0.001...1_000,
            "Sessions per week of the median user; users differ by a lognormal factor."),
        field(
            "sessions_sigma", \.sessionsSigma, .number, 0...4,
            "Standard deviation of the logarithm of a user's session rate."),
        field(
            "sessions_maximum", \.sessionsMaximum, .perWeek, 0.001...10_000,
            "Sessions per week that no user's rate exceeds."),
        field(
            "casual_share", \.casualShare, .share, 0...1,
            "Share of users who only look in now and then, at a rate of their own."),
        field(
            "casual_sessions_per_week", \.casualSessionsPerWeek, .perWeek, 0.0001...1_000,
            "Sessions per week of such a user."),
        field(
            "interest_concentration", \.interestConcentration, .number, 0.01...100,
            "Concentration of the Dirichlet draw of a user's interests, a category on average; small: few interests."),
        field(
            "taste_by_category", \.tasteByCategory, .share, 0...1,
            "Share of the variance of a user's taste for content that is another in every category; at 0 it is the same in all."
        ),
        field(
            "price_sensitivity", \.priceSensitivity, .number, 0...10,
            "Median loss of purchase log-odds for each unit of ln(price / category median)."),
        field(
            "price_sensitivity_sigma", \.priceSensitivitySigma, .number, 0...3,
            "Standard deviation of the logarithm of a user's price sensitivity."),
        field(
            "patience_sigma", \.patienceSigma, .number, 0...4,
            "Standard deviation of the logarithm of a user's patience, which divides the exit hazard."),
    ]
}
