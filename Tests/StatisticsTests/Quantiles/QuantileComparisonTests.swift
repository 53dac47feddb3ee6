import Foundation
import MarketLabTesting
import Statistics
import Testing

/// The test of a common quantile with and without ties, and its intervals.
@Suite struct QuantileComparisonTests {
    private static let z = StandardNormal.quantile(upperTail: 0.025)

    /// 2,000 tables of 400 units an arm, whole seconds of which a share is 0; without ties any seconds. A test of exactly 5 %
    /// leaves 3.5 to 6.5 % with a probability of 0.2 %, so that seeds are fixed.
    @Test(arguments: [nil, 0, 0.3, 0.6, 0.9] as [Double?]) func equalArmsAreRejectedAtTheLevel(zeros: Double?) throws {
        let shares = try TestSeeds.all.map { seed -> Double in
            var draws = Draws(seed: 700 + seed << 32 + UInt64(100 * (zeros ?? 2)))
            func value() -> Double {
                let seconds = draws.exponential(mean: 8)
                guard let zeros else { return seconds }
                return draws.isSuccess(zeros) ? 0 : seconds.rounded(.up)
            }
            var rejected = 0
            for _ in 0..<2_000 {
                let comparison = try QuantileComparison(
                    control: (0..<400).map { _ in [value()] }, treatment: (0..<400).map { _ in [value()] },
                    probability: 0.9, clustered: false)
                if comparison.statistic(difference: 0).magnitude > Self.z { rejected += 1 }
            }
            return Double(rejected) / 2_000
        }
        let share = shares.reduce(0, +) / Double(shares.count)
        print(
            String(format: "A/A of .9 quantiles rejects %5.2f %%, zeros: ", 100 * share)
                + "\(zeros.map { "\($0)" } ?? "no ties")")
        #expect(share <= 0.065 && (zeros != nil || share >= 0.035), "\(share)")
    }

    /// All shifts are tried: the interval holds those that the test does not reject, and no other.
    @Test(arguments: [false, true]) func theIntervalIsTheTestInverted(isTied: Bool) throws {
        var draws = Draws(seed: 17)
        for _ in 0..<20 {
            func arm(_ mean: Double) -> [Double] {
                (0..<60).map { _ in isTied ? draws.exponential(mean: mean).rounded() : draws.exponential(mean: mean) }
            }
            let (control, treatment) = (arm(4), arm(5))
            let comparison = try QuantileComparison(
                control: control.map { [$0] }, treatment: treatment.map { [$0] }, probability: 0.5, clustered: false)
            let interval = comparison.differences(reach: Self.z, alternative: .twoSided, level: 0.95)
            let shifts = Set(treatment.flatMap { t in control.map { t - $0 } }).sorted()
            let kept = shifts.filter { comparison.statistic(difference: $0).magnitude <= Self.z }
            let (low, high) = (try #require(kept.first), try #require(kept.last))
            // Between two values' differences nothing changes.
            #expect(interval.lower <= low + 1e-9 && interval.upper >= high - 1e-9)
            let below = try #require(shifts.last { $0 < low - 1e-9 })
            let above = try #require(shifts.first { $0 > high + 1e-9 })
            #expect(interval.lower >= below - 1e-9 && interval.upper <= above + 1e-9)
            let p = 2 * StandardNormal.upperTail(comparison.statistic(difference: 0).magnitude)
            #expect((p < 0.05) == !interval.contains(0))
        }
    }

    @Test func theStatisticFallsWithTheShift() throws {
        var draws = Draws(seed: 18)
        let comparison = try QuantileComparison(
            control: (0..<100).map { _ in [draws.exponential().rounded(.up)] },
            treatment: (0..<80).map { _ in [draws.exponential(mean: 2).rounded(.up)] }, probability: 0.8,
            clustered: false)
        let statistics = stride(from: -8.0, through: 8, by: 0.125).map(comparison.statistic(difference:))
        #expect(zip(statistics, statistics.dropFirst()).allSatisfy { $0 >= $1 - 1e-12 })
    }

    /// scipy.stats.binom: the order statistics 40 and 61 of 100 for the median, 84 and 96 for the .9 quantile.
    @Test(arguments: [(0.5, 40.0, 61.0), (0.9, 84, 96)]) func anArmsOwnIntervalIsExact(
        probability: Double, lower: Double, upper: Double
    ) throws {
        let arm = (1...100).map { [Double($0)] }
        let own = try QuantileComparison(control: arm, treatment: arm, probability: probability, clustered: false)
            .intervals(level: 0.95).control
        #expect(own.lower == lower && own.upper == upper)
    }

    /// One event a user is no clustering, with ties or without.
    @Test func usersOfOneEventAreIndependentEvents() throws {
        var draws = Draws(seed: 19)
        let control = (0..<200).map { _ in [draws.exponential(mean: 8).rounded(.up)] }
        let treatment = (0..<200).map { _ in [draws.exponential(mean: 14).rounded(.up)] }
        func statistic(_ clustered: Bool) throws -> Double {
            try QuantileComparison(control: control, treatment: treatment, probability: 0.9, clustered: clustered)
                .statistic(difference: 0)
        }
        // But for n/(n - 1) of the variance between users.
        let ratio = try statistic(true) / statistic(false)
        #expect(abs(ratio - 1) < 0.6 / 199, "\(ratio)")
    }

    /// As many values as a share next to nothing needs cannot be counted: it is refused as any other.
    @Test(arguments: [Double.leastNonzeroMagnitude, 1e-300, 1 - 0x1p-53])
    func aQuantileNextToNothingIsRefused(probability: Double) {
        let arm = (1...50).map { [Double($0)] }
        #expect(throws: StatisticsError.self) {
            try QuantileComparison(control: arm, treatment: arm, probability: probability, clustered: false)
        }
    }

    @Test func tooFewValuesAreRefused() throws {
        let (few, many) = ((1...30).map { [Double($0)] }, (1...60).map { [Double($0)] })
        #expect(throws: StatisticsError.tooFewUnits(in: .treatment, minimum: 35)) {
            try QuantileComparison(control: many, treatment: few, probability: 0.9, clustered: false)
        }
    }
}
