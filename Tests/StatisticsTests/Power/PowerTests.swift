import MarketLabTesting
import Statistics
import Testing

@Suite struct PowerTests {
    @Test(arguments: Alternative.allCases)
    func sizeEffectAndPowerAreOneEquation(alternative: Alternative) throws {
        let sign = alternative == .less ? -1.0 : 1
        let analysis = PowerAnalysis(alternative: alternative, ratio: 0.5)
        let arms = PowerAnalysis.ArmVariances(control: 4, treatment: 9)
        let n = try analysis.controlN(power: 0.8, effect: sign * 0.3, variances: arms)
        #expect(close(try analysis.power(effect: sign * 0.3, variances: arms, controlN: n), 0.8, relative: 1e-8))
        let effect = try analysis.detectableEffect(power: 0.8, variances: arms, controlN: n)
        #expect(close(effect, sign * 0.3, relative: 1e-7))
    }

    @Test func withoutAnEffectPowerIsAlpha() throws {
        let power = try PowerAnalysis().power(effect: 0, variances: .unit, controlN: 30)
        #expect(close(power, 0.05, relative: 1e-8))
    }

    @Test func whatCannotBeSolvedIsRefusedAndNeverNaN() {
        let analysis = PowerAnalysis(alternative: .greater)
        #expect(throws: StatisticsError.self) { try analysis.controlN(power: 0.8, effect: 0, variances: .unit) }
        #expect(throws: StatisticsError.self) { try analysis.controlN(power: 0.8, effect: -1, variances: .unit) }
        #expect(throws: StatisticsError.self) { try analysis.controlN(power: 1, effect: 1, variances: .unit) }
        #expect(throws: StatisticsError.noVariance(in: .control)) {
            try analysis.power(effect: 1, variances: .init(control: 0, treatment: 1), controlN: 10)
        }
        #expect(throws: StatisticsError.self) { try analysis.power(effect: 1, variances: .unit, controlN: 1) }
    }

    /// 2,000 simulated tests of planned power 80 %: their share leaves 77.2...82.8 % with probability 0.2 %.
    @Test func plannedPowerIsReached() throws {
        let n = try PowerAnalysis().controlN(power: 0.8, effect: 0.5, variances: .unit).rounded()
        var found = 0
        for round in 0..<2000 {
            var draws = Draws(seed: 77_000 + UInt64(round))
            func arm(_ shift: Double) -> MeanSample {
                MeanSample(Moments(of: (0..<Int(n)).map { _ in shift + draws.normal() }))
            }
            if try Welch.difference(control: arm(0), treatment: arm(0.5)).pValue < 0.05 { found += 1 }
        }
        #expect((0.772...0.828).contains(Double(found) / 2000))
    }
}
