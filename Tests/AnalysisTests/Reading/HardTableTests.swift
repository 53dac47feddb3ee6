import Analysis
import MarketLabTesting
import Statistics
import Testing

/// Tables that mislead a readout which does not look at them: values were computed apart with numpy and scipy.
@Suite struct HardTableTests {
    private func near(_ a: Double?, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
        a.map { abs($0 - b) <= tolerance * max(1, abs(b)) } ?? false
    }

    /// So many successes of so many units, in arms a and b.
    private func rates(_ a: (Int, Int), _ b: (Int, Int)) -> String {
        func rows(_ arm: String, _ counts: (Int, Int)) -> [String] {
            (0..<counts.1).map { "\(arm),\($0 < counts.0 ? 1 : 0)" }
        }
        return (["arm,y"] + rows("a", a) + rows("b", b)).joined(separator: "\n")
    }

    // MARK: - Caps

    /// Every order costs 35.50 in both arms; some users of the variant order a hundred times.
    @Test(arguments: [".98", "revenue=.98"]) func aCapTakesAlikeFromBothSidesOfARatio(rule: String) async throws {
        let row = try await Sheet(input: "ratio-cap.csv").answer("ratio:revenue/orders") {
            $0.winsorising = [try? Winsorising(parsing: rule)].compactMap(\.self)
        }.rows[0]
        #expect(near(row.mean, 35.5) && near(row.meanControl, 35.5))
        #expect(near(row.relative?.estimate, 0, 1e-12))
        #expect(row.winsorised?.map(\.column) == ["revenue", "orders"])
        #expect(row.winsorised?.map { $0.upper?.units } == [4, 4])
    }

    @Test func eachSideOfARatioCanBeCappedByItself() async throws {
        let row = try await Sheet(input: "ratio-cap.csv").answer("ratio:revenue/orders") {
            $0.winsorising = ["revenue=.98", "orders=none"].compactMap { try? Winsorising(parsing: $0) }
        }.rows[0]
        #expect(row.winsorised?.map(\.column) == ["revenue"])
        #expect(near(row.mean, 13.55, 1e-3) && near(row.meanControl, 25.27, 1e-3))
    }

    static let spread = (["arm,y"] + (1...100).flatMap { ["a,\($0 > 60 ? $0 : 0)", "b,\($0 > 60 ? $0 + 1 : 0)"] })
        .joined(separator: "\n")

    @Test func capsAreAtBothEndsAndOfThoseWithSomething() async throws {
        let sheet = try Sheet(Self.spread)
        let row = try await sheet.answer("mean:y") {
            $0.winsorising = [try? Winsorising(parsing: "y=.25:.75")].compactMap(\.self)
            $0.capsOver = .nonzero
        }.rows[0]
        // numpy: np.quantile of the 80 totals above 0.
        #expect(row.winsorised?[0].lower?.cap == 71 && row.winsorised?[0].upper?.cap == 91)
        #expect(row.winsorised?[0].over == "nonzero")
        // Who has nothing is not raised to the lower cap.
        let low = (61...100).map { min(max(Double($0), 71), 91) }.reduce(0, +) / 100
        #expect(near(row.meanControl, low))
        let all = try await sheet.answer("mean:y") {
            $0.winsorising = [try? Winsorising(parsing: "y=.1:.9")].compactMap(\.self)
        }.rows[0]
        #expect(all.winsorised?[0].lower?.cap == 0 && all.winsorised?[0].upper?.units == 10)
    }

    @Test func unitsOverAThresholdAreLeftOutAndCounted() async throws {
        let answer = try await Sheet(Self.spread).answer("mean:y") {
            $0.drops = [try? DropRule(parsing: "y=95")].compactMap(\.self)
        }
        #expect(answer.rows[0].n == 94 && answer.rows[0].nControl == 95)
        #expect(near(answer.rows[0].meanControl, Double((61...95).reduce(0, +)) / 95))
        #expect(answer.remarks.contains { $0.contains("y above 95 are left out: 5 of a, 6 of b") })
    }

    // MARK: - Arms without variance, and rare events

    /// scipy.stats.ttest_ind(b, a, equal_var=False) and its confidence_interval().
    @Test(arguments: ["mean:y", "proportion:y"]) func anArmWithoutVarianceIsCompared(metric: String) async throws {
        let row = try await Sheet(rates((0, 50), (7, 50))).answer(metric).rows[0]
        #expect(near(row.difference?.estimate, 0.14) && near(row.degreesOfFreedom, 49))
        #expect(near(row.pValue, 0.0068334001495706015))
        #expect(near(row.difference?.lower, 0.04038620771) && near(row.difference?.upper, 0.23961379229))
        #expect(row.relative == nil && row.note?.contains("control mean is zero") == true)
    }

    static let methods: [@Sendable (inout Question) -> Void] = [
        { $0.method = .normal }, { $0.method = .sequential }, { $0.method = .bayesian }, { $0.method = .confseq },
        { $0.alternative = .greater },
        {
            $0.method = .groupSequential
            $0.looks = LookPlan(information: 1)
        },
        {
            $0.method = .msprt
            $0.effectDeviation = 0.1
        },
    ]

    @Test(arguments: methods.indices) func everyMethodComparesAnArmWithoutVariance(index: Int) async throws {
        let falls = try await Sheet(rates((70, 1_000), (0, 1_000))).answer("proportion:y") { Self.methods[index](&$0) }
        let rises = try await Sheet(rates((0, 1_000), (70, 1_000))).answer("proportion:y") { Self.methods[index](&$0) }
        #expect(falls.rows[0].relative?.estimate == -1)
        for row in [falls.rows[0], rises.rows[0]] {
            // Over a control mean of 0 no effect has a likely size.
            if row.method.contains("SPRT"), row.meanControl == 0 { continue }
            #expect(row.difference?.lower != nil || row.difference?.upper != nil)
            #expect(row.pValue != nil || row.posterior != nil)
        }
    }

    /// Where nothing varies at all the difference stands without an interval.
    @Test func constantArmsHaveADifferenceAndNoInterval() async throws {
        let row = try await Sheet("arm,y\na,2\na,2\nb,3\nb,3\n").answer("mean:y").rows[0]
        #expect(row.difference?.estimate == 1 && row.difference?.lower == nil && row.difference?.standardError == nil)
        #expect(row.relative?.estimate == 0.5 && row.relative?.lower == nil && row.pValue == nil)
        #expect(row.note?.contains("nothing varies") == true)
    }

    /// 4 of 1,000 against 16 of 1,000: Fieller's ends by scipy.optimize.brentq of its equation.
    @Test func rareEventsHaveALiftThatAgreesWithTheirDifference() async throws {
        let sheet = try Sheet(rates((4, 1_000), (16, 1_000)))
        let posterior = try await sheet.answer("proportion:y") { $0.method = .bayesian }.rows[0]
        #expect(near(posterior.posterior?.chanceToWin, 0.9965368273277434, 1e-12))
        #expect(near(posterior.relative?.lower, 0.5396263, 1e-7))
        let fixed = try await sheet.answer("proportion:y") { $0.lift = .fieller }.rows[0]
        #expect(near(fixed.pValue, 0.00700561241625665, 1e-10))
        #expect(near(fixed.relative?.lower, 0.5383623425921769) && near(fixed.relative?.upper, 192.84532932851184))
        let score = try await sheet.answer("proportion:y").rows[0]
        #expect(score.relative?.lower ?? 0 > 0.4 && score.relativeDefinition == "score")
    }

    /// With a flat prior, on 1,000 tables of means and proportions of all sizes of effect.
    @Test func theChanceToWinIsThatOfTheDifference() async throws {
        var state: UInt64 = 11
        func uniform() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) / 9_007_199_254_740_992
        }
        for _ in 0..<1_000 {
            let (rate, shift) = (0.02 + 0.5 * uniform(), 6 * (uniform() - 0.5))
            let rows = (0..<(10 + Int(60 * uniform()))).map { unit -> String in
                let value = (uniform() - 0.5) * 10 + (unit % 2 == 0 ? 0 : shift)
                return "\(unit % 2 == 0 ? "a" : "b"),\(value),\(unit < 4 || uniform() < rate ? 1 - unit / 2 % 2 : 0)"
            }
            let answer = try await Sheet("arm,y,b\n" + rows.joined(separator: "\n")).answer(
                "mean:y", "proportion:b", threads: 1
            ) { $0.method = .bayesian }
            for row in answer.rows {
                let (difference, chance) = (try #require(row.difference), try #require(row.posterior?.chanceToWin))
                let expected = StandardNormal.lowerTail(difference.estimate / (difference.standardError ?? 0))
                #expect(abs(chance - expected) < 1e-9)
                // What is shown beside it says the same.
                guard let lower = row.relative?.lower, let upper = row.relative?.upper else { continue }
                #expect((chance > 0.975) == (lower > 0) && (chance < 0.025) == (upper < 0))
            }
        }
    }

    @Test func aLiftOverWhatMayBeZeroHasNoEnds() async throws {
        let row = try await Sheet(rates((1, 50), (9, 50))).answer("mean:y").rows[0]
        #expect(row.relative?.lower == nil && row.relative?.upper == nil && near(row.relative?.estimate, 8))
        #expect(row.note?.contains("no bounded interval (Fieller)") == true)
        let score = try await Sheet(rates((1, 50), (9, 50))).answer("proportion:y").rows[0]
        #expect(score.relative?.lower != nil && score.relative?.upper != nil)
    }

    @Test(arguments: [
        (Question.Lift.fieller, "Fieller"), (.score, "score"), (.delta, "delta method"), (.log, "log ratio"),
    ])
    func aLiftSaysHowItsIntervalIsMade(lift: Question.Lift, name: String) async throws {
        let sheet = try Sheet(MadeUp(3_000).text)
        let row = try await sheet.answer("proportion:bought") { $0.lift = lift }.rows[0]
        #expect(row.relativeDefinition == name)
        if lift != .score {
            let clustered = try await sheet.answer("mean:y") {
                $0.lift = lift
                $0.cluster = "store"
            }.rows[0]
            #expect(clustered.relativeDefinition == name)
        }
    }

    // MARK: - Quantiles

    @Test func aTiedQuantileIsNoEffect() async throws {
        let row = try await Sheet(input: "tied-quantile.csv").answer("quantile:.9:seconds").rows[0]
        #expect(row.mean == 4 && row.meanControl == 5 && row.difference?.estimate == -1)
        // 10,000 permutations of the labels: .94.
        #expect(row.pValue ?? 0 > 0.9)
        #expect(row.interval?.lower == 4 && row.interval?.upper == 5)
        #expect(row.intervalControl?.lower == 4 && row.intervalControl?.upper == 5)
        #expect(row.difference?.lower == -1 && row.difference?.upper == 1)
    }

    // MARK: - Covariates

    @Test func aCovariateThatDiffersIsSaid() async throws {
        let row = try await Sheet(input: "covariate-differs.csv").answer("mean:spend") {
            $0.covariates = [Covariate(parsing: "spend_before")]
        }.rows[0]
        #expect(near(row.balance?[0].pValue, 1.99e-9, 1e-2))
        #expect(row.balance?[0].isOff == true && row.note?.contains("differs between the arms") == true)
        let sound = try await Sheet(MadeUp(3_000).text).answer("mean:y") { $0.covariates = [Covariate(parsing: "x")] }
        #expect(sound.rows[0].note == nil && sound.rows[0].balance?[0].isOff == false)
    }

    /// x tells the arms apart and nothing else: CUPED on it would take the effect out.
    @Test(arguments: [("1", "2", "within the arms"), ("1", "9", "within the arms"), ("1", "$", "within control")])
    func aCovariateThatDoesNotVaryWithinAnArmAdjustsNothing(a: String, b: String, words: String) async throws {
        let rows = (0..<40).flatMap { ["a,\($0 % 7),\(a)", "b,\($0 % 7 + 3),\(b == "$" ? "\($0)" : b)"] }
        let sheet = try Sheet("arm,y,x\n" + rows.joined(separator: "\n"))
        let row = try await sheet.answer("mean:y") { $0.covariates = [Covariate(parsing: "x")] }.rows[0]
        let plain = try await sheet.answer("mean:y").rows[0]
        #expect(row.difference == plain.difference && row.adjustment == nil)
        #expect(row.note?.contains("x does not vary \(words) and adjusts nothing") == true, "\(row.note ?? "")")
        #expect(row.balance?[0].adjusts == false && row.balance?[0].isConstant == (b != "$"))
    }

    @Test func aCovariateOnEveryRowOfAUnitIsTakenOnce() async throws {
        let units = MadeUp(600).units
        let once = units.map { "\($0.name),\($0.arm),\($0.y),\($0.x)" }
        let often = units.flatMap { unit in
            (0..<(1 + unit.views % 4)).map { "\(unit.name),\(unit.arm),\($0 == 0 ? unit.y : 0),\(unit.x)" }
        }
        func answer(_ rows: [String]) async throws -> MetricAnswer {
            try await Sheet("user,arm,y,x\n" + rows.joined(separator: "\n")).answer("mean:y") {
                $0.unit = "user"
                $0.covariates = [Covariate(parsing: "x")]
            }.rows[0]
        }
        #expect(try await answer(often) == answer(once))
        let refusal = try await #require(
            Sheet("user,arm,y,x\nu,a,1,2\nv,b,3,1\nu,a,1,3\n").refusal("mean:y") {
                $0.unit = "user"
                $0.covariates = [Covariate(parsing: "x")]
            })
        #expect(
            refusal
                == "data.csv:4: x: the covariate differs from an earlier row of the same unit; a covariate is one number a "
                + "unit, the same on each of its rows")
    }

    /// numpy, by the first-order factor 1 + D/m_c, and scipy's brentq of Fieller's equation.
    @Test func aMeanAndARatioOverOneHaveOneLift() async throws {
        let sheet = try Sheet(input: "cr.csv")
        for (lift, lower, upper) in [
            (Question.Lift.delta, 0.022166249452833006, 0.22818288166600836),
            (.fieller, 0.02851980700799979, 0.24042484223578123),
        ] {
            let rows = try await sheet.answer("ratio:y/one", "mean:y") {
                $0.covariates = [Covariate(parsing: "x")]
                $0.lift = lift
            }.rows
            for row in rows {
                #expect(near(row.relative?.estimate, 0.1251745655594207, 1e-10))
                #expect(near(row.relative?.lower, lower, 1e-8) && near(row.relative?.upper, upper, 1e-8))
            }
        }
    }

    @Test func meansBeforeAnAdjustmentAreRaw() async throws {
        let rows = "a,u,1\na,u,2\na,u,3\na,u,4\na,v,11\na,v,12\nb,u,1\nb,u,3\nb,v,10\nb,v,12\nb,v,14\nb,v,15\n"
        let row = try await Sheet("arm,st,y\n" + rows).answer("mean:y") { $0.strata = "st" }.rows[0]
        #expect(near(row.meanControl, 5.5) && near(row.mean, 55.0 / 6))
        #expect(near(row.meanControlAdjusted, 7) && near(row.meanAdjusted, 7.375))
        #expect(row.adjustment == "post-stratified by st")
    }

    /// 60 columns of noise beside one that says something: in-sample they would explain what they cannot.
    @Test func crossFittingTakesAnyNumberOfCovariates() async throws {
        var state: UInt64 = 7
        func uniform() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) / 9_007_199_254_740_992
        }
        let names = (0..<60).map { "n\($0)" }
        let rows = (0..<300).map { unit -> String in
            let x = uniform() * 6
            let noise = names.map { _ in "\(uniform())" }.joined(separator: ",")
            return "\(unit % 2 == 0 ? "a" : "b"),\(x + uniform() * 6),\(x),\(2 * x),\(noise)"
        }
        let sheet = try Sheet("arm,y,x,twice,\(names.joined(separator: ","))\n" + rows.joined(separator: "\n"))
        func answer(_ columns: [String], cupac: Bool) async throws -> MetricAnswer {
            try await sheet.answer("mean:y") {
                $0.covariates = columns.map(Covariate.init(parsing:))
                $0.isCrossFitted = cupac
            }.rows[0]
        }
        let alone = try await answer(["x"], cupac: false)
        let all = try await answer(["x"] + names, cupac: false)
        let fitted = try await answer(["x"] + names, cupac: true)
        // Half of the variance is that of x; noise cannot take out more.
        #expect(all.varianceReduction ?? 0 > (alone.varianceReduction ?? 0) + 0.05)
        #expect((0.25...0.52).contains(fitted.varianceReduction ?? 0), "\(fitted.varianceReduction ?? 0)")
        #expect(fitted.adjustment?.hasPrefix("CUPAC on x, n0") == true)
        // One column is twice another: a regression without a ridge has no solution.
        #expect(try await answer(["x", "twice"], cupac: true).difference?.standardError != nil)
        #expect(try await answer(["x", "twice"], cupac: true) == answer(["x", "twice"], cupac: true))
    }

    // MARK: - Sequential tests

    @Test func aOneSidedSequentialPValueReachesOne() async throws {
        let rows = (0..<600).map { "\($0 % 2 == 0 ? "a" : "b"),\($0 % 11 + ($0 % 2 == 0 ? 3 : 0))" }
        let sheet = try Sheet("arm,y\n" + rows.joined(separator: "\n"))
        for method in [Question.Method.sequential, .confseq, .welch, .normal] {
            let row = try await sheet.answer("mean:y") {
                $0.method = method
                $0.alternative = .greater
            }.rows[0]
            #expect(row.pValue ?? 0 > 0.9999 && row.pValue ?? 2 <= 1, "\(method)")
        }
    }

    /// The bound of looks at .5 and 1.2 by scipy: the rest of alpha, with correlation sqrt(.5/1.2).
    @Test func aLookBeyondThePlanSpendsTheRest() async throws {
        let row = try await Sheet(MadeUp(3_000).text).answer("mean:y") {
            $0.method = .groupSequential
            $0.looks = LookPlan(information: 1.2)
            $0.looks?.earlier = [0.5]
        }.rows[0]
        #expect(near(row.look?.bound, 1.971511770093472, 1e-8))
        #expect(near(row.look?.nominalLevel, 0.04866536806250541, 1e-8))
    }

    // MARK: - Uplift and priors

    @Test func equalScoresAreOneGroup() async throws {
        let units = MadeUp(400).units
        func deciles(_ score: (MadeUp.Unit) -> Int) async throws -> [UpliftAnswer.Decile] {
            let rows = units.map { "\($0.arm),\($0.bought),\(score($0))" }
            let row = try await Sheet("arm,y,score\n" + rows.joined(separator: "\n")).answer("proportion:y") {
                $0.uplift = "score"
                $0.resamples = 100
            }.rows[0]
            return try #require(row.uplift).deciles
        }
        let one = try await deciles { _ in 5 }
        #expect(one.count == 1 && one[0].units == units.count { $0.arm == "b" })
        let two = try await deciles { $0.store % 2 }
        #expect(two.map(\.units) == [1, 0].map { store in units.count { $0.arm == "b" && $0.store % 2 == store } })
    }

    /// Conditional normal distribution of (difference, baseline) given one more reading of the difference, by numpy.
    @Test func aPriorOfTheLiftStandsBesideTheFlatOne() async throws {
        let sheet = try Sheet(rates((4, 1_000), (16, 1_000)))
        let row = try await sheet.answer("proportion:y") {
            $0.method = .bayesian
            $0.prior = LiftPrior(mean: 0.1, standardDeviation: 0.5)
        }.rows[0]
        #expect(near(row.posterior?.flat?.chanceToWin, 0.9965368273277434, 1e-12))
        #expect(row.posterior?.prior == LiftPrior(mean: 0.1, standardDeviation: 0.5))
        let (noise, seen) = (0.002 * 0.002, 0.012)
        let variance = (0.004 * 0.996 + 0.016 * 0.984) / 999
        let kept = noise / (noise + variance)
        let mean = kept * seen + (1 - kept) * 0.0004
        #expect(
            near(row.difference?.estimate, mean) && near(row.difference?.standardError, (variance * kept).squareRoot()))
        #expect(near(row.posterior?.chanceToWin, StandardNormal.lowerTail(mean / (variance * kept).squareRoot())))
        // The baseline is the same contrast's: its covariance with the difference is less its own variance.
        let baselineVariance = 0.004 * 0.996 / 999
        let informed = 0.004 - baselineVariance * (0.0004 - seen) / (variance + noise)
        #expect(near(row.posterior?.baseline, informed) && near(row.relative?.estimate, mean / informed))
        #expect(row.relativeDefinition == "Fieller, baseline updated")
        let refusal = await sheet.refusal("proportion:y") { $0.prior = LiftPrior(standardDeviation: 0.5) }
        #expect(refusal?.contains("--method bayesian only") == true)
    }
}
