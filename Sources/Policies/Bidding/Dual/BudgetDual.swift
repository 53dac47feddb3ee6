public import PolicyKit

/// Bids v/(1 + mu), where mu is the price of the budget (`BudgetPrice`): dual mirror descent with a budget
/// (Balseiro, Lu, Mirrokni; adaptive pacing of Balseiro and Gur 2019).
///
/// It is for whoever keeps value less cost, so it never bids above its value, and knows no cost target. Its regret against the
/// best bids in hindsight grows as sqrt(T) when auctions are alike and independent; it assumes the usual number of
/// opportunities T and spends evenly over them. What is paid must not depend on the own bid. The price is kept from
/// period to period.
public final class BudgetDual: BiddingPolicy {
    public static let name = "dual-descent"
    public static let summary = "The value shaded by a price of the budget that every auction moves."
    public static let parameters = [
        Parameter(
            "step", "Size s of a step s/sqrt(T) of the price.", unit: .number, default: 1, range: 0...100),
        Parameter(
            "start", "The price before the first auction; 0 bids the value.", unit: .number, default: 0,
            range: 0...1_000),
    ]
    public let rhythm = BiddingRhythm.everyAuction

    private let step: Double
    // Checked, an access would cost more than the step it makes; nobody else holds the price.
    @exclusivity(unchecked) private var price: BudgetPrice

    public init(parameters: ParameterValues, seed: UInt64) {
        step = parameters.number("step")
        unsafe price = BudgetPrice(start: parameters.number("start"))
    }

    private var rule: BidRule { unsafe BidRule(multiplier: 1 / (1 + price.value)) }

    public func begin(_ terms: CampaignTerms, into answers: inout BiddingAnswers) {
        unsafe price.begin(terms, step: step)
        answers[0] = rule
    }

    @inline(__always) public func observe(_ outcome: AuctionOutcome, into answers: inout BiddingAnswers) {
        unsafe price.pay(outcome.payment)
        answers[0] = rule
    }

    public func save() -> [UInt8] { unsafe StateBytes.encode(price.state) }

    public func load(_ state: [UInt8]) throws {
        guard let kept = StateBytes.decode(state, count: 3).flatMap({ BudgetPrice(state: $0[...]) }) else {
            throw PolicyStateError(policy: Self.name)
        }
        unsafe price = kept
    }
}
