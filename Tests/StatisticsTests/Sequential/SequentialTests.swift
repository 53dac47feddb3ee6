import MarketLabTesting
import Statistics
import Testing

@Suite struct SequentialTests {
    private func sequence(_ effect: Double, _ settings: ComparisonSettings) throws -> Estimate {
        let fixed = try Estimate(testing: effect, standardError: 1)
        return try ConfidenceSequence(of: fixed, units: 3000, settings: settings).estimate
    }

    @Test func pIsBelowAlphaExactlyWhenTheIntervalLeavesOutTheNull() throws {
        for effect in stride(from: -7.0, through: 7, by: 0.31) {
            for alternative in Alternative.allCases {
                let estimate = try sequence(effect, .init(alternative: alternative, nullEffect: 0.2))
                #expect(estimate.excludes(0.2) == (estimate.pValue <= 0.05))
            }
        }
    }

    /// 1 against the alternative, and from there to the far tail without a step: eq. 161 solved for alpha.
    @Test(arguments: [Alternative.greater, .less]) func aOneSidedPValueGoesFromOneToTheFarTail(alternative: Alternative)
        throws
    {
        let sign = alternative == .greater ? 1.0 : -1
        let settings = ComparisonSettings(alternative: alternative)
        let pValues = try stride(from: -40.0, through: 30, by: 0.01).map { try sequence(sign * $0, settings).pValue }
        #expect(pValues[0] == 1 && pValues.allSatisfy { (0...1).contains($0) })
        #expect(zip(pValues, pValues.dropFirst()).allSatisfy { $0 >= $1 && $0 - $1 < 0.03 })
        for kind in BoundarySequence.Kind.allCases {
            func pValue(_ effect: Double) throws -> Double {
                let fixed = try Estimate(testing: sign * effect, standardError: 1)
                return try BoundarySequence(kind, of: fixed, units: 3_000, tuning: 1_000, settings: settings).estimate
                    .pValue
            }
            #expect(try pValue(-200) == 1 && pValue(0) <= 1 && pValue(30) < 1e-100)
        }
    }

    /// By scipy: quad over the first look's score, correlation sqrt(.5/1.2), brentq for the bound that spends the rest.
    @Test func aLookBeyondThePlanSpendsTheRestByItsTrueInformation() throws {
        let looks = try GroupSequential(informationFractions: [0.5, 1.2], spending: .lateAsOBrienFleming)
        #expect(close(looks.zBounds[0], 2.9625880427275484, relative: 1e-9))
        #expect(close(looks.zBounds[1], 1.971511770093472, relative: 1e-8))
        let all = try GroupSequential.rejectionProbability(
            zBounds: looks.zBounds, informationFractions: looks.informationFractions)
        #expect(close(all, 0.05, relative: 1e-7))
        #expect(throws: StatisticsError.self) { try GroupSequential(informationFractions: [1, 1.2]) }
    }

    @Test func aOneSidedPValueDoesNotBottomOut() throws {
        let pValue = try sequence(30, .init(alternative: .greater)).pValue
        #expect(pValue > 0 && pValue < 1e-100)
    }

    /// Peeks 20 times at an effect of zero: the sequence misses at most 5 % of all paths (by simulation of 2,000 paths;
    /// false alarm below 0.1 %, since it is conservative), and the fixed interval far more.
    @Test func peekingBreaksTheFixedIntervalAndNotTheSequence() throws {
        var (missed, missedByFixed) = (0, 0)
        for path in 0..<2000 {
            var draws = Draws(seed: 5_000 + UInt64(path))
            var (control, treatment) = (Moments(), Moments())
            var (left, leftFixed) = (false, false)
            for _ in 0..<20 {
                for _ in 0..<100 {
                    control.add(draws.normal())
                    treatment.add(draws.normal())
                }
                let fixed = try Welch.difference(control: MeanSample(control), treatment: MeanSample(treatment))
                let always = try ConfidenceSequence(of: fixed, units: control.n + treatment.n, tuning: 1000)
                left = left || always.estimate.excludes(0)
                leftFixed = leftFixed || fixed.excludes(0)
            }
            missed += left ? 1 : 0
            missedByFixed += leftFixed ? 1 : 0
        }
        #expect(Double(missed) / 2000 < 0.05)
        #expect(Double(missedByFixed) / 2000 > 0.15)
    }

    /// Four equal looks at 5 %, two-sided, as printed by ldbounds and gsDesign.
    @Test func spendingBoundsAreThePublishedOnes() throws {
        let published: [(GroupSequential.Spending, [Double])] = [
            (.lateAsOBrienFleming, [4.333, 2.963, 2.359, 2.014]), (.earlyAsPocock, [2.368, 2.368, 2.358, 2.350]),
        ]
        for (spending, expected) in published {
            let bounds = try GroupSequential(informationFractions: [0.25, 0.5, 0.75, 1], spending: spending).zBounds
            for (bound, z) in zip(bounds, expected) { #expect(abs(bound - z) < 1e-3, "\(bound) of \(z)") }
        }
    }

    @Test func aGroupSequentialDesignSpendsItsLevelAndNoMore() throws {
        for spending in [GroupSequential.Spending.power(2), .lateAsOBrienFleming, .earlyAsPocock] {
            let fractions = [0.3, 0.55, 0.8, 1]
            let design = try GroupSequential(informationFractions: fractions, spending: spending)
            let level = try GroupSequential.rejectionProbability(
                zBounds: design.zBounds, informationFractions: fractions)
            #expect(close(level, 0.05, relative: 1e-6))
            #expect(try #require(design.zBounds.last) >= StandardNormal.quantile(upperTail: 0.025))
        }
    }

    /// Jennison and Turnbull 2000, tables 2.1 and 2.3: Pocock and O'Brien-Fleming at 5 %, two-sided.
    @Test(arguments: [(2, 2.178, 1.977), (3, 2.289, 2.004), (4, 2.361, 2.024), (5, 2.413, 2.040)])
    func classicBoundsArePublishedOnes(looks: Int, pocock: Double, obrienFleming: Double) throws {
        #expect((try GroupSequential.pocockBound(looks: looks) - pocock).magnitude < 6e-4)
        #expect((try GroupSequential.obrienFlemingBound(looks: looks) - obrienFleming).magnitude < 6e-4)
    }

    @Test func theMixtureRatiosPValueNeverRises() throws {
        var test = try MixtureSPRT(unitVariance: 1, effectVariance: 0.01)
        test.look(effect: 0.2, unitsPerArm: 1000)
        let before = test.pValue
        test.look(effect: 0, unitsPerArm: 2000)
        #expect(test.pValue == before)
        #expect(before < 0.05)
    }
}
