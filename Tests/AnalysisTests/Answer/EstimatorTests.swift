import Analysis
import MarketLabTesting
import Statistics
import Testing

/// Every figure of an answer against the estimator that it names, fed from memory.
@Suite struct EstimatorTests {
    static let data = MadeUp(3_000)

    private func agree(_ effect: EffectAnswer?, _ estimate: Estimate, _ tolerance: Double = 1e-10) -> Bool {
        guard let effect else { return false }
        func near(_ a: Double?, _ b: Double) -> Bool {
            guard let a else { return b.isInfinite }
            return abs(a - b) <= tolerance * max(1, abs(b))
        }
        return near(effect.estimate, estimate.estimate) && near(effect.lower, estimate.interval.lower)
            && near(effect.upper, estimate.interval.upper) && near(effect.standardError, estimate.standardError)
    }

    private func mean(_ arm: String, _ value: (MadeUp.Unit) -> Double) -> MeanSample {
        MeanSample(Moments(of: Self.data.arm(arm).map(value)))
    }

    private func joint(_ arm: String, _ values: (MadeUp.Unit) -> [Double]) -> CovarianceMoments {
        let rows = Self.data.arm(arm).map(values)
        var moments = CovarianceMoments(variables: rows[0].count)
        for row in rows { moments.add(row) }
        return moments
    }

    @Test(arguments: Alternative.allCases)
    func aMeanIsComparedByWelch(alternative: Alternative) async throws {
        let answer = try await Sheet(Self.data.text).answer("mean:y") { $0.alternative = alternative }
        #expect(answer.rows.map(\.variant) == ["b", "c"])
        let settings = ComparisonSettings(alternative: alternative)
        for row in answer.rows {
            let (control, treatment) = (mean("a", \.y), mean(row.variant, \.y))
            let estimate = try Welch.difference(control: control, treatment: treatment, settings: settings)
            #expect(agree(row.difference, estimate))
            #expect(
                agree(
                    row.relative,
                    try RelativeLift(
                        control: control, treatment: treatment, definition: .fieller, settings: settings
                    ).estimate)
            )
            #expect(abs((row.pValue ?? -1) / estimate.pValue - 1) < 1e-8)
            #expect(row.n == treatment.n && row.nControl == control.n)
            #expect(row.relativeDefinition == "Fieller")
        }
    }

    @Test func aRatioIsComparedByTheDeltaMethod() async throws {
        let row = try await Sheet(Self.data.text).answer("ratio:clicks/views").rows[0]
        func sample(_ arm: String) throws -> RatioSample {
            try RatioSample(joint(arm) { [Double($0.clicks), Double($0.views)] }, arm: .control)
        }
        #expect(agree(row.difference, try Welch.difference(control: sample("a"), treatment: sample("b"))))
    }

    /// A share is the mean of zeros and ones, and only its lift has an interval of its own.
    @Test func aProportionIsAMeanWhoseLiftIsByTheScore() async throws {
        let rows = try await Sheet(Self.data.text).answer("proportion:bought", "mean:bought").rows
        #expect(rows[1].difference == rows[3].difference && rows[1].pValue == rows[3].pValue)
        func sample(_ arm: String) throws -> ProportionSample {
            let units = Self.data.arm(arm)
            return try ProportionSample(successes: units.count { $0.bought == 1 }, n: units.count)
        }
        let interval = try ProportionRatio.correctedScore.interval(control: sample("a"), treatment: sample("c"))
        #expect(abs((rows[1].relative?.lower ?? 9) - (interval.lower - 1)) < 1e-12)
        #expect(abs((rows[1].relative?.upper ?? 9) - (interval.upper - 1)) < 1e-12)
        #expect(rows[1].relativeDefinition == "score" && rows[3].relativeDefinition == "Fieller")
    }

    @Test func aCovariateTakesOutVariance() async throws {
        let answer = try await Sheet(Self.data.text).answer("mean:y", "ratio:clicks/views") {
            $0.covariates = [Covariate(parsing: "y=x")]
        }
        let cuped = Cuped.mean(control: joint("a") { [$0.y, $0.x] }, treatment: joint("b") { [$0.y, $0.x] })
        let row = answer.rows[0]
        #expect(agree(row.difference, try Welch.difference(control: cuped.control, treatment: cuped.treatment)))
        #expect(row.adjustment == "CUPED on x, theta of both arms as one sample")
        #expect(abs((row.varianceReduction ?? 0) - cuped.varianceReduction) < 1e-10)
        #expect(answer.rows[2].adjustment == nil, "the covariate is another metric's")
    }

    @Test func severalCovariatesAreARegressionOnAllOfThem() async throws {
        let row = try await Sheet(Self.data.text).answer("mean:y") {
            $0.covariates = [Covariate(parsing: "x"), Covariate(parsing: "z")]
        }.rows[0]
        let units = Self.data.arm("a") + Self.data.arm("b")
        let regression = try RegressionAdjustment(
            outcome: units.map(\.y), treated: units.map { $0.arm == "b" }, covariates: units.map { [$0.x, $0.z] },
            slopes: .common)
        let estimate = try regression.estimate()
        // They agree up to order 1/n.
        #expect(abs((row.difference?.estimate ?? 0) - estimate.estimate) < 2e-3)
        #expect(abs((row.difference?.standardError ?? 0) / estimate.standardError - 1) < 2e-3)
        #expect(row.varianceReduction ?? 0 > 0.6)
    }

    @Test func clustersAreTheRegressionWithCR1() async throws {
        let row = try await Sheet(Self.data.text).answer("mean:y") { $0.cluster = "store" }.rows[0]
        let units = Self.data.arm("a") + Self.data.arm("b")
        let clustered = try ClusteredDifference(
            outcome: units.map(\.y), treated: units.map { $0.arm == "b" }, cluster: units.map(\.store))
        #expect(agree(row.difference, try clustered.estimate(), 1e-9))
        #expect(row.degreesOfFreedom == Double(clustered.clusters - 1))
    }

    @Test func strataAreWeightedByTheirSharesOfAll() async throws {
        let row = try await Sheet(Self.data.text).answer("mean:y") { $0.strata = "country" }.rows[0]
        let all = Double(Self.data.units.count)
        var (difference, squares) = (0.0, 0.0)
        for country in ["de", "jp"] {
            func moments(_ arm: String) -> Moments {
                Moments(of: Self.data.arm(arm).filter { $0.country == country }.map(\.y))
            }
            let weight = Double(Self.data.units.count { $0.country == country }) / all
            let (a, b) = (moments("a"), moments("b"))
            difference += weight * (b.mean - a.mean)
            squares += weight * weight * (a.variance / Double(a.n) + b.variance / Double(b.n))
        }
        #expect(abs((row.difference?.estimate ?? 0) - difference) < 1e-10)
        #expect(abs((row.difference?.standardError ?? 0) - squares.squareRoot()) < 1e-10)
    }

    @Test func aQuantileGoesByUnit() async throws {
        let events = Self.data.units.flatMap { unit in (0..<3).map { (unit, unit.y + Double($0)) } }
        let text = "user,arm,seconds\n" + events.map { "\($0.0.name),\($0.0.arm),\($0.1)" }.joined(separator: "\n")
        func users(_ arm: String, clustered: Bool) -> [[Double]] {
            let users = Self.data.arm(arm).map { unit in (0..<3).map { unit.y + Double($0) } }
            return clustered ? users : users.flatMap { $0.map { [$0] } }
        }
        let sheet = try Sheet(text)
        for clustered in [true, false] {
            let row = try await sheet.answer("quantile:.9:seconds") { $0.unit = clustered ? "user" : nil }.rows[0]
            let quantiles = try QuantileComparison(
                control: users("a", clustered: clustered), treatment: users("b", clustered: clustered),
                probability: 0.9, clustered: clustered)
            let z = StandardNormal.quantile(upperTail: 0.025)
            let interval = quantiles.differences(reach: z, alternative: .twoSided, level: 0.95)
            #expect(row.difference?.lower == interval.lower && row.difference?.upper == interval.upper)
            let statistic = quantiles.statistic(difference: 0)
            #expect(row.statistic == statistic)
            #expect(abs((row.pValue ?? 9) - 2 * StandardNormal.upperTail(statistic.magnitude)) < 1e-15)
            #expect(row.intervalControl?.lower == (try quantiles.intervals(level: 0.95).control.lower))
        }
    }

    @Test func aSequentialIntervalIsWiderThanAFixedOne() async throws {
        let sheet = try Sheet(Self.data.text)
        let row = try await sheet.answer("mean:y") { $0.method = .sequential }.rows[0]
        let settings = ComparisonSettings(reference: .normal)
        let fixed = try Welch.difference(control: mean("a", \.y), treatment: mean("b", \.y), settings: settings)
        let sequence = try ConfidenceSequence(of: fixed, units: row.n + row.nControl, settings: settings)
        #expect(agree(row.difference, sequence.estimate))
        #expect(row.pValue == sequence.estimate.pValue)
    }

    @Test func aPosteriorSaysTheChanceToWin() async throws {
        let row = try await Sheet(Self.data.text).answer("mean:y") { $0.method = .bayesian }.rows[0]
        let effect = try BayesianEffect(control: mean("a", \.y), treatment: mean("b", \.y), scale: .absolute)
        #expect(abs((row.posterior?.chanceToWin ?? 0) - effect.chanceToWin) < 1e-12)
        #expect(row.pValue == nil)
    }

    @Test func aMarginIsATestOfNonInferiority() async throws {
        let sheet = try Sheet(Self.data.text)
        let row = try await sheet.answer("mean:y") { $0.margin = 0.02 }.rows[1]
        let settings = ComparisonSettings(alternative: .greater, nullEffect: -0.02)
        let lift = try RelativeLift(
            control: mean("a", \.y), treatment: mean("c", \.y), definition: .fieller, settings: settings
        ).estimate
        #expect(abs((row.nonInferiority?.pValue ?? -1) - lift.pValue) < 1e-9)
        #expect(row.nonInferiority?.holds == (lift.pValue <= 0.05))
    }

    @Test func pValuesAreCorrectedOverAllMetricsAndVariants() async throws {
        let sheet = try Sheet(Self.data.text)
        for (correction, method) in [
            (Question.Correction.holm, MultipleTesting.holm), (.benjaminiHochberg, .benjaminiHochberg),
        ] {
            let rows = try await sheet.answer("mean:y", "proportion:bought", "ratio:clicks/views") {
                $0.correction = correction
            }.rows
            #expect(rows.count == 6)
            #expect(rows.compactMap(\.pValueAdjusted) == (try method.adjusted(rows.compactMap(\.pValue))))
        }
    }
}
