import Statistics
import Testing

@Suite struct ProportionTests {
    private func sample(_ successes: Int, _ n: Int) throws -> ProportionSample {
        try ProportionSample(successes: successes, n: n)
    }

    /// Newcombe 1998, table II, 56/70 - 48/80: methods 10, 5 (Mee) and 6 (Miettinen and Nurminen).
    @Test(arguments: [
        (ProportionDifference.newcombe, 0.0524, 0.3339), (.score, 0.0533, 0.3377), (.correctedScore, 0.0528, 0.3382),
    ])
    func publishedIntervalsAreMatched(method: ProportionDifference, lower: Double, upper: Double) throws {
        let interval = try method.interval(control: sample(48, 80), treatment: sample(56, 70))
        #expect((interval.lower - lower).magnitude < 6e-5)
        #expect((interval.upper - upper).magnitude < 6e-5)
    }

    @Test(arguments: ProportionDifference.allCases.filter { $0 != .statsmodelsScore })
    func aDifferenceTurnedAroundTurnsItsInterval(method: ProportionDifference) throws {
        let forward = try method.interval(control: sample(3, 40), treatment: sample(9, 35))
        let backward = try method.interval(control: sample(9, 35), treatment: sample(3, 40))
        #expect(close(forward.lower, -backward.upper, relative: 1e-9))
        #expect(close(forward.upper, -backward.lower, relative: 1e-9))
    }

    @Test func armsWithoutSuccessesStillHaveIntervals() throws {
        for method in [ProportionDifference.newcombe, .score, .correctedScore, .agrestiCaffo] {
            let interval = try method.interval(control: sample(0, 20), treatment: sample(0, 10))
            #expect(interval.lower < 0 && interval.upper > 0)
        }
        #expect(throws: StatisticsError.self) {
            try ProportionRatio.log.interval(control: sample(0, 20), treatment: sample(1, 10))
        }
    }

    /// Barnard's two tables 9/10 - 3/10 and its mirror image are equally extreme: both count.
    @Test func equallyExtremeTablesCountTogether() throws {
        let pValue = try UnconditionalExactTest.barnard.pValue(control: sample(3, 10), treatment: sample(9, 10))
        #expect(close(pValue, 0.00795555114746094, relative: 1e-9))
    }

    @Test func aCountOutsideItsSampleIsRefused() {
        #expect(throws: StatisticsError.self) { try sample(5, 4) }
        #expect(throws: StatisticsError.self) { try sample(-1, 4) }
    }
}
