import Analysis
import MarketLabTesting
import Statistics
import Testing

/// A randomisation test beside each comparison, against all relabellings of small tables.
@Suite struct RandomisationTests {
    static let draws = 20_000

    /// Whether so many draws give the p-value more often than once in ten thousand times, where the share of all relabellings
    /// that are as extreme is `exact`.
    private func agrees(_ answer: RandomisationAnswer?, _ exact: Double) throws -> Bool {
        let answer = try #require(answer)
        #expect(answer.draws == Self.draws && answer.seed == 1)
        let extreme = Int((answer.pValue * Double(Self.draws + 1)).rounded()) - 1
        return try Binomial(trials: Self.draws, probability: exact).twoSidedPValue(extreme) > 1e-4
    }

    private func row(_ rows: [String], _ metric: String, change: (inout Question) -> Void = { _ in }) async throws
        -> MetricAnswer
    {
        let sheet = try Sheet("arm,y,d,b,x,g\n" + rows.joined(separator: "\n"))
        return try await sheet.answer(metric) {
            $0.randomisation = Self.draws
            change(&$0)
        }.rows[0]
    }

    /// Who is treated in all ways of treating as many as are.
    private func relabellings(_ labels: [Bool]) -> [[Bool]] {
        (0..<(1 << labels.count)).map { word in labels.indices.map { word >> $0 & 1 == 1 } }
            .filter { $0.count { $0 } == labels.count { $0 } }
    }

    private func share(_ labellings: [[Bool]], of labels: [Bool], _ statistic: ([Bool]) throws -> Double) throws
        -> Double
    {
        let seen = try statistic(labels).magnitude
        return Double(try labellings.count { try statistic($0).magnitude >= seen - 1e-9 }) / Double(labellings.count)
    }

    // MARK: - All relabellings

    static let arms = [true, false, true, true, false, false, true, false]
    static let values = [7.5, 2.25, 3.5, 9, 4.125, 1, 6, 5.75]
    static let sizes = [3.0, 1, 4, 2, 5, 2, 3, 4]
    /// Arm, value, denominator, success, covariate, group.
    private var small: [String] {
        let covariate = [5, 1, 4, 7, 3, 2, 4, 6]
        return Self.arms.indices.map { unit in
            let bought = [1, 0, 1, 1, 0, 0, 0, 1][unit]
            return
                "\(Self.arms[unit] ? "b" : "a"),\(Self.values[unit]),\(Self.sizes[unit]),\(bought),\(covariate[unit]),"
                + (unit < 4 ? "p" : "q")
        }
    }

    @Test func aMeanAgreesWithAllSeventyRelabellings() async throws {
        let row = try await row(small, "mean:y")
        let labellings = relabellings(Self.arms)
        #expect(labellings.count == 70)
        let exact = try share(labellings, of: Self.arms) { labels in
            func sample(_ treated: Bool) -> MeanSample {
                MeanSample(Moments(of: labels.indices.filter { labels[$0] == treated }.map { Self.values[$0] }))
            }
            return try Welch.difference(control: sample(false), treatment: sample(true)).statistic
        }
        #expect(exact > 0.05 && exact < 0.5)
        #expect(try agrees(row.randomisation, exact))
        #expect(abs((row.randomisation?.statistic ?? 0) - (row.statistic ?? 1)) < 1e-12)
        #expect(row.randomisation?.definition.contains("Chung, Romano 2013), labels of units drawn anew") == true)
    }

    @Test func aRatioAgreesWithAllRelabellings() async throws {
        let row = try await row(small, "ratio:y/d")
        let exact = try share(relabellings(Self.arms), of: Self.arms) { labels in
            func sample(_ treated: Bool) throws -> RatioSample {
                var moments = CovarianceMoments(variables: 2)
                for unit in labels.indices where labels[unit] == treated {
                    moments.add([Self.values[unit], Self.sizes[unit]])
                }
                return try RatioSample(moments, arm: .control)
            }
            return try Welch.difference(control: sample(false), treatment: sample(true)).statistic
        }
        #expect(try agrees(row.randomisation, exact))
        #expect(abs((row.randomisation?.statistic ?? 0) - (row.statistic ?? 1)) < 1e-12)
    }

    /// By counts: three successes of four against one are 16 of 70 ways in each direction, four of four one way.
    @Test func aProportionAgreesWithItsHypergeometricTail() async throws {
        let row = try await row(small, "proportion:b")
        #expect(try agrees(row.randomisation, 34.0 / 70))
        #expect(abs((row.randomisation?.statistic ?? 0) - (row.statistic ?? 1)) < 1e-12)
    }

    @Test func aCovariateIsTakenOutUnderEveryLabelling() async throws {
        let row = try await row(small, "mean:y") { $0.covariates = [Covariate(parsing: "x")] }
        let covariate = [5.0, 1, 4, 7, 3, 2, 4, 6]
        let exact = try share(relabellings(Self.arms), of: Self.arms) { labels in
            func joint(_ treated: Bool) -> CovarianceMoments {
                var moments = CovarianceMoments(variables: 2)
                for unit in labels.indices where labels[unit] == treated {
                    moments.add([Self.values[unit], covariate[unit]])
                }
                return moments
            }
            let cuped = Cuped.mean(control: joint(false), treatment: joint(true))
            return try Welch.difference(control: cuped.control, treatment: cuped.treatment).statistic
        }
        #expect(try agrees(row.randomisation, exact))
        #expect(abs((row.randomisation?.statistic ?? 0) - (row.statistic ?? 1)) < 1e-12)
    }

    @Test func labelsStayWithinTheirStrata() async throws {
        let row = try await row(small, "mean:y") { $0.strata = "g" }
        // Three of the first four units are treated and one of the others, which leaves a stratum with an arm of one.
        #expect(row.randomisation == nil && row.note?.contains("no randomisation test") == true)
        let groups = [0, 0, 1, 0, 1, 1, 0, 1]
        let strata = small.enumerated().map { "\($1.dropLast())\(groups[$0] == 0 ? "p" : "q")" }
        let twoEach = [true, false, true, true, false, true, false, false]
        let rows = strata.enumerated().map { "\(twoEach[$0] ? "b" : "a")\($1.dropFirst())" }
        let labellings = relabellings(twoEach).filter { labels in
            labels.indices.count { labels[$0] && groups[$0] == 0 } == 2
        }
        #expect(labellings.count == 36)
        let exact = try share(labellings, of: twoEach) { labels in
            func sample(_ treated: Bool) throws -> MeanSample {
                let parts = [0, 1].map { group in
                    var moments = CovarianceMoments(variables: 1)
                    for unit in labels.indices where labels[unit] == treated && groups[unit] == group {
                        moments.add([Self.values[unit]])
                    }
                    return moments
                }
                return MeanSample(
                    try PostStratification.moments(of: parts, weights: [0.5, 0.5], arm: .control).moments(of: 0))
            }
            return try Welch.difference(control: sample(false), treatment: sample(true)).statistic
        }
        let stratified = try await self.row(rows, "mean:y") { $0.strata = "g" }
        #expect(try agrees(stratified.randomisation, exact))
        #expect(abs((stratified.randomisation?.statistic ?? 0) - (stratified.statistic ?? 1)) < 1e-12)
        #expect(stratified.randomisation?.definition.contains("labels of units within strata") == true)
    }

    /// Six clusters of one to four units: twenty relabellings, not the thousands of their units.
    @Test(arguments: ["mean:y", "ratio:y/d"]) func labelsAreThoseOfClusters(metric: String) async throws {
        let treated = [true, false, false, true, true, false]
        let members = [[7.5, 6, 8], [2.25], [3.5, 3], [9, 6, 7, 8], [4.125, 5], [1, 3]]
        let isRatio = metric.hasPrefix("ratio")
        let rows = members.enumerated().flatMap { cluster, values in
            values.enumerated().map { "\(treated[cluster] ? "b" : "a"),\($1),\($0 + 1),0,0,c\(cluster)" }
        }
        let exact = try share(relabellings(treated), of: treated) { labels in
            func arm(_ wanted: Bool) -> ClusterSums.Arm {
                ClusterSums.Arm(
                    numerators: members.indices.map { labels[$0] == wanted ? members[$0].reduce(0, +) : 0 },
                    denominators: members.indices.map { cluster in
                        let count = members[cluster].count
                        return labels[cluster] != wanted ? 0 : Double(isRatio ? count * (count + 1) / 2 : count)
                    })
            }
            return try ClusterSums(control: arm(false), treatment: arm(true), units: rows.count).difference().statistic
        }
        let row = try await row(rows, metric) { $0.cluster = "g" }
        #expect(try agrees(row.randomisation, exact))
        #expect(abs((row.randomisation?.statistic ?? 0) - (row.statistic ?? 1)) < 1e-12)
        #expect(row.randomisation?.definition.contains("labels of clusters") == true)
    }

    // MARK: - Large tables

    static let data = MadeUp(600)

    private func rows(
        threads: Int = 2, _ change: (inout Question) -> Void = { _ in }
    ) async throws -> [MetricAnswer] {
        try await Sheet(Self.data.text).answer("mean:y", "proportion:bought", "ratio:clicks/views", threads: threads) {
            $0.randomisation = 199
            change(&$0)
        }.rows
    }

    @Test func theSameSeedGivesTheSameFigures() async throws {
        let rows = try await rows(threads: 1)
        #expect(try await self.rows(threads: 3) == rows)
        let others = try await self.rows { $0.seed = 2 }
        #expect(others.map(\.pValue) == rows.map(\.pValue))
        #expect(others.compactMap(\.randomisation?.statistic) == rows.compactMap(\.randomisation?.statistic))
        #expect(others.compactMap(\.randomisation?.pValue) != rows.compactMap(\.randomisation?.pValue))
    }

    /// With hundreds of units the draws follow the normal distribution; 199 of them leave four standard deviations of 3.6 %.
    @Test func withManyUnitsItSaysWhatWelchSays() async throws {
        for row in try await rows() {
            let randomised = try #require(row.randomisation)
            #expect(abs(randomised.pValue - (row.pValue ?? 2)) < 0.15)
        }
    }

    @Test func whatIsNotAskedForIsNotThere() async throws {
        let row = try await rows { $0.randomisation = nil }[0]
        #expect(row.randomisation == nil && row.note == nil)
    }

    @Test func theOtherFiguresDoNotChange() async throws {
        let (with, without) = (try await rows(), try await rows { $0.randomisation = nil })
        for (a, b) in zip(with, without) {
            #expect(abs((a.difference?.estimate ?? 0) - (b.difference?.estimate ?? 1)) < 1e-12)
            #expect(abs((a.pValue ?? 0) - (b.pValue ?? 1)) < 1e-9)
        }
    }

    @Test func itsPValuesAreCorrectedAmongThemselves() async throws {
        let rows = try await rows { $0.correction = .holm }
        let expected = try MultipleTesting.holm.adjusted(rows.compactMap(\.randomisation?.pValue))
        #expect(rows.compactMap(\.randomisation?.pValueAdjusted) == expected)
    }

    @Test func clustersWithUnitsOfBothVariantsHaveNoLabels() async throws {
        let row = try await rows { $0.cluster = "store" }[0]
        #expect(row.randomisation == nil && row.pValue != nil)
        #expect(row.note?.contains("no randomisation test (undefined: 40 of 40 clusters have units of both") == true)
    }

    static let bad: [ReadingTests.Bad] =
        [0, -5, 99, 10_000_001].map { (draws: Int) in
            .init(
                text: ReadingTests.rows, metric: "mean:y",
                parts: ["--randomisation is \(draws)", "expected 100 to 10000000"]
            ) { $0.randomisation = draws }
        } + [
            .init(
                text: ReadingTests.rows, metric: "quantile:.9:y",
                parts: ["--randomisation does not go with quantile:.9:y"]
            ) { $0.randomisation = 999 },
            .init(
                text: ReadingTests.rows, metric: "mean:y",
                parts: ["--randomisation does not go with --method sequential"]
            ) {
                $0.randomisation = 999
                $0.method = .sequential
            },
        ]

    @Test(arguments: bad) func aMistakeIsNamed(bad: ReadingTests.Bad) async throws {
        let refusal = try #require(await Sheet(bad.text).refusal(bad.metric, change: bad.change))
        for part in bad.parts { #expect(refusal.contains(part), "\(refusal)") }
    }
}
