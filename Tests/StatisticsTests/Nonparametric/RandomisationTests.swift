import MarketLabTesting
import Statistics
import Testing

/// Labels drawn anew: exact for any number of units where nothing differs, and right in large samples where only means agree.
@Suite struct RandomisationTests {
    /// How often a test rejects at 5 % in experiments that differ by their draws only.
    private static func rejections(
        of experiments: Int, seed: UInt64, sample: (inout Draws) throws -> LabelledSample
    ) throws -> Int {
        try (0..<experiments).count { experiment in
            var draws = Draws(seed: seed &+ UInt64(experiment) &* 0x9E37_79B9)
            let sample = try sample(&draws)
            // 99 draws: 5 % is a p-value that occurs.
            let test = try RandomisationTest(of: sample, draws: 99) { draw in
                SplitMix64(seed: UInt64(experiment) << 32 | UInt64(draw))
            }
            return test.pValue <= 0.05
        }
    }

    /// Whether so many rejections at 5 % occur more often than once in ten thousand times.
    private static func isUsual(_ rejections: Int, of experiments: Int) throws -> Bool {
        try Binomial(trials: experiments, probability: 0.05).twoSidedPValue(rejections) > 1e-4
    }

    static let nulls: [(name: String, seed: UInt64, sample: @Sendable (inout Draws) throws -> LabelledSample)] = [
        (
            "a skewed mean of few units", 1,
            { draws in
                let values = (0..<14).map { _ in draws.exponential() * draws.exponential() }
                return try LabelledSample(numerators: values, isTreated: labels(14, treated: 4, &draws))
            }
        ),
        (
            "a ratio", 2,
            { draws in
                let views = (0..<24).map { _ in Double(1 + draws.integer(below: 9)) }
                let clicks = views.map { Double(draws.integer(below: Int($0) + 1)) }
                return try LabelledSample(
                    numerators: clicks, denominators: views, isTreated: labels(24, treated: 12, &draws))
            }
        ),
        (
            "clusters of unequal size", 3,
            { draws in
                let sizes = (0..<16).map { _ in Double(1 + draws.integer(below: 20)) }
                let sums = sizes.map { $0 * (3 + draws.normal()) }
                return try LabelledSample(
                    numerators: sums, denominators: sizes, isTreated: labels(16, treated: 8, &draws),
                    spread: .clusters(units: Int(sizes.reduce(0, +))))
            }
        ),
        (
            // Labels that left the strata would take the strata's differences for noise, and reject too seldom.
            "strata that differ more than their units", 4,
            { draws in
                let strata = (0..<30).map { $0 / 10 }
                return try LabelledSample(
                    numerators: strata.map { 100 * Double($0) + draws.normal() },
                    isTreated: [3, 5, 7].flatMap { labels(10, treated: $0, &draws) }, strata: strata,
                    weights: [1.0 / 3, 1.0 / 3, 1.0 / 3])
            }
        ),
    ]

    private static func labels(_ count: Int, treated: Int, _ draws: inout Draws) -> [Bool] {
        (0..<count).map { $0 < treated }.shuffled(using: &draws.generator)
    }

    @Test(arguments: nulls.indices) func whereNothingDiffersTheLevelIsExact(null: Int) throws {
        let (name, seed, sample) = Self.nulls[null]
        let rejections = try Self.rejections(of: 1_000, seed: 100 * seed, sample: sample)
        #expect(try Self.isUsual(rejections, of: 1_000), "\(name): \(rejections) of 1,000")
    }

    /// The smaller arm varies more: a plain difference of means rejects in a fifth of the experiments.
    @Test func equalMeansWithUnequalVariancesKeepTheLevel() throws {
        func arms(_ draws: inout Draws) -> (control: [Double], treatment: [Double]) {
            ((0..<90).map { _ in draws.normal() }, (0..<30).map { _ in 4 * draws.normal() })
        }
        let studentised = try Self.rejections(of: 1_000, seed: 500) { draws in
            let (control, treatment) = arms(&draws)
            return try LabelledSample(
                numerators: control + treatment, isTreated: control.map { _ in false } + treatment.map { _ in true })
        }
        #expect(try Self.isUsual(studentised, of: 1_000), "\(studentised) of 1,000")
        let plain = (0..<300).count { experiment in
            var draws = Draws(seed: 500 &+ UInt64(experiment) &* 0x9E37_79B9)
            let (control, treatment) = arms(&draws)
            let seen = (treatment.reduce(0, +) / 30 - control.reduce(0, +) / 90).magnitude
            let extreme = (0..<99).count { _ in
                let values = (control + treatment).shuffled(using: &draws.generator)
                return (values[..<30].reduce(0, +) / 30 - values[30...].reduce(0, +) / 90).magnitude >= seen
            }
            return extreme < 5
        }
        #expect(plain > 45, "\(plain) of 300")
    }

    // MARK: - What the sample holds

    @Test func aMillionOnTopOfAllValuesChangesNothing() throws {
        var draws = Draws(seed: 7)
        let values = (0..<40).map { _ in draws.normal() }
        func test(_ shift: Double) throws -> RandomisationTest {
            try RandomisationTest(
                of: LabelledSample(
                    numerators: values.map { $0 + shift }, isTreated: values.indices.map { $0.isMultiple(of: 3) }),
                draws: 500
            ) { SplitMix64(seed: UInt64($0)) }
        }
        let (near, far) = (try test(0), try test(1e6))
        #expect(near.pValue == far.pValue)
        #expect(abs(near.statistic / far.statistic - 1) < 1e-7)
    }

    /// Both tails of a difference share its two-sided p-value; the labels turned over turn the tails over.
    @Test func anAlternativeLooksAtItsTailOnly() throws {
        var draws = Draws(seed: 8)
        let values = (0..<30).map { 0.4 * ($0 < 15 ? 1 : 0) + draws.normal() }
        func pValue(_ alternative: Alternative, turned: Bool = false) throws -> Double {
            try RandomisationTest(
                of: LabelledSample(numerators: values, isTreated: values.indices.map { ($0 < 15) != turned }),
                alternative: alternative, draws: 999
            ) { SplitMix64(seed: UInt64($0)) }.pValue
        }
        let (greater, less) = (try pValue(.greater), try pValue(.less))
        #expect(greater < 0.5 && less > 0.5 && abs(greater + less - 1.001) < 1e-9)
        #expect(abs(try pValue(.less, turned: true) - greater) < 0.05)
    }

    @Test func whatCannotBeTestedSaysWhy() throws {
        func refusal(_ values: [Double], _ denominators: [Double]? = nil, treated: Int = 2) -> StatisticsError? {
            do throws(StatisticsError) {
                _ = try RandomisationTest(
                    of: LabelledSample(
                        numerators: values, denominators: denominators, isTreated: values.indices.map { $0 < treated }),
                    draws: 10
                ) { SplitMix64(seed: UInt64($0)) }
                return nil
            } catch { return error }
        }
        #expect(refusal([3, 3, 3, 3]) == .noVariance)
        #expect(refusal([1, 1, 2, 2]) == .noVariance)
        #expect(refusal([1, 2, 3, 4], treated: 1) == .tooFewUnits(in: .treatment))
        #expect(refusal([1, 2, 3, 4], treated: 3) == .tooFewUnits(in: .control))
        #expect(refusal([1, 2, 3, 4], [1, 1, 0, 0]) == .zeroDenominator(in: .control))
        #expect(refusal([1, 2, 3, 4], [0, 0, 1, 1]) == .zeroDenominator(in: .treatment))
        // One arm without variance has a test all the same.
        #expect(refusal([1, 1, 2, 3]) == nil)
    }
}
