/// How much better than at random a score targets.
public enum UpliftScore {
    /// What the area between a score's curve and the straight line of targeting at random is measured in.
    public enum Measure: String, Sendable, Codable, CaseIterable {
        /// As a share of the perfect curve's area: 0 at random, 1 when perfect. Of successes only.
        case shareOfPerfect
        /// The outcome's unit: how much more a unit gains, in the mean over all shares that could be targeted. The uplift curve
        /// counts all units, the Qini curve treated ones.
        case gainPerUnit
    }

    /// The area between the score's curve and the straight line of targeting at random; a perfect curve counts losses.
    ///
    /// - Throws: `undefined` where there is no perfect curve, or none that is better than random.
    public static func area(
        _ kind: UpliftCurve.Kind, as measure: Measure, of sample: UpliftSample
    ) throws(StatisticsError) -> Double {
        try area(kind, as: measure, of: sample) { _ in 1 }
    }

    /// The same, of a sample in which units occur any number of times.
    static func area(
        _ kind: UpliftCurve.Kind, as measure: Measure, of sample: UpliftSample, times: (Int) -> Int
    ) throws(StatisticsError) -> Double {
        let (curve, all) = (UpliftCurve(kind, of: sample, times: times), UpliftTally(sample, times: times))
        switch measure {
        case .shareOfPerfect:
            try requireSuccesses(sample)
            return try share(of: curve, .perfect(kind, of: all))
        case .gainPerUnit:
            return (curve.area - curve.randomArea) / (all.units * (kind == .qini ? all.treatedUnits : all.units))
        }
    }

    private static func requireSuccesses(_ sample: UpliftSample) throws(StatisticsError) {
        guard sample.kind == .successes else { throw .undefined("a perfect curve needs outcomes of 0 and 1") }
    }

    /// (area - random)/(perfect - random).
    ///
    /// - Parameter countsLosses: whether the perfect curve may fall, as when some units lose by being treated; without
    ///   meaning for the uplift curve.
    /// - Throws: `undefined` where no curve is better than random, or outcomes are not successes.
    public static func normalisedArea(
        _ kind: UpliftCurve.Kind, of sample: UpliftSample, countsLosses: Bool = true
    ) throws(StatisticsError) -> Double {
        try requireSuccesses(sample)
        let actual = UpliftCurve(kind, of: sample)
        let perfect =
            countsLosses || kind == .uplift
            ? UpliftCurve.perfect(kind, of: sample) : try UpliftCurve.perfectWithoutLosses(of: sample)
        return try share(of: actual, perfect)
    }

    private static func share(of actual: UpliftCurve, _ perfect: UpliftCurve) throws(StatisticsError) -> Double {
        let best = perfect.area - perfect.randomArea
        guard best != 0 else { throw .undefined("no targeting is better than random here") }
        return (actual.area - perfect.randomArea) / best
    }

    /// How the best-scored share of the units is taken.
    public enum Strategy: String, Sendable, Codable, CaseIterable {
        /// Of all units together.
        case overall
        /// Of each arm by itself.
        case byGroup
    }

    /// Mean outcome of the treated less that of the control among the best-scored share.
    ///
    /// - Parameter share: above 0 and below 1; sizes are rounded down.
    /// - Throws: `outside` for a share that is none, `tooFewUnits` where an arm has no unit among them.
    public static func upliftAt(
        _ share: Double, of sample: UpliftSample, strategy: Strategy
    ) throws(StatisticsError) -> Double {
        guard share > 0, share < 1 else { throw .outside("the share", range: "above 0 and below 1") }
        func rate(_ treated: Bool) throws(StatisticsError) -> Double {
            let all = (0..<sample.count).filter { sample.treated[$0] == treated }
            let chosen =
                switch strategy {
                case .overall: all.filter { $0 < Int(Double(sample.count) * share) }
                case .byGroup: Array(all.prefix(Int(Double(all.count) * share)))
                }
            guard !chosen.isEmpty else { throw .tooFewUnits(in: treated ? .treatment : .control, minimum: 1) }
            return chosen.reduce(0) { $0 + sample.outcomes[$1] } / Double(chosen.count)
        }
        return try rate(true) - rate(false)
    }
}

/// A score's area over targeting at random with an interval by resampling the units of each arm with replacement (Efron 1979).
public struct UpliftBootstrap: Sendable, Codable, Hashable {
    /// The score of the sample itself: 0 at random.
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
