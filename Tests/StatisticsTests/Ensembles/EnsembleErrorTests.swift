import Foundation
import MarketLabTesting
import Statistics
import Testing

/// What an ensemble errs, what another member changes of it, and what the gate of EnsNAS says of that.
@Suite struct EnsembleErrorTests {
    private static let ensembles = 1_000

    /// What becomes of an ensemble.
    enum Step: CaseIterable {
        case adding, replacing
    }

    /// Ensembles of two to eight and one predictor more, the last, that is added or takes the place of the last but one.
    private static func forEach(
        _ step: Step, isEven: Bool = false, seed: UInt64,
        _ visit: (RandomEnsemble, _ old: [Int], _ new: [Int], inout Draws) throws -> Void
    ) rethrows {
        var draws = Draws(seed: seed)
        for _ in 0..<ensembles {
            let members = 2 + draws.integer(below: 7)
            let random = RandomEnsemble(count: members + 1, isEven: isEven, &draws)
            let old = Array(0..<members)
            try visit(random, old, step == .adding ? old + [members] : old.dropLast() + [members], &draws)
        }
    }

    /// What `EnsembleError` says that the step changes.
    private static func change(
        _ step: Step, _ random: RandomEnsemble, _ old: [Int]
    ) throws -> Double {
        let newcomer = old.count
        let ensemble = try random.ensemble(old)
        let (square, shared) = (random.product(newcomer, newcomer), old.map { random.product($0, newcomer) })
        switch step {
        case .adding: return try ensemble.change(adding: square, sharing: shared)
        case .replacing: return try ensemble.change(replacing: old.count - 1, by: square, sharing: shared)
        }
    }

    /// Errors of one sample, their mean products and the squared error of their mean: an identity.
    @Test func theErrorOfTheMeanIsTheMeanOfAllProducts() throws {
        var draws = Draws(seed: 18)
        let random = RandomEnsemble(count: 5, isEven: false, &draws)
        let cases = (0..<2_000).map { _ in random.errors(&draws) }
        let products = (0..<5).map { i in
            (0..<5).map { j in cases.reduce(0) { $0 + $1[i] * $1[j] } / Double(cases.count) }
        }
        let squares = cases.reduce(0.0) { sum, errors in
            let mean = errors.reduce(0, +) / 5
            return sum + mean * mean
        }
        let ensemble = try EnsembleError(products: products)
        #expect(close(ensemble.meanSquaredError, squares / Double(cases.count), relative: 1e-12))
    }

    /// In all of 1,000 ensembles of unequal variance, errors that are drawn say that the step helps where the rule says so, and only there.
    /// Where 128,000 cases do not tell, the error of the mean predictor says it. False-alarm rate 2e-5: six standard errors, at most eight
    /// looks, 1,000 ensembles.
    @Test(arguments: Step.allCases, TestSeeds.all)
    func theSignOfTheChangeIsThatOfTheTrueChange(step: Step, seed: UInt64) throws {
        var (right, close) = (0, 0)
        try Self.forEach(step, seed: seed) { random, old, new, draws in
            let change = try Self.change(step, random, old)
            let drawn = random.drawnSign(of: new, beside: old, &draws)
            if drawn == nil { close += 1 }
            let truth = drawn ?? (random.exactError(new) - random.exactError(old))
            right += truth * change > 0 ? 1 : 0
        }
        print("\(step): the sum has the right sign in \(right), \(close) too close for drawn errors")
        #expect(right == Self.ensembles)
        // Drawn errors alone must have judged nearly all.
        #expect(close < Self.ensembles / 10)
    }

    /// How often the gate is wrong depends on the ensembles; the figures of these stand in docs/MixingRankers.md.
    @Test(
        arguments: [
            (.adding, false, 0.10...0.22), (.replacing, false, 0.08...0.20), (.adding, true, 0.14...0.28),
            (.replacing, true, 0...0),
        ] as [(Step, Bool, ClosedRange<Double>)], TestSeeds.all)
    func theGateIsRightWhereVariancesAreEqualAndAMemberIsReplaced(
        kind: (step: Step, isEven: Bool, range: ClosedRange<Double>), seed: UInt64
    ) throws {
        let (step, isEven, range) = kind
        var wrong = 0
        try Self.forEach(step, isEven: isEven, seed: seed) { random, old, new, _ in
            let change = try Self.change(step, random, old)
            if try random.gate(old).admits(random.gate(new)) != (change < 0) { wrong += 1 }
        }
        let share = try ProportionInterval.clopperPearson.interval(
            ProportionSample(successes: wrong, n: Self.ensembles), level: 0.99)
        print("\(step), \(isEven ? "equal" : "unequal"): the gate has the wrong sign in \(wrong), \(share)")
        #expect(range.contains(Double(wrong) / Double(Self.ensembles)))
    }

    /// Members of one variance and one bias: three means say all, also of another ensemble with another bias.
    @Test(arguments: [2, 3, 8])
    func theGateIsExactForMembersThatDifferInNothing(members: Int) throws {
        func both(_ correlation: Double, _ bias: Double) throws -> (EnsembleError, DiversityGate) {
            let ensemble = try EnsembleError(
                variances: Array(repeating: 2, count: members), biases: Array(repeating: bias, count: members),
                correlation: correlation)
            let gate = try DiversityGate(
                members: members, meanError: 2 + bias * bias, variance: 2, correlation: correlation)
            return (ensemble, gate)
        }
        let (old, oldGate) = try both(0.5, 0.3)
        #expect(close(oldGate.ensembleError, old.meanSquaredError, relative: 1e-12))
        for correlation in stride(from: 0, through: 0.9, by: 0.1) {
            for bias in [0, 0.2, 0.31, 0.6, 1] {
                let (new, newGate) = try both(correlation, bias)
                #expect(close(newGate.ensembleError, new.meanSquaredError, relative: 1e-12))
                #expect(oldGate.admits(newGate) == (new.meanSquaredError < old.meanSquaredError))
            }
        }
    }

    /// Two members, by hand: (4 + 9 + 2 x 3) / 4.
    @Test func aMemberIsAddedReplacedAndRemoved() throws {
        let two = try EnsembleError(products: [[4, 3], [3, 9]])
        #expect(two.meanSquaredError == 4.75)
        #expect(try two.change(removing: 1) == 4 - 4.75)
        #expect(try two.change(removing: 0) == 9 - 4.75)
        #expect(try two.change(replacing: 1, by: 4, sharing: [0, .nan]) == 2 - 4.75)
        // (4 + 9 + 4 + 2 (3 + 0 + 1)) / 9.
        #expect(try two.change(adding: 4, sharing: [0, 1]) == 25.0 / 9 - 4.75)
        #expect(try two.adding(4, sharing: [0, 1]).removing(2) == two)
        #expect(try two.adding(4, sharing: [0, 1]).removing(1) == two.replacing(1, by: 4, sharing: [0, 0]))
    }

    /// A member that errs as another does changes nothing beside it alone.
    @Test func aMemberThatErrsAlikeBringsNothing() throws {
        let one = try EnsembleError(products: [[4]])
        #expect(try one.change(adding: 4, sharing: [4]) == 0)
    }

    @Test func whatCannotBeIsRefused() throws {
        #expect(throws: StatisticsError.tooFewValues(0, minimum: 1)) { try EnsembleError(products: []) }
        #expect(throws: StatisticsError.self) { try EnsembleError(products: [[1, 2]]) }
        #expect(throws: StatisticsError.self) { try EnsembleError(products: [[1, 2], [2, 1]]) }
        #expect(throws: StatisticsError.self) { try EnsembleError(products: [[1, 0], [0.5, 1]]) }
        #expect(throws: StatisticsError.self) { try EnsembleError(products: [[-1]]) }
        #expect(throws: StatisticsError.self) {
            try EnsembleError(variances: [1, 1], biases: [0, 0], correlation: 1.1)
        }
        let one = try EnsembleError(products: [[4]])
        #expect(throws: StatisticsError.tooFewValues(0, minimum: 1)) { try one.removing(0) }
        #expect(throws: StatisticsError.self) { try one.removing(1) }
        #expect(throws: StatisticsError.self) { try one.adding(4, sharing: []) }
        #expect(throws: StatisticsError.tooFewValues(1, minimum: 2)) {
            try DiversityGate(members: 1, meanError: 1, variance: 1, correlation: 0)
        }
        #expect(throws: StatisticsError.self) {
            try DiversityGate(members: 2, meanError: 1, variance: 0, correlation: 0)
        }
    }
}
