public import PolicyKit

/// Sets who advertises in the feed, with what money and for what; without campaigns there are no ads.
public struct AdSettings: ParameterSection, BitwiseCopyable {
    public var campaigns: Int64 = 0
    public var listings: Int64 = 8
    /// Minor units a period of `budgetDays`.
    public var budgetLeast: Int64 = 200
    public var budgetMost: Int64 = 2_000
    public var budgetDays: Int64 = 1
    /// The share of its price that a sale is worth to the seller.
    public var saleWorth = 0.2
    public var target = AdTarget.none
    /// Minor units.
    public var targetCost: Int64 = 300
    public var targetReturn = 8.0
    public var brandShare = 0.0
    public var predictionSigma = 0.0
    public var calibrationSigma = 0.0
    public var ticks: Int64 = 48

    public init() {}

    /// Nobody bids where nobody advertises.
    var idleSlots: [any Slot] { campaigns > 0 ? [] : [.bidding] }

    private var targetWord: String {
        get { target.rawValue }
        set { target = AdTarget(rawValue: newValue) ?? target }
    }

    public static let fields: [ParameterField<Self>] = [
        field(
            "campaigns", \.campaigns, .count, 0...100_000,
            "Campaigns, each a seller's for its listings of one category; fewer where fewer sellers have listings."),
        field(
            "listings", \.listings, .count, 1...1_000,
            "Listings that a campaign advertises at a time: the seller's newest that are for sale."),
        field(
            "budget_least", \.budgetLeast, .money, 1...100_000_000,
            "Lowest budget for `budget_days`; what is left at their end is not carried over."),
        field(
            "budget_most", \.budgetMost, .money, 1...100_000_000, "Highest budget; in between they spread evenly."),
        field(
            "budget_days", \.budgetDays, .count, 1...365,
            "Days that a budget lasts, after which it is granted anew; policies plan over them."),
        field(
            "sale_worth", \.saleWorth, .share, 0.000001...1,
            "What a sale is worth to a campaign without a target cost, as a share of the price."),
        field(
            "target", \.targetWord, choices: AdTarget.allCases.map(\.rawValue),
            "What a campaign holds its costs to: nothing, a cost of a sale (target CPA), or sales for each unit of cost "
                + "(target ROAS)."),
        field(
            "target_cost", \.targetCost, .money, 1...100_000_000,
            "With target `cpa`: what a sale may cost, and what it is worth to the campaign."),
        field(
            "target_return", \.targetReturn, .number, 0.001...1_000_000,
            "With target `roas`: price of the sales for each unit of cost."),
        field(
            "brand_share", \.brandShare, .share, 0...1,
            "Share of campaigns that are a brand's: without a target, whatever `target` says."),
        field(
            "prediction_sigma", \.predictionSigma, .number, 0...3,
            "Standard deviation of the logarithm of a campaign's error about one user's session."),
        field(
            "calibration_sigma", \.calibrationSigma, .number, 0...3,
            "Standard deviation of the logarithm of a campaign's standing error about what an exposure is worth."),
        field("ticks", \.ticks, .count, 1...1_440, "Parts of a day after which bids are planned anew."),
    ]
}

/// What a campaign holds its costs to.
public enum AdTarget: String, Sendable, Hashable, CaseIterable, BitwiseCopyable {
    case none
    /// Cost of a sale.
    case cost = "cpa"
    /// Sales for each unit of cost.
    case returns = "roas"
}
