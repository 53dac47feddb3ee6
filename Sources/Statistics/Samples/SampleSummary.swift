/// The variance per unit of an adjusted metric y - a in its parts, of which that of f y - a follows for every f.
public struct VarianceParts: Sendable, Codable, Hashable {
    /// Variance of the unadjusted metric y.
    public let unadjusted: Double
    /// Covariance of the unadjusted metric and the adjustment a.
    public let shared: Double
    /// Variance of the adjustment.
    public let adjustment: Double

    /// Without an adjustment, the last two are 0.
    public init(unadjusted: Double, shared: Double = 0, adjustment: Double = 0) {
        self.unadjusted = unadjusted
        self.shared = shared
        self.adjustment = adjustment
    }

    /// Variance per unit of `factor` y - a.
    public func variance(scalingUnadjustedBy factor: Double) -> Double {
        factor * factor * unadjusted + adjustment - 2 * factor * shared
    }
}

/// What a comparison must know of an arm: how many units, the metric's mean and its variance per unit.
///
/// Adjusted samples also answer for the mean before adjustment, which is what a relative lift is divided by. A sample
/// that adjusts nothing needs only the first three; the rest follows.
public protocol SampleSummary: Sendable {
    /// How many independent units (users, clusters) the arm has.
    var n: Int { get }
    /// The metric's mean per unit, or its ratio; in the metric's unit.
    var mean: Double { get }
    /// Variance per unit: `variance / n` is the squared standard error of `mean`.
    var variance: Double { get }
    /// The mean before any adjustment: the baseline of a relative lift.
    var unadjustedMean: Double { get }
    /// Variance per unit of multiples of the unadjusted metric less the adjustment: what the control arm adds to the
    /// variance of a relative lift, whose baseline is the unadjusted control mean.
    var parts: VarianceParts { get }
    /// The factor that the delta method puts on the unadjusted control metric when `treatment` is divided by it.
    func baselineFactor(against treatment: Self) -> Double
    /// Throws if the arm has no usable variance by itself.
    func requireVariance(as arm: Arm) throws(StatisticsError)
}

extension SampleSummary {
    /// The mean itself, where nothing is adjusted.
    public var unadjustedMean: Double { mean }

    /// The variance itself, where nothing is adjusted.
    public var parts: VarianceParts { VarianceParts(unadjusted: variance) }

    /// d((t - c)/u): one for c itself and (t - c)/u for the baseline u that it is divided by.
    public func baselineFactor(against treatment: Self) -> Double { 1 + (treatment.mean - mean) / unadjustedMean }

    /// Refuses fewer than two units, and a variance that is not positive and finite.
    public func requireVariance(as arm: Arm) throws(StatisticsError) {
        guard n > 1 else { throw .tooFewUnits(in: arm) }
        guard variance > 0, variance.isFinite else { throw .noVariance(in: arm) }
    }

    /// The squared standard error of `mean`.
    public var squaredStandardError: Double { variance / Double(n) }
}

/// An arm of a metric that is a mean over units.
public struct MeanSample: SampleSummary, Codable, Hashable {
    /// Moments of the metric over the arm's units.
    public let moments: Moments

    /// - Parameter moments: of the metric over the arm's units.
    public init(_ moments: Moments) { self.moments = moments }

    /// How many units.
    public var n: Int { moments.n }
    /// Mean per unit, in the metric's unit.
    public var mean: Double { moments.mean }
    /// The unbiased variance per unit.
    public var variance: Double { moments.variance }
}

/// An arm of a metric that is the share of units with a success.
///
/// The variance is p(1 - p), as gbstats has it, not the unbiased n/(n - 1) of it.
public struct ProportionSample: SampleSummary, Codable, Hashable {
    /// How many units succeeded, 0...n.
    public let successes: Int
    /// How many units.
    public let n: Int

    /// - Throws: if `successes` is not within 0...n.
    public init(successes: Int, n: Int) throws(StatisticsError) {
        guard n >= 0, (0...n).contains(successes) else {
            throw .outside("the number of successes", range: "within 0...n")
        }
        self.successes = successes
        self.n = n
    }

    /// The share of successes, 0...1; 0 for an empty arm.
    public var mean: Double { n > 0 ? Double(successes) / Double(n) : 0 }
    /// p(1 - p) per unit.
    public var variance: Double { mean * (1 - mean) }
}
