/// What a buyer who knew all prices beforehand would have bought: of opportunities with values v and prices p, choose shares
/// x from 0 to 1 for the most sum v x, with sum p x at most a budget B and, with a cost target C, at most C sum v x.
///
/// The Lagrangian of both constraints takes an opportunity in whole when v (1 + lambda C) > p (mu + lambda): when p/v is below
/// (1 + lambda C)/(mu + lambda), whatever the prices mu of the budget and lambda of the target are. So opportunities are
/// bought by rising p/v until the first constraint binds, and one sort solves the program of either and of both.
///
/// Values, prices and budget are in one currency.
public struct HindsightProblem: Sendable, Codable, Hashable {
    public let values: [Double]
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
    ///   - budgetPrice: mu, 0 or more.
    ///   - targetPrice: lambda, 0 or more; 0 without a target.
    public func dualBound(budgetPrice mu: Double, targetPrice lambda: Double) -> Double {
        let worth = 1 + lambda * (costTarget ?? 0)
        var sum = mu == 0 ? 0 : mu * budget
        for index in order { sum += max(0, values[index] * worth - prices[index] * (mu + lambda)) }
        return sum
    }
}
