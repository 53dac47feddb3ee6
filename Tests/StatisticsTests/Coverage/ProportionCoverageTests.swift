import Statistics
import Testing

/// Intervals of proportions. Counts are discrete, so that an interval's true coverage is near 95 % and not at it; the
/// rates here are ones at which it is. See `Coverage` for the false-alarm rate.
@Suite struct ProportionCoverageTests {
    private func sample(_ draws: inout Draws, _ n: Int, _ rate: Double) throws -> ProportionSample {
        try ProportionSample(successes: (0..<n).count { _ in draws.isSuccess(rate) }, n: n)
    }

    @Test(arguments: [ProportionInterval.wald, .wilson, .agrestiCoull, .jeffreys])
    func oneRateIsCovered(method: ProportionInterval) throws {
        let share = try Coverage.share(of: 0.3, seed: 21) { draws in
            try method.interval(sample(&draws, 400, 0.3))
        }
        #expect(Coverage.band.contains(share))
    }

    /// Never below 95 % by construction; false alarm of the lower end below 0.2 %.
    @Test func theExactIntervalIsConservative() throws {
        let share = try Coverage.share(of: 0.02, seed: 22) { draws in
            try ProportionInterval.clopperPearson.interval(sample(&draws, 150, 0.02))
        }
        #expect(share >= 0.935)
    }

    @Test(arguments: ProportionDifference.allCases.filter { $0 != .statsmodelsScore })
    func theDifferenceOfTwoRatesIsCovered(method: ProportionDifference) throws {
        let share = try Coverage.share(of: 0.1, seed: 23) { draws in
            try method.interval(control: sample(&draws, 250, 0.3), treatment: sample(&draws, 200, 0.4))
        }
        #expect(Coverage.band.contains(share))
    }

    @Test(arguments: ProportionRatio.allCases)
    func theRatioOfTwoRatesIsCovered(method: ProportionRatio) throws {
        let share = try Coverage.share(of: 0.4 / 0.3, seed: 24) { draws in
            try method.interval(control: sample(&draws, 250, 0.3), treatment: sample(&draws, 200, 0.4))
        }
        #expect(Coverage.band.contains(share))
    }

    @Test(arguments: OddsRatio.allCases)
    func theOddsRatioIsCovered(method: OddsRatio) throws {
        let share = try Coverage.share(of: (0.4 / 0.6) / (0.3 / 0.7), seed: 25) { draws in
            try method.interval(control: sample(&draws, 250, 0.3), treatment: sample(&draws, 200, 0.4))
        }
        #expect(Coverage.band.contains(share))
    }

    @Test func theDifferenceByTheTTestIsCovered() throws {
        let share = try Coverage.share(of: 0.02, seed: 26) { draws in
            try Welch.difference(control: sample(&draws, 800, 0.1), treatment: sample(&draws, 800, 0.12)).interval
        }
        #expect(Coverage.band.contains(share))
    }
}
