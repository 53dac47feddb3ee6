import CGSL
import MarketLabTesting
import Randomness
import Testing

struct DiscreteDistributionTests {
    private func stream(_ seed: UInt64) -> RandomStream {
        RandomKey(seed: seed).stream(Purpose(rawValue: 6), 0, 0, 0)
    }

    @Test(arguments: [0, 0.1, 3, 9.9, 40, 1_000], TestSeeds.all)
    func poissonCounts(mean: Double, seed: UInt64) {
        var stream = stream(seed)
        let limit = Int(mean + 12 * mean.squareRoot()) + 20
        var counts = [Int](repeating: 0, count: limit)
        for _ in 0..<20_000 { counts[stream.poisson(mean: mean)] += 1 }
        let probabilities = (0..<limit).map { gsl_ran_poisson_pdf(UInt32($0), mean) }
        if mean == 0 {
            #expect(counts[0] == 20_000)
        } else {
            #expect(GoodnessOfFit.chiSquare(counts, probabilities) > GoodnessOfFit.falseAlarm)
        }
    }

    @Test(arguments: [(0, 0.3), (7, 0), (7, 1), (1, 0.5), (12, 0.1), (300, 0.02), (2_000, 0.5)], TestSeeds.all)
    func binomialCounts(law: (trials: Int, probability: Double), seed: UInt64) {
        var stream = stream(seed)
        var counts = [Int](repeating: 0, count: law.trials + 1)
        for _ in 0..<20_000 { counts[stream.binomial(trials: law.trials, probability: law.probability)] += 1 }
        let probabilities = counts.indices.map { gsl_ran_binomial_pdf(UInt32($0), law.probability, UInt32(law.trials)) }
        if let certain = probabilities.firstIndex(of: 1) {
            #expect(counts[certain] == 20_000)
        } else {
            #expect(GoodnessOfFit.chiSquare(counts, probabilities) > GoodnessOfFit.falseAlarm)
        }
    }

    @Test(arguments: [1, 2, 3, 10, 1_000], TestSeeds.all)
    func indexesAreUniform(bound: Int, seed: UInt64) {
        var stream = stream(seed)
        var counts = [Int](repeating: 0, count: bound)
        for _ in 0..<50_000 { counts[stream.index(below: bound)] += 1 }
        if bound > 1 {
            let probabilities = [Double](repeating: 1 / Double(bound), count: bound)
            #expect(GoodnessOfFit.chiSquare(counts, probabilities) > GoodnessOfFit.falseAlarm)
        }
    }

    /// With a bound of 3/4 of the range a biased reduction would draw some thirds twice as often as others.
    @Test func hugeBoundsAreUnbiased() {
        var stream = stream(0)
        let bound = 3 << 61
        var counts = [0, 0, 0]
        for _ in 0..<60_000 { counts[stream.index(below: bound) / (1 << 61)] += 1 }
        #expect(GoodnessOfFit.chiSquare(counts, [1 / 3.0, 1 / 3.0, 1 / 3.0]) > GoodnessOfFit.falseAlarm)
    }

    @Test(arguments: TestSeeds.all)
    func everyOrderOfAShuffleIsEquallyLikely(seed: UInt64) {
        var stream = stream(seed)
        var counts: [[Int]: Int] = [:]
        for _ in 0..<24_000 { counts[[0, 1, 2, 3].shuffled(using: &stream), default: 0] += 1 }
        #expect(counts.count == 24)
        let p = GoodnessOfFit.chiSquare(Array(counts.values), [Double](repeating: 1 / 24.0, count: 24))
        #expect(p > GoodnessOfFit.falseAlarm)
    }

    static let weights: [[Double]] = [
        [1], [1, 1], [0, 3, 0, 1], [0.001, 5, 0.1, 7, 7, 0, 2], (1...500).map { 1 / Double($0) },
    ]

    @Test(arguments: weights, TestSeeds.all)
    func categoriesComeByTheirWeights(weights: [Double], seed: UInt64) {
        let table = AliasTable(weights: weights)
        let key = RandomKey(seed: seed)
        var stream = stream(seed)
        var fromStream = [Int](repeating: 0, count: weights.count)
        var fromBlocks = fromStream
        for who in 0..<50_000 as Range<UInt32> {
            fromStream[table.sample(using: &stream)] += 1
            fromBlocks[table.sample(key.block(Purpose(rawValue: 7), who, 0, 0))] += 1
        }
        #expect(table.count == weights.count)
        guard weights.count > 1 else { return }
        let total = weights.reduce(0, +)
        for counts in [fromStream, fromBlocks] {
            #expect(GoodnessOfFit.chiSquare(counts, weights.map { $0 / total }) > GoodnessOfFit.falseAlarm)
        }
    }

    /// The table itself, without sampling: the areas of each category add to its probability.
    @Test func theAliasTableIsExact() {
        let weights = (0..<37).map { Double($0 * $0 % 11) }
        let table = AliasTable(weights: weights)
        let steps = 37 * 4_096
        var counts = [Int](repeating: 0, count: 37)
        for step in 0..<steps { counts[table.sample((Double(step) + 0.5) / Double(steps))] += 1 }
        for (count, weight) in zip(counts, weights) {
            #expect(abs(Double(count) / Double(steps) - weight / weights.reduce(0, +)) < 1e-3)
            if weight == 0 { #expect(count == 0) }
        }
        #expect(table.sample(1 - 0x1p-53) < 37)
    }

    @Test func weightsThatMakeNoDistributionAreRefused() async {
        await #expect(processExitsWith: .failure) { _ = AliasTable(weights: [0.0, 0]) }
        await #expect(processExitsWith: .failure) { _ = AliasTable(weights: [1.0, -1, 3]) }
    }
}
