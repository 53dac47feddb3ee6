import Foundation
public import PolicyKit

/// Holds the budget and the cost target at once by two coupled controllers (Yang et al. 2019, "Bid optimization by
/// multivariable control in display advertising").
///
/// b = v (1 + lambda C)/(mu + lambda), where mu prices the budget and lambda the target: mu <- mu exp(u_mu),
/// lambda <- lambda exp(u_lambda). A price follows its own PID correction for a share a, and for 1 - a what the other
/// constraint asks for when that one is violated; the other's slack is left out, which departs from the paper: a target that
/// keeps the budget from being spent would otherwise be given up for spending. Without a target lambda is 0.
/// Both prices are kept from period to period.
public final class MultiConstraint: BiddingPolicy {
    public static let name = "multi-constraint"
    public static let summary = "Two coupled controllers: one prices the budget, one the cost target."
    public static let parameters =
        ControlLoop.parameters + [
            Parameter(
                "own_share", "Share of a constraint's own error in moving its price; the rest is the other's.",
                unit: .share, default: 0.8, range: 0...1),
            MultiplierRange.highest,
        ]
    /// Prices stay within these, so that one that was not needed for long is soon felt again.
    private static let prices = 0.01...100.0

    private let ownShare: Double
    private let highest: Double
    private var budgetLoop: ControlLoop
    private var targetLoop: ControlLoop
    private var plan = SpendPlan()
    private var target: Double?
    /// mu and lambda.
    private var (budgetPrice, targetPrice) = (1.0, 1.0)

    public init(parameters: ParameterValues, seed: UInt64) {
        ownShare = parameters.number("own_share")
        highest = parameters.number("highest_multiplier")
        budgetLoop = ControlLoop(parameters)
        targetLoop = ControlLoop(parameters)
    }

    public func begin(_ terms: CampaignTerms, into answers: inout BiddingAnswers) {
        budgetLoop.restart()
        targetLoop.restart()
        plan.restart()
        target = terms.target
        answers[0] = rule
    }

    public func plan(_ moment: BiddingMoment, into answers: inout BiddingAnswers) {
        let spend = plan.progress(moment).map { budgetLoop.correction(for: $0 - 1) } ?? 0
        let cost =
            target.flatMap { CostError.of(moment.lastTick, target: $0) }
            .map { targetLoop.correction(for: -$0) } ?? 0
        budgetPrice = moved(budgetPrice, own: spend, other: cost)
        if target != nil { targetPrice = moved(targetPrice, own: cost, other: spend) }
        answers[0] = rule
    }

    private func moved(_ price: Double, own: Double, other: Double) -> Double {
        let moved = price * exp(ownShare * own + (1 - ownShare) * max(0, other))
        return min(Self.prices.upperBound, max(Self.prices.lowerBound, moved))
    }

    private var rule: BidRule {
        guard let target else { return BidRule(multiplier: min(highest, 1 / budgetPrice)) }
        return BidRule(multiplier: min(highest, (1 + targetPrice * target) / (budgetPrice + targetPrice)))
    }

    public func save() -> [UInt8] { StateBytes.encode([budgetPrice, targetPrice]) }

    public func load(_ state: [UInt8]) throws {
        guard let prices = StateBytes.decode(state, count: 2), prices.allSatisfy(Self.prices.contains) else {
            throw PolicyStateError(policy: Self.name)
        }
        (budgetPrice, targetPrice) = (prices[0], prices[1])
    }
}
