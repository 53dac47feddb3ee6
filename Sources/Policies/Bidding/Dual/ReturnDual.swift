public import PolicyKit

/// Buys the most value under a budget and a cost target by dual mirror descent: a price mu of the budget
/// (`BudgetPrice`) and a price lambda of the target (`TargetPrice`), both moved by every auction.
///
/// With w = C v (Feng, Padmanabhan, Wang 2023; the forms as compared by Balseiro et al. 2023, "A field guide for pacing budget
/// and ROS constraints"):
/// - `coupled`: b = (1 + lambda)/(mu + lambda) w, the bid that both prices ask for together;
/// - `min-pacing`: b = min((1 + lambda)/lambda, 1/mu) w, the lower of two bids made apart;
/// - `sequential`: b = (1 + lambda)/lambda/(1 + mu) w: the target makes a bid and the budget lowers it. **It can badly violate
///   its constraints**: while the budget holds bids down the target is slack, so lambda falls and the first bid runs away from
///   the second, and the budget is spent much too fast.
///
/// Without a target lambda is 0 and w = v: b = v/mu. It assumes auctions that are alike and independent, and prices that do not
/// depend on the own bid; the target is met up to a term that grows as sqrt(T). Prices are kept from period to period.
public final class ReturnDual: BiddingPolicy {
    public static let name = "dual-return"
    public static let summary = "The value times what prices of budget and cost target allow, moved by every auction."
    public static let parameters = [
        Parameter(
            "form", "How budget and target make one bid.", unit: .word, default: .word("coupled"),
            choices: Form.allCases.map(\.rawValue)),
        Parameter("step", "Size s of a step s/sqrt(T) of the prices.", unit: .number, default: 1, range: 0...100),
        MultiplierRange.highest,
    ]

    private enum Form: String, CaseIterable {
        case coupled
        case minPacing = "min-pacing"
        case sequential
    }

    public let rhythm = BiddingRhythm.everyAuction

    private let form: Form
    private let step: Double
    private let highest: Double
    // Checked, an access would cost more than the step it makes; nobody else holds the prices.
    @exclusivity(unchecked) private var budgetPrice = BudgetPrice(start: 1)
    @exclusivity(unchecked) private var targetPrice = TargetPrice()
    private var worth = 1.0
    private var hasTarget = false

    public init(parameters: ParameterValues, seed: UInt64) {
        form = Form(rawValue: parameters.word("form")) ?? .coupled
        step = parameters.number("step")
        highest = parameters.number("highest_multiplier")
    }

    public func begin(_ terms: CampaignTerms, into answers: inout BiddingAnswers) {
        unsafe budgetPrice.begin(terms, step: step)
        unsafe targetPrice.begin(horizon: terms.horizon, step: step)
        worth = terms.worth
        hasTarget = terms.target != nil
        answers[0] = rule
    }

    @inline(__always) public func observe(_ outcome: AuctionOutcome, into answers: inout BiddingAnswers) {
        unsafe budgetPrice.pay(outcome.payment)
        if hasTarget {
            unsafe targetPrice.win(worth: outcome.isExposed ? worth * outcome.value : 0, payment: outcome.payment)
        }
        answers[0] = rule
    }

    private var rule: BidRule {
        let (mu, lambda) = unsafe (budgetPrice.value, targetPrice.value)
        let multiplier =
            if !hasTarget {
                1 / mu
            } else {
                switch form {
                case .coupled: (1 + lambda) / (mu + lambda)
                case .minPacing: min((1 + lambda) / lambda, 1 / mu)
                case .sequential: (1 + lambda) / lambda / (1 + mu)
                }
            }
        // A price of 0 allows any bid, and a worth of 0 none: the bound comes first.
        return BidRule(multiplier: min(highest, worth * min(1e6, multiplier)))
    }

    public func save() -> [UInt8] { unsafe StateBytes.encode(budgetPrice.state + targetPrice.state) }

    public func load(_ state: [UInt8]) throws {
        guard let numbers = StateBytes.decode(state, count: 6), let budget = BudgetPrice(state: numbers[..<3]),
            let target = TargetPrice(state: numbers[3...])
        else { throw PolicyStateError(policy: Self.name) }
        unsafe (budgetPrice, targetPrice) = (budget, target)
    }
}
