import MarketLabTesting
import Statistics
import Testing

@Suite struct KolmogorovSmirnovTests {
    /// scipy's kstwo.sf for n evenly spread values that are moved together by the distance wanted.
    @Test(arguments: [
        (5, 0.3, 0.664), (20, 0.2, 0.352720173623415), (20, 0.45, 0.00032446411409554644),
        (100, 0.1, 0.2526927570063874), (100, 0.2, 0.0005551927327988775), (1000, 0.03, 0.3226902143914636),
        (1000, 0.06, 0.001428597887952891), (3000, 0.02, 0.17889813623188966), (10_000, 0.01, 0.2682191277029192),
    ])
    func pValuesAreScipys(n: Int, distance: Double, pValue: Double) throws {
        let values = (1...n).map { min(1, max(0, Double($0) / Double(n) - distance)) }
        let test = try KolmogorovSmirnov(uniform: values)
        #expect(close(test.statistic, distance, relative: 1e-9))
        #expect(close(test.pValue, pValue, relative: n > 2000 ? 1e-2 : 1e-6))
    }

    /// False alarm: 1 % by construction of the level, had the seed not been fixed.
    @Test func uniformValuesPass() throws {
        var draws = Draws(seed: 11)
        #expect(try KolmogorovSmirnov(uniform: (0..<2000).map { _ in draws.uniform() }).pValue > 0.01)
    }

    @Test func valuesThatCrowdNearZeroFail() throws {
        var draws = Draws(seed: 12)
        let crowded = (0..<500).map { _ in draws.uniform() * draws.uniform() }
        #expect(try KolmogorovSmirnov(uniform: crowded).pValue < 1e-6)
    }

    /// The p-values of Welch's test on arms that do not differ; false alarm 1 %, had the seed not been fixed.
    @Test func aTestThatKeepsItsLevelHasUniformPValues() throws {
        let pValues = try (0..<1000).map { round in
            var draws = Draws(seed: 1000 + UInt64(round))
            func arm() -> MeanSample { MeanSample(Moments(of: (0..<100).map { _ in draws.normal() })) }
            return try Welch.difference(control: arm(), treatment: arm()).pValue
        }
        #expect(try KolmogorovSmirnov(uniform: pValues).pValue > 0.01)
    }

    @Test func whatIsNoPValueIsRefused() {
        #expect(throws: StatisticsError.self) { try KolmogorovSmirnov(uniform: []) }
        #expect(throws: StatisticsError.self) { try KolmogorovSmirnov(uniform: [0.5, .nan]) }
        #expect(throws: StatisticsError.self) { try KolmogorovSmirnov(uniform: [1.5]) }
    }
}
