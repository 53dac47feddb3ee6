import PolicyKit

/// What an opportunity to come brings and costs on average, by the multiplier that is bid: a staircase over a sample of past ones.
///
/// An opportunity of value v and least winning price p is won by multipliers from p/v. It then costs p, or the bid at first
/// prices. Between two steps of the staircase, what is to come is taken to lie evenly. It assumes that opportunities to come are
/// like those of the sample, and that rivals do not answer the own bid.
struct SupplyCurve: ~Escapable {
    private let steps: SupplySteps

    /// - Parameter realised: what of the value and the price of a win has come true so far.
    @_lifetime(borrow sample)
    init(
        _ sample: borrowing SupplySample, pricing: AuctionPricing, realised: RealisedShares = RealisedShares()
    ) {
        steps = SupplySteps(sample, pricing: pricing, realised: realised)
    }

    /// Whether anything in the sample could be won.
    var isEmpty: Bool {
        var steps = steps
        return steps.next() == nil
    }

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
        func excess(_ step: SupplyStep) -> Double { slack == .infinity ? 0 : step.cost - costTarget * step.value }
        var best: Double? = slack >= 0 ? 0 : nil
        var (low, closest) = (SupplyStep(), SupplyStep())
        var steps = steps
        while let high = steps.next() {
            let affordable = high.cost > budget ? (budget - low.cost) / (high.cost - low.cost) : 1
            let (before, after) = (excess(low), excess(high))
            let allowed: Double? = after <= slack ? 1 : before <= slack ? (slack - before) / (after - before) : nil
            if let allowed {
                best = low.multiplier + min(affordable, allowed) * (high.multiplier - low.multiplier)
            }
            guard affordable == 1 else { return best ?? closest.multiplier }
            if after < excess(closest) { closest = high }
            low = high
        }
        guard excess(low) <= slack else { return best ?? closest.multiplier }
        return .infinity
    }

    /// The multiplier that leaves the most of `worth` a unit of value after cost.
    func multiplier(ofMostSurplusAt worth: Double) -> Double {
        var (best, most) = (0.0, 0.0)
        var steps = steps
        while let step = steps.next() {
            let surplus = worth * step.value - step.cost
            if surplus > most { (best, most) = (step.multiplier, surplus) }
        }
        return best
    }
}
