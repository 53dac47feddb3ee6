import PolicyKit

/// Two campaigns in a test that bid against each other for one slot; of equal bids the first's wins.
struct SelfPlay {
    /// What each came to in the second half, when bids have settled.
    struct Outcome {
        var multipliers = [0.0, 0.0]
        /// Paid for an opportunity by both.
        var revenue = 0.0
        /// Paid by each over the whole period.
        var costs = [0.0, 0.0]
    }

    var pricing: AuctionPricing
    /// May be spent an opportunity by each.
    var rates: [Double]

    /// Holds an auction for each pair of values; both hear of each.
    func hold(_ policies: [any BiddingPolicy], _ values: [SIMD2<Double>]) -> Outcome {
        let budgets = rates.map { $0 * Double(values.count) }
        var outcome = Outcome()
        var rules = policies.indices.map {
            policies[$0].begin(
                CampaignTerms(budget: budgets[$0], opportunities: Double(values.count), pricing: pricing))
        }
        let settled = Double(values.count - values.count / 2)
        for (index, value) in values.enumerated() {
            let bids = (0..<2).map {
                max(0, min(rules[$0].multiplier * value[$0], rules[$0].limit, budgets[$0] - outcome.costs[$0]))
            }
            let winner = bids[0] >= bids[1] ? 0 : 1
            let price = pricing == .firstPrice ? bids[winner] : bids[1 - winner]
            outcome.costs[winner] += price
            if index >= values.count / 2 {
                outcome.revenue += price / settled
                for side in 0..<2 { outcome.multipliers[side] += rules[side].multiplier / settled }
            }
            for side in 0..<2 where policies[side].rhythm == .everyAuction {
                rules[side] = policies[side].observe(
                    AuctionOutcome(
                        value: value[side], bid: bids[side], leastWinningPrice: bids[1 - side],
                        isWon: side == winner, isExposed: side == winner, payment: side == winner ? price : 0,
                        budgetLeft: budgets[side] - outcome.costs[side]))
            }
        }
        return outcome
    }
}
