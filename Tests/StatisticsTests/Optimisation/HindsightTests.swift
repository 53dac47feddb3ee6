import MarketLabTesting
import Statistics
import Testing

struct HindsightTests {
    /// The vector of FIELD: six opportunities and a budget of 7.
    private static let values = [6.0, 5, 4, 3, 8, 1]
    private static let prices = [2.0, 2, 2, 2, 5, 1]

    @Test func aBudgetBuysByValueForMoneyAndTheLastInPart() throws {
        let problem = try HindsightProblem(values: Self.values, prices: Self.prices, budget: 7)
        let optimum = HindsightOptimum(problem)
        #expect(close(optimum.value, 16.6))
        #expect(close(optimum.budgetPrice, 1.6))
        #expect(optimum.targetPrice == 0)
        #expect(close(optimum.multiplier, 1 / 1.6))
        #expect(close(optimum.cost, 7))
        #expect(try WholeOptimum(problem).value == 16)
    }

    @Test func aTargetBindsBeforeTheBudget() throws {
        let problem = try HindsightProblem(values: Self.values, prices: Self.prices, budget: 7, costTarget: 0.35)
        let optimum = HindsightOptimum(problem)
        #expect(close(optimum.value, 8))
        #expect(close(optimum.targetPrice, 20, relative: 1e-9))
        #expect(optimum.budgetPrice == 0)
        #expect(close(optimum.cost, 0.35 * 8))
        #expect(close(optimum.multiplier, (1 + 20 * 0.35) / 20))
        #expect(try WholeOptimum(problem).value == 6)
    }

    @Test func whoeverIsBoundByNothingBuysAllOfValue() throws {
        let problem = try HindsightProblem(values: [1, 0, 2], prices: [5, 0, 7])
        let optimum = HindsightOptimum(problem)
        #expect(optimum.shares == [1, 0, 1])
        #expect(optimum.value == 3)
        #expect(optimum.wholeValue == 3)
        #expect(optimum.multiplier == .infinity)
        #expect(problem.dualBound(budgetPrice: 0, targetPrice: 0) == 3)
    }

    @Test func withoutABudgetOnlyWhatIsFreeIsBought() throws {
        let optimum = HindsightOptimum(try HindsightProblem(values: [1, 2], prices: [0, 1], budget: 0))
        #expect(optimum.shares == [1, 0])
        #expect(optimum.cost == 0)
        let nothing = HindsightOptimum(try HindsightProblem(values: [], prices: [], budget: 1, costTarget: 1))
        #expect(nothing.value == 0)
    }

    @Test func hostileNumbersAreRefused() {
        #expect(throws: StatisticsError.self) { try HindsightProblem(values: [1], prices: []) }
        #expect(throws: StatisticsError.self) { try HindsightProblem(values: [.nan], prices: [1]) }
        #expect(throws: StatisticsError.self) { try HindsightProblem(values: [1], prices: [-1]) }
        #expect(throws: StatisticsError.self) { try HindsightProblem(values: [1], prices: [1], budget: .nan) }
        #expect(throws: StatisticsError.self) { try HindsightProblem(values: [1], prices: [1], costTarget: .infinity) }
    }

    @Test func moneyInAnotherUnitBuysTheSame() throws {
        var draws = Draws(seed: 5)
        for _ in 0..<100 {
            let problem = try randomProblem(&draws, count: 20)
            let scaled = try HindsightProblem(
                values: problem.values.map { 64 * $0 }, prices: problem.prices.map { 64 * $0 },
                budget: 64 * problem.budget, costTarget: problem.costTarget)
            let (optimum, other) = (HindsightOptimum(problem), HindsightOptimum(scaled))
            #expect(optimum.shares == other.shares)
            #expect(other.value == 64 * optimum.value)
            #expect(other.multiplier == optimum.multiplier)
            #expect(other.budgetPrice == optimum.budgetPrice)
        }
    }

    @Test func noVertexOfTheProgramIsWorthMore() throws {
        var draws = Draws(seed: 1)
        for _ in 0..<300 {
            let problem = try randomProblem(&draws, count: 6)
            #expect(close(HindsightOptimum(problem).value, bestVertex(problem), relative: 1e-9))
        }
    }

    @Test func noWholePurchasesAreWorthMoreThanTheSearchFinds() throws {
        var draws = Draws(seed: 2)
        for _ in 0..<200 {
            let problem = try randomProblem(&draws, count: 10)
            let best =
                (0..<1 << 10).map { pattern in purchase(problem) { pattern >> $0 & 1 == 1 ? 1 : 0 } }
                .filter { isAllowed(problem, $0) }.map(\.value).max() ?? 0
            let whole = try WholeOptimum(problem)
            #expect(close(whole.value, best, relative: 1e-9))
            #expect(isAllowed(problem, purchase(problem) { whole.isBought[$0] ? 1 : 0 }))
        }
    }

    @Test(arguments: [5, 12, 24])
    func sharesAndWholesLieOneOpportunityApart(count: Int) throws {
        var draws = Draws(seed: 3)
        for _ in 0..<100 {
            let problem = try randomProblem(&draws, count: count)
            let optimum = HindsightOptimum(problem)
            let whole = try WholeOptimum(problem).value
            let inPart = optimum.shares.indices.filter { optimum.shares[$0] > 0 && optimum.shares[$0] < 1 }
            #expect(inPart.count <= 1)
            #expect(whole <= optimum.value * (1 + 1e-12))
            #expect(optimum.wholeValue <= whole * (1 + 1e-12))
            #expect(optimum.value - whole <= (inPart.map { problem.values[$0] }.max() ?? 0) + 1e-9)
        }
    }

    @Test(arguments: [1, 6, 50, 5_000])
    func pricesProveTheOptimum(count: Int) throws {
        var draws = Draws(seed: 4)
        for _ in 0..<50 {
            let problem = try randomProblem(&draws, count: count)
            let optimum = HindsightOptimum(problem)
            #expect(isAllowed(problem, purchase(problem) { optimum.shares[$0] }))
            let bound = problem.dualBound(budgetPrice: optimum.budgetPrice, targetPrice: optimum.targetPrice)
            #expect(abs(bound - optimum.value) <= 1e-9 * (1 + optimum.value))
            // Other prices bound it from above.
            let other = problem.dualBound(
                budgetPrice: draws.exponential(), targetPrice: problem.costTarget == nil ? 0 : draws.exponential())
            #expect(other >= optimum.value * (1 - 1e-12))
        }
    }

    // MARK: -

    /// Some constraints bind, some do not; one in four is missing.
    private func randomProblem(_ draws: inout Draws, count: Int) throws -> HindsightProblem {
        let values = (0..<count).map { _ in draws.isSuccess(0.1) ? 0 : draws.uniform() }
        let prices = (0..<count).map { _ in draws.isSuccess(0.1) ? 0 : draws.uniform() }
        let budget = draws.isSuccess(0.25) ? .infinity : draws.uniform() * Double(count) / 3
        return try HindsightProblem(
            values: values, prices: prices, budget: budget,
            costTarget: draws.isSuccess(0.25) ? nil : 1.5 * draws.uniform())
    }

    private func purchase(_ problem: HindsightProblem, _ share: (Int) -> Double) -> (value: Double, cost: Double) {
        problem.values.indices.reduce((0, 0)) {
            ($0.0 + share($1) * problem.values[$1], $0.1 + share($1) * problem.prices[$1])
        }
    }

    private func isAllowed(_ problem: HindsightProblem, _ purchase: (value: Double, cost: Double)) -> Bool {
        purchase.cost <= problem.budget + 1e-9
            && purchase.cost <= (problem.costTarget.map { $0 * purchase.value } ?? .infinity) + 1e-9
    }

    /// The best corner of the polytope: all shares 0 or 1 but for one per binding constraint.
    private func bestVertex(_ problem: HindsightProblem) -> Double {
        let count = problem.values.count
        var best = 0.0
        for pattern in 0..<1 << count {
            let whole = purchase(problem) { pattern >> $0 & 1 == 1 ? 1 : 0 }
            if isAllowed(problem, whole) { best = max(best, whole.value) }
            let open = (0..<count).filter { pattern >> $0 & 1 == 0 }
            for i in open {
                for share in bindingShares(problem, whole, i) {
                    best = max(best, value(problem, whole, [(i, share)]))
                }
                for j in open where j > i {
                    if let (x, y) = bindingShares(problem, whole, i, j) {
                        best = max(best, value(problem, whole, [(i, x), (j, y)]))
                    }
                }
            }
        }
        return best
    }

    /// The value of whole purchases and parts, 0 when they are not allowed.
    private func value(
        _ problem: HindsightProblem, _ whole: (value: Double, cost: Double), _ parts: [(index: Int, share: Double)]
    ) -> Double {
        guard parts.allSatisfy({ (0...1).contains($0.share) }) else { return 0 }
        let sum = parts.reduce(whole) {
            ($0.value + $1.share * problem.values[$1.index], $0.cost + $1.share * problem.prices[$1.index])
        }
        return isAllowed(problem, sum) ? sum.value : 0
    }

    /// Shares of one opportunity with which one constraint binds.
    private func bindingShares(
        _ problem: HindsightProblem, _ whole: (value: Double, cost: Double), _ i: Int
    ) -> [Double] {
        let byBudget = (problem.budget - whole.cost) / problem.prices[i]
        guard let target = problem.costTarget else { return [byBudget] }
        let byTarget =
            (target * whole.value - whole.cost) / (problem.prices[i] - target * problem.values[i])
        return [byBudget, byTarget]
    }

    /// Shares of two opportunities with which both constraints bind.
    private func bindingShares(
        _ problem: HindsightProblem, _ whole: (value: Double, cost: Double), _ i: Int, _ j: Int
    ) -> (Double, Double)? {
        guard let target = problem.costTarget, problem.budget.isFinite else { return nil }
        let (a, b) = (problem.prices[i], problem.prices[j])
        let (c, d) = (a - target * problem.values[i], b - target * problem.values[j])
        let (right, lower) = (problem.budget - whole.cost, target * whole.value - whole.cost)
        let determinant = a * d - b * c
        guard abs(determinant) > 1e-12 else { return nil }
        return ((right * d - b * lower) / determinant, (a * lower - c * right) / determinant)
    }
}
