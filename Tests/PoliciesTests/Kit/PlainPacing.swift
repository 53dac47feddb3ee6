import Foundation
import PolicyKit

/// `budget-pacing` and `constraint-aware` with their default parameters spelt out: at every tick all remembered opportunities are
/// sorted anew. What the policies keep sorted must come to the same, bit for bit.
final class PlainPacing: BiddingPolicy {
    static let name = "plain-pacing"
    static let summary = "All remembered opportunities, sorted anew at every tick."
    let wantsOpportunities = true

    private let keepsTarget: Bool
    private var terms = CampaignTerms(budget: 0, opportunities: 1)
    private var past: [(value: Double, price: Double, weight: Double)] = []
    private var oldest = 0
    /// Wins, exposures, the least prices of what was paid for, and payments.
    private var realised = [0.0, 0, 0, 0]
    private var multiplier: Double?

    /// - Parameter keepsTarget: whether it is `constraint-aware`.
    init(keepsTarget: Bool) { self.keepsTarget = keepsTarget }

    convenience init(parameters: ParameterValues, seed: UInt64) { self.init(keepsTarget: false) }

    func begin(_ terms: CampaignTerms, into answers: inout BiddingAnswers) {
        self.terms = terms
        fade(to: 0.25)
        if multiplier == nil { multiplier = min(10, max(1e-5, terms.costTarget ?? 1)) }
        plan(
            BiddingMoment(tick: 0, ticks: terms.ticks, planPassed: 0, budget: terms.budget, budgetLeft: terms.budget),
            into: &answers)
    }

    func learn(from feedback: borrowing BiddingFeedback) {
        fade(to: exp(-1 / 8))
        let (values, prices) = (feedback.column(.value), feedback.column(.leastWinningPrice))
        let payments = feedback.column(.payment)
        let kept = min(128, feedback.count)
        for index in 0..<kept {
            let row = (index * feedback.count + feedback.count / 2) / kept
            let (value, price) = (Double(values[row]), Double(prices[row]))
            let isPriced = value.isFinite && value > 0 && price.isFinite && price >= 0
            remember((isPriced ? value : 0, isPriced ? price : 0, Double(feedback.count) / Double(kept)))
        }
        realised[0] += feedback.totals.wins
        realised[1] += feedback.totals.exposures
        for row in 0..<feedback.count where payments[row] > 0 && prices[row].isFinite {
            realised[2] += Double(prices[row])
            realised[3] += Double(payments[row])
        }
    }

    private func fade(to share: Double) {
        for index in past.indices { past[index].weight *= share }
        for index in realised.indices { realised[index] *= share }
    }

    private func remember(_ opportunity: (value: Double, price: Double, weight: Double)) {
        guard past.count == 1_024 else { return past.append(opportunity) }
        past[oldest] = opportunity
        oldest = (oldest + 1) % 1_024
    }

    func plan(_ moment: BiddingMoment, into answers: inout BiddingAnswers) {
        let volume = (0.1 * max(1, terms.opportunities) + moment.period.opportunities) / (0.1 + moment.planPassed)
        let toCome = volume * (1 - moment.planPassed)
        let steps = steps()
        if steps.count > 1, toCome > 0 {
            let budget = max(0, moment.budgetLeft) / toCome
            let target = keepsTarget ? terms.costTarget.map { $0 * (1 - 0.01) } : nil
            let slack = target.map { ($0 * moment.period.exposedValue - moment.period.cost) / toCome }
            multiplier = min(10, best(of: steps, budget: budget, target: target ?? 0, slack: slack ?? .infinity))
        }
        answers[0] = BidRule(multiplier: multiplier ?? 0)
    }

    private typealias Step = (multiplier: Double, value: Double, cost: Double)

    private func steps() -> [Step] {
        let weight = past.reduce(0) { $0 + $1.weight }
        let exposure = realised[0] > 0 && realised[1] > 0 ? min(1, realised[1] / realised[0]) : 1
        let markup = realised[2] > 0 && realised[3] > 0 ? realised[3] / realised[2] : 1
        var steps: [Step] = [(0, 0, 0)]
        var (value, price) = (0.0, 0.0)
        let winnable = past.filter { $0.value > 0 && $0.weight > 0 }
        for (multiplier, one) in winnable.map({ ($0.price / $0.value * (1 + 0x1p-20), $0) }).sorted(by: { $0.0 < $1.0 })
        {
            value += one.weight / weight * one.value
            price += one.weight / weight * one.price
            let cost = terms.pricing == .firstPrice ? multiplier * value : price * markup
            steps.append((multiplier, value * exposure, cost * exposure))
        }
        return steps
    }

    private func best(of steps: [Step], budget: Double, target: Double, slack: Double) -> Double {
        guard budget > 0 else { return 0 }
        func excess(_ step: Step) -> Double { slack == .infinity ? 0 : step.cost - target * step.value }
        var best: Double? = slack >= 0 ? 0 : nil
        var closest = steps[0]
        for (low, high) in zip(steps, steps.dropFirst()) {
            let affordable = high.cost > budget ? (budget - low.cost) / (high.cost - low.cost) : 1
            let (before, after) = (excess(low), excess(high))
            let allowed: Double? = after <= slack ? 1 : before <= slack ? (slack - before) / (after - before) : nil
            if let allowed {
                best = low.multiplier + min(affordable, allowed) * (high.multiplier - low.multiplier)
            }
            guard affordable == 1 else { return best ?? closest.multiplier }
            if after < excess(closest) { closest = high }
        }
        return excess(steps[steps.count - 1]) <= slack ? .infinity : best ?? closest.multiplier
    }
}
