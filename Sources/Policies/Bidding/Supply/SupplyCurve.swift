import PolicyKit

/// What an opportunity to come brings and costs on average, by the multiplier that is bid: a staircase over a sample of past ones.
///
/// An opportunity of value v and least winning price p is won by multipliers from p/v. It then costs p, or the bid at first
/// prices. Between two steps of the staircase, what is to come is taken to lie evenly. It assumes that opportunities to come are
/// like those of the sample, and that rivals do not answer the own bid.
struct SupplyCurve {
    /// What a multiplier brings and costs for each opportunity to come.
    struct Step {
        var multiplier = 0.0
        var value = 0.0
        var cost = 0.0
    }

    /// By rising multiplier; the first brings and costs nothing.
    private(set) var steps = [Step()]

    /// - Parameter realised: what of the value and the price of a win has come true so far.
    init(_ sample: SupplySample, pricing: AuctionPricing, realised: RealisedShares = RealisedShares()) {
        let weight = sample.weight
        guard weight > 0 else { return }
        let winnable = sample.opportunities.lazy.filter { $0.value > 0 && $0.weight > 0 }
        // Columns hold single precision: a bid just above the price wins whatever the rounding.
        let ranked = winnable.map { (multiplier: $0.price / $0.value * (1 + 0x1p-20), $0) }
            .sorted { $0.multiplier < $1.multiplier }
        steps.reserveCapacity(ranked.count + 1)
        var (value, price) = (0.0, 0.0)
        for (multiplier, opportunity) in ranked where multiplier.isFinite {
            let share = opportunity.weight / weight
            value += share * opportunity.value
            price += share * opportunity.price
            let cost = pricing == .firstPrice ? multiplier * value : price * realised.price
            steps.append(
                Step(multiplier: multiplier, value: value * realised.exposure, cost: cost * realised.exposure))
        }
    }

    /// Whether anything in the sample could be won.
    var isEmpty: Bool { steps.count == 1 }

    /// The multiplier that brings the most value for at most `budget` an opportunity, and nothing else; infinite when the
    /// budget pays for all.
    func multiplier(budget: Double) -> Double {
        multiplier(budget: budget, costTarget: 0, slack: .infinity)
    }

    /// The multiplier that brings the most value g for a cost c of at most `budget` an opportunity, with
    /// c - `costTarget` g at most `slack`; where none keeps to the slack, the one that comes closest to it.
    ///
    /// c - C g falls with the multiplier up to where a unit more of value costs C, and rises from there.
    /// - Returns: infinite when all can be had.
    func multiplier(budget: Double, costTarget: Double, slack: Double) -> Double {
        guard budget > 0 else { return 0 }
        func excess(_ step: Step) -> Double { slack == .infinity ? 0 : step.cost - costTarget * step.value }
        var best: Double? = slack >= 0 ? 0 : nil
        var closest = Step()
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
        guard let last = steps.last, excess(last) <= slack else { return best ?? closest.multiplier }
        return .infinity
    }

    /// The multiplier that leaves the most of `worth` a unit of value after cost.
    func multiplier(ofMostSurplusAt worth: Double) -> Double {
        var (best, most) = (0.0, 0.0)
        for step in steps where worth * step.value - step.cost > most {
            (best, most) = (step.multiplier, worth * step.value - step.cost)
        }
        return best
    }
}
