/// The best that could have been bought in hindsight when an opportunity is bought in whole or not at all.
///
/// Exact by branch and bound: opportunities are decided by rising price over value, and a branch is left when even shares of
/// the rest could not make it better. The time may double with each opportunity; meant for some dozens. For many,
/// ``HindsightOptimum`` gives bounds that lie one opportunity apart.
public struct WholeOptimum: Sendable, Codable, Hashable {
    /// Whether each opportunity is bought.
    public let isBought: [Bool]
    /// Sum of the values bought.
    public let value: Double
    /// Sum of the prices paid.
    public let cost: Double

    /// Solves the program.
    ///
    /// - Parameter branches: how many may be looked at.
    /// - Throws: `notConverged` when that is not enough.
    public init(_ problem: HindsightProblem, branches: Int = 10_000_000) throws(StatisticsError) {
        var search = Search(problem: problem, branchesLeft: branches)
        search.decide(0, Search.Purse(budget: problem.budget))
        guard search.branchesLeft > 0 else { throw .notConverged("the best whole purchases") }
        var isBought = [Bool](repeating: false, count: problem.values.count)
        for (place, index) in problem.order.enumerated() { isBought[index] = search.best[place] }
        self.isBought = isBought
        value = search.bestValue
        cost = problem.prices.indices.reduce(0) { $0 + (isBought[$1] ? problem.prices[$1] : 0) }
    }

    private struct Search {
        /// What a branch has bought and may still spend.
        struct Purse {
            var value = 0.0
            var budget: Double
            /// C sum v - sum p so far.
            var slack = 0.0
        }

        private let items: [(value: Double, price: Double, excess: Double)]
        private var chosen: [Bool]
        private(set) var best: [Bool]
        private(set) var bestValue = 0.0
        private(set) var branchesLeft: Int

        init(problem: HindsightProblem, branchesLeft: Int) {
            items = problem.order.map { index in
                let (value, price) = (problem.values[index], problem.prices[index])
                return (value, price, problem.costTarget.map { price - $0 * value } ?? 0)
            }
            chosen = [Bool](repeating: false, count: items.count)
            best = chosen
            self.branchesLeft = branchesLeft
        }

        /// Buys the opportunity at `place` or not, and goes on.
        mutating func decide(_ place: Int, _ purse: Purse) {
            guard branchesLeft > 0 else { return }
            branchesLeft -= 1
            if purse.value > bestValue { (best, bestValue) = (chosen, purse.value) }
            guard place < items.count, bound(place, purse) > bestValue else { return }
            let item = items[place]
            if item.price <= purse.budget, item.excess <= purse.slack {
                chosen[place] = true
                decide(
                    place + 1,
                    Purse(
                        value: purse.value + item.value, budget: purse.budget - item.price,
                        slack: purse.slack - item.excess))
                chosen[place] = false
            }
            decide(place + 1, purse)
        }

        /// What the branch would come to if the rest could be bought in shares.
        private func bound(_ place: Int, _ purse: Purse) -> Double {
            var rest = purse
            for item in items[place...] {
                let affordable = item.price > rest.budget ? rest.budget / item.price : 1
                let allowed = item.excess > rest.slack ? rest.slack / item.excess : 1
                let share = min(affordable, allowed)
                rest.value += share * item.value
                if share < 1 { break }
                rest.budget -= item.price
                rest.slack -= item.excess
            }
            return rest.value
        }
    }
}
