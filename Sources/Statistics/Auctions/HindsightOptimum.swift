/// The best that could have been bought in hindsight, in shares, with the prices that would have told it.
///
/// Exact, in the time of a sort. At most one opportunity is bought in part, so the best whole purchases are worth at
/// least ``wholeValue`` and at most ``value``.
public struct HindsightOptimum: Sendable, Codable, Hashable {
    /// Bought of each opportunity, 0...1.
    public let shares: [Double]
    /// Sum v x.
    public let value: Double
    /// Sum p x.
    public let cost: Double
    /// Value of what is bought in whole: a feasible choice too, for what is bought in part only takes up constraints.
    public let wholeValue: Double
    /// mu: what another unit of budget would bring; 0 where the budget does not bind.
    public let budgetPrice: Double
    /// lambda: what another unit of allowed cost would bring; 0 where the target does not bind or there is none.
    public let targetPrice: Double
    /// The bid for a unit of value that buys the same at these prices, (1 + lambda C)/(mu + lambda); infinite when nothing binds.
    public let multiplier: Double

    /// Solves the program.
    public init(_ problem: HindsightProblem) {
        var shares = [Double](repeating: 0, count: problem.values.count)
        let target = problem.costTarget
        var (value, cost) = (0.0, 0.0)
        var (wholeValue, mu, lambda, multiplier) = (0.0, 0.0, 0.0, Double.infinity)
        /// C sum v x - sum p x: what may still be paid beyond the target.
        var slack = 0.0
        for index in problem.order {
            let (v, p) = (problem.values[index], problem.prices[index])
            let excess = target.map { p - $0 * v } ?? 0
            let affordable = p > problem.budget - cost ? max(0, problem.budget - cost) / p : 1
            let allowed = excess > slack ? slack / excess : 1
            let share = min(affordable, allowed)
            shares[index] = share
            value += share * v
            cost += share * p
            if affordable < 1 || allowed < 1 {
                multiplier = p / v
                if affordable <= allowed { mu = v / p } else { lambda = v / excess }
                break
            }
            wholeValue = value
            slack -= excess
        }
        (self.shares, self.value, self.cost, self.wholeValue) = (shares, value, cost, wholeValue)
        (budgetPrice, targetPrice, self.multiplier) = (mu, lambda, multiplier)
    }
}
