public import Bidding
public import PolicyKit

/// Sets how many ads a page has, where they stand, and how their slots are sold.
public struct AdLoadSettings: ParameterSection, BitwiseCopyable {
    public var slots: Int64 = 2
    /// From 1.
    public var firstSlot: Int64 = 2
    public var every: Int64 = 8
    public var pricing = AuctionPricing.secondPrice
    public var reserve = 0.0001
    public var payment = AdPayment.click
    public var ranking = AdRanking.exposureValue
    /// Multiplies the odds of a click.
    public var clickOdds = 1.0

    public init() {}

    private var pricingWord: String {
        get { pricing.rawValue }
        set { pricing = AuctionPricing(rawValue: newValue) ?? pricing }
    }
    private var paymentWord: String {
        get { payment.rawValue }
        set { payment = AdPayment(rawValue: newValue) ?? payment }
    }
    private var rankingWord: String {
        get { ranking.rawValue }
        set { ranking = AdRanking(rawValue: newValue) ?? ranking }
    }

    /// The slot of a page, from 0, in which its ad of this number stands, counted from 0.
    @inline(__always) func place(of ad: Int) -> Int { Int(firstSlot) - 1 + ad * Int(every) }

    public static let fields: [ParameterField<Self>] = [
        field(
            "slots", \.slots, .count, 0...Double(AuctionRules.mostSlots),
            "Ad slots of a page; those that nobody buys go to the ranking policy."),
        field("first_slot", \.firstSlot, .count, 1...50, "The first ad slot of a page, counted from 1."),
        field("every", \.every, .count, 1...50, "Slots from one ad slot to the next."),
        field(
            "pricing", \.pricingWord, choices: AuctionPricing.allCases.map(\.rawValue),
            "What the winner of a slot pays: the least bid that keeps it (GSP), its own bid, or what the others lose."),
        field(
            "reserve", \.reserve, .number, 0...1_000_000,
            "Least score that wins a slot, and least price, in currency units: for an exposure, or for what is paid for "
                + "where ads are ranked by `bid`."),
        field(
            "payment", \.paymentWord, choices: AdPayment.allCases.map(\.rawValue),
            "When a winner pays: for a click or a paid order, the price of an exposure over its predicted chance."),
        field(
            "ranked_by", \.rankingWord, choices: AdRanking.allCases.map(\.rawValue),
            "What decides who wins: the bid for what is paid for, or what the platform expects of an exposure (eCPM)."),
        field(
            "click_odds", \.clickOdds, .number, 0.001...1_000,
            "What the odds of a click are multiplied with where a listing stands as an ad."),
    ]
}

/// What the bidders for an ad slot are ranked by.
public enum AdRanking: String, Sendable, Hashable, CaseIterable, BitwiseCopyable {
    /// The bid for an exposure, a click or a conversion, whatever is paid for.
    case bid
    /// The bid times the predicted chance of what is paid for.
    case exposureValue = "ecpm"
}
