/// A score's area over targeting at random with an interval by resampling the units of each arm with replacement (Efron 1979).
public struct UpliftBootstrap: Sendable, Codable, Hashable {
    /// Of the sample itself: 0 at random.
    public let score: Double
    /// Standard deviation of the resampled scores.
    public let standardError: Double
    /// Quantiles of the resampled scores.
    public let interval: Interval

    /// - Parameters:
    ///   - measure: what the area is measured in.
    ///   - resamples: how many, at least 100; time grows with resamples times units.
    ///   - generator: the source of randomness; the same state gives the same interval.
    ///   - eachResample: called after each, for whoever waits.
    /// - Throws: `outside` for a level or number of resamples out of range, `undefined` where there is no perfect
    ///   curve, or none that is better than random, in the sample or in a resample.
    public init(
        _ kind: UpliftCurve.Kind, as measure: UpliftScore.Measure = .shareOfPerfect, of sample: UpliftSample,
        level: Double = 0.95, resamples: Int = 1_000, using generator: inout some RandomNumberGenerator,
        eachResample: () -> Void = {}
    ) throws(StatisticsError) {
        try Interval.check(level: level)
        guard resamples >= 100 else { throw .outside("the number of resamples", range: "at least 100") }
        score = try UpliftScore.area(kind, as: measure, of: sample)
        let arms = [true, false].map { arm in sample.treated.indices.filter { sample.treated[$0] == arm } }
        var times = [Int](repeating: 0, count: sample.count)
        var scores: [Double] = []
        for _ in 0..<resamples {
            for index in times.indices { times[index] = 0 }
            for units in arms {
                // The high half of a draw times the count: biased by count/2^64, and one draw a unit.
                for _ in units {
                    times[units[Int(generator.next().multipliedFullWidth(by: UInt64(units.count)).high)]] += 1
                }
            }
            scores.append(try UpliftScore.area(kind, as: measure, of: sample) { times[$0] })
            eachResample()
        }
        scores.sort()
        standardError = Moments(of: scores).standardDeviation
        let tail = (1 - level) / 2
        interval = Interval(
            lower: OrderStatistics.quantile(scores, tail), upper: OrderStatistics.quantile(scores, 1 - tail),
            level: level)
    }
}
