/// Quantiles of values held in memory.
public enum OrderStatistics {
    /// The quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996, as in R and NumPy).
    ///
    /// - Precondition: at least one value, in rising order, and a probability within 0...1.
    public static func quantile(_ sorted: [Double], _ probability: Double) -> Double {
        let position = probability * Double(sorted.count - 1)
        let below = max(0, min(sorted.count - 1, Int(position)))
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
    }
}

/// The error of one experiment that runs through time, from its blocks: the whole is estimated again without each of them.
///
/// For any estimate that is a smooth function of totals (Quenouille 1956; Tukey 1958; for batches of one simulated run
/// Muñoz and Glynn 1997, "A batch means methodology for estimation of a nonlinear function of a steady-state mean").
/// Where the estimate is a mean over blocks of equal weight it is the method of batch means. Blocks must be long beside
/// the time for which what happens depends on what happened before.
public enum BlockJackknife {
    /// The whole's estimate with the standard error ((B - 1)/B sum((x_b - mean)^2))^(1/2), where x_b is the estimate without
    /// block b, and a t interval on B - 1 degrees of freedom.
    ///
    /// - Throws: `tooFewValues` below two blocks, `noVariance` where leaving out blocks changes nothing, `outside` for a
    ///   level that is none.
    public static func estimate(
        _ whole: Double, without: [Double], level: Double = 0.95
    ) throws(StatisticsError) -> Estimate {
        let moments = Moments(of: without)
        guard moments.n > 1 else { throw .tooFewValues(moments.n, minimum: 2) }
        let degreesOfFreedom = Double(moments.n - 1)
        let variance = moments.populationVariance * degreesOfFreedom
        return try Estimate(
            testing: whole, standardError: variance > 0 ? variance.squareRoot() : 0, degreesOfFreedom: degreesOfFreedom,
            level: level)
    }
}

/// Intervals of a difference of two arms' statistics by resampling each arm with replacement (Efron 1979).
///
/// For statistics that have no standard error formula; takes time in proportion to resamples times units.
public struct Bootstrap: Sendable, Codable, Hashable {
    /// Statistic of the treatment arm minus that of the control arm.
    public let effect: Double
    /// Standard deviation of the resampled effects.
    public let standardError: Double
    /// Quantiles of the resampled effects.
    public let percentile: Interval
    /// The percentile interval turned over at the effect.
    public let basic: Interval
    /// Bias-corrected and accelerated (Efron 1987); nil where all jackknife values, or all resampled effects, agree.
    public let accelerated: Interval?

    /// - Parameters:
    ///   - resamples: how many, at least 100.
    ///   - generator: the source of randomness; the same state gives the same intervals.
    ///   - statistic: of one arm's values; called with as many values as the arm has, or one fewer.
    /// - Throws: `tooFewUnits` below two units in an arm, `outside` for a level or number of resamples out of range.
    public init(
        control: [Double], treatment: [Double], level: Double = 0.95, resamples: Int = 10_000,
        using generator: inout some RandomNumberGenerator, statistic: ([Double]) -> Double
    ) throws(StatisticsError) {
        try Interval.check(level: level)
        guard control.count > 1 else { throw .tooFewUnits(in: .control) }
        guard treatment.count > 1 else { throw .tooFewUnits(in: .treatment) }
        guard resamples >= 100 else { throw .outside("the number of resamples", range: "at least 100") }
        let effect = statistic(treatment) - statistic(control)
        var (first, second) = (treatment, control)
        var effects: [Double] = []
        effects.reserveCapacity(resamples)
        for _ in 0..<resamples {
            Self.resample(treatment, into: &first, using: &generator)
            Self.resample(control, into: &second, using: &generator)
            effects.append(statistic(first) - statistic(second))
        }
        effects.sort()
        self.effect = effect
        standardError = Moments(of: effects).standardDeviation
        let tail = (1 - level) / 2
        let ends = (OrderStatistics.quantile(effects, tail), OrderStatistics.quantile(effects, 1 - tail))
        percentile = Interval(lower: ends.0, upper: ends.1, level: level)
        basic = Interval(lower: 2 * effect - ends.1, upper: 2 * effect - ends.0, level: level)
        var influence = Influence()
        influence.add(treatment, sign: 1, statistic)
        influence.add(control, sign: -1, statistic)
        accelerated = Self.accelerated(effects, effect, influence.acceleration, tail, level)
    }

    /// The high half of a 64-bit draw times the count: biased by count/2^64, and one draw a value.
    private static func resample(
        _ values: [Double], into sample: inout [Double], using generator: inout some RandomNumberGenerator
    ) {
        let count = UInt64(values.count)
        for index in sample.indices {
            sample[index] = values[Int(generator.next().multipliedFullWidth(by: count).high)]
        }
    }

    private static func accelerated(
        _ effects: [Double], _ effect: Double, _ acceleration: Double?, _ tail: Double, _ level: Double
    ) -> Interval? {
        // Ties count half, as for a discrete statistic such as a median.
        let below = Double(effects.count { $0 < effect }) + 0.5 * Double(effects.count { $0 == effect })
        let share = below / Double(effects.count)
        guard let acceleration, share > 0, share < 1 else { return nil }
        let bias = StandardNormal.quantile(share)
        func end(_ z: Double) -> Double {
            let shifted = bias + z
            return OrderStatistics.quantile(
                effects, StandardNormal.lowerTail(bias + shifted / (1 - acceleration * shifted)))
        }
        let z = StandardNormal.quantile(upperTail: tail)
        return Interval(lower: end(-z), upper: end(z), level: level)
    }
}

/// What the jackknife says of each value's pull on the effect: Efron's acceleration, summed over the arms.
private struct Influence {
    private var cubes = 0.0
    private var squares = 0.0

    /// nil where nothing moves.
    var acceleration: Double? { squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : nil }

    mutating func add(_ values: [Double], sign: Double, _ statistic: ([Double]) -> Double) {
        var left = values
        let jackknife = values.indices.map { index in
            let removed = left.remove(at: index)
            defer { left.insert(removed, at: index) }
            return sign * statistic(left)
        }
        let n = Double(values.count)
        let centre = jackknife.reduce(0, +) / n
        for value in jackknife {
            let pull = (n - 1) * (centre - value) / n
            cubes += pull * pull * pull
            squares += pull * pull
        }
    }
}
