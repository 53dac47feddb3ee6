/// What a buyer who knew all prices beforehand would have bought: of opportunities with values v and prices p, choose shares
/// x from 0 to 1 for the most sum v x, with sum p x at most a budget B and, with a cost target C, at most C sum v x.
///
/// The Lagrangian of both constraints takes an opportunity in whole when v (1 + lambda C) > p (mu + lambda): when p/v is below
/// (1 + lambda C)/(mu + lambda), whatever the prices mu of the budget and lambda of the target are. So opportunities are
/// bought by rising p/v until the first constraint binds, and one sort solves the program of either and of both.
///
/// Values, prices and budget are in one currency.
public struct HindsightProblem: Sendable, Codable, Hashable {
    /// v: what each opportunity is worth, 0 or more.
    public let values: [Double]
    /// p: what each opportunity costs, 0 or more.
    public let prices: [Double]
    /// B; infinite without a budget.
    public let budget: Double
    /// C; nil without a target.
    public let costTarget: Double?
    /// Indices of what has a value, by rising p/v.
    let order: [Int]

    /// - Parameters:
    ///   - values: 0 or more each.
    ///   - prices: 0 or more each, as many as values.
    ///   - budget: 0 or more; infinite without one.
    ///   - costTarget: 0 or more; nil without one.
    /// - Throws: `unequalLengths` or `outside` where they are not so.
    public init(values: [Double], prices: [Double], budget: Double = .infinity, costTarget: Double? = nil)
        throws(StatisticsError)
    {
        guard values.count == prices.count else { throw .unequalLengths("values", "prices") }
        guard values.allSatisfy({ $0 >= 0 && $0.isFinite }) else { throw .outside("a value", range: "0 or more") }
        guard prices.allSatisfy({ $0 >= 0 && $0.isFinite }) else { throw .outside("a price", range: "0 or more") }
        guard budget >= 0 else { throw .outside("the budget", range: "0 or more") }
        guard costTarget.map({ $0 >= 0 && $0.isFinite }) ?? true else {
            throw .outside("the cost target", range: "0 or more")
        }
        (self.values, self.prices, self.budget, self.costTarget) = (values, prices, budget, costTarget)
        order = values.indices.filter { values[$0] > 0 }
            .map { (ratio: prices[$0] / values[$0], index: $0) }
            .sorted { $0 < $1 }
            .map(\.index)
    }

    /// mu B + sum max(0, v (1 + lambda C) - p (mu + lambda)): by weak duality no choice of shares is worth more, whatever the
    /// prices; at the best ones it is the optimum.
    ///
    /// - Parameters:
    ///   - mu: the price of the budget, 0 or more.
    ///   - lambda: the price of the target, 0 or more; 0 without a target.
    public func dualBound(budgetPrice mu: Double, targetPrice lambda: Double) -> Double {
        let worth = 1 + lambda * (costTarget ?? 0)
        var sum = mu == 0 ? 0 : mu * budget
        for index in order { sum += max(0, values[index] * worth - prices[index] * (mu + lambda)) }
        return sum
    }
}

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
