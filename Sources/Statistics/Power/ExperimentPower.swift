/// What an experiment of two arms can find: solves for its units, for the effect, or for the power, given the other two.
///
/// The variance of a unit is that of the metric, less what a covariate explains (Deng et al. 2013: 1 - r^2), times the design
/// effect of clusters (Kish 1965: 1 + (m - 1) icc). Clusters are the test's units, so that few of them cost degrees of freedom,
/// too. A relative effect is a share of the control mean, which is taken as known.
public struct ExperimentPower: Sendable, Hashable {
    /// The metric in the control arm.
    public enum Baseline: Sendable, Hashable {
        /// A mean over units with its standard deviation between units, also of the linearised unit of a ratio.
        case mean(Double, standardDeviation: Double)
        /// A share of units; the treatment's variance follows from its own rate.
        case rate(Double)
    }

    /// Units that are assigned, and go, together.
    public struct Clusters: Sendable, Hashable {
        /// Units in a cluster, at least 1.
        public var size: Double
        /// Share of the variance that lies between clusters, 0...1.
        public var intraclassCorrelation: Double

        public init(size: Double, intraclassCorrelation: Double) {
            self.size = size
            self.intraclassCorrelation = intraclassCorrelation
        }
    }

    /// The test that reads the experiment out.
    public enum Test: Sendable, Hashable {
        /// Welch's t test, once, at the end.
        case fixed
        /// The confidence sequence that is tightest at `tuning` units (clusters, where there are). Its power is that of the
        /// look at all units; looks before it can only find more.
        case sequential(tuning: Double)
    }

    /// The metric without treatment.
    public var baseline: Baseline
    /// Share of the units in control, above 0 and below 1; the others are treated.
    public var controlShare = 0.5
    /// Significance level, above 0 and below 1.
    public var alpha = 0.05
    /// Tails of the test.
    public var alternative = Alternative.twoSided
    /// Correlation of the metric with a covariate from before the experiment (CUPED), above -1 and below 1.
    public var correlation = 0.0
    /// nil where units are independent.
    public var clusters: Clusters?
    /// How the experiment is read out.
    public var test = Test.fixed

    /// Halves, compared by Welch's two-sided test at 5 %.
    public init(_ baseline: Baseline) { self.baseline = baseline }

    /// The control mean, or rate.
    public var mean: Double {
        switch baseline {
        case .mean(let mean, _): mean
        case .rate(let rate): rate
        }
    }

    /// What clusters multiply the variance by; 1 without them.
    public var designEffect: Double { clusters.map { 1 + ($0.size - 1) * $0.intraclassCorrelation } ?? 1 }

    /// Probability that the test rejects.
    ///
    /// - Parameters:
    ///   - effect: treatment minus control, in the metric's unit.
    ///   - units: in both arms; need not be whole.
    /// - Throws: `outside` for a setting out of range, `tooFewUnits`, `noVariance`.
    public func power(effect: Double, units: Double) throws(StatisticsError) -> Double {
        try check()
        return try rejection(effect, units)
    }

    /// Units in both arms for which the power is `power`; not rounded.
    ///
    /// - Throws: as `power(effect:units:)`, and `undefined` where no number of units gives it.
    public func units(power: Double, effect: Double) throws(StatisticsError) -> Double {
        try check()
        try check(power: power)
        guard effect != 0, alternative == .twoSided || (alternative == .less) == (effect < 0) else {
            throw .undefined("no number of units finds an effect that the test does not look for")
        }
        // Says what is wrong with the effect itself, which the closure below cannot.
        _ = try armVariances(effect)
        let name = "the sample size for a power"
        let least = 2.0000002 * unitsPerCluster / min(controlShare, 1 - controlShare)
        let shortfall = { (units: Double) in ((try? rejection(effect, units)) ?? 0) - power }
        if shortfall(least) >= 0 { return least }
        guard let end = try? RootFinder.bracket(of: name, from: least, shortfall), end < 1e13 else {
            throw .undefined("a million million units would not find so small an effect")
        }
        return try RootFinder.root(of: name, between: least, and: end, relativeError: 1e-12, shortfall)
    }

    /// The minimum detectable effect: the one for which the power is `power`, in the metric's unit; negative for `less`.
    ///
    /// - Throws: as `power(effect:units:)`, and `undefined` where no rate differs enough.
    public func detectableEffect(power: Double, units: Double) throws(StatisticsError) -> Double {
        try check()
        try check(power: power)
        let sign = alternative == .less ? -1.0 : 1
        let name = "the detectable effect for a power"
        let shortfall = { (size: Double) in ((try? rejection(sign * size, units)) ?? 0) - power }
        let none = try rejection(0, units)
        guard none < power else { return 0 }
        let end: Double
        switch baseline {
        case .mean(_, let deviation):
            end = try RootFinder.bracket(of: name, from: 1e-9 * deviation, factor: 4, shortfall)
        case .rate(let rate):
            end = (sign > 0 ? 1 - rate : rate) * (1 - 1e-9)
            guard shortfall(end) >= 0 else { throw .undefined("no rate differs enough to be found by so few units") }
        }
        return sign * (try RootFinder.root(of: name, between: 0, and: end, relativeError: 1e-12, shortfall))
    }

    private var unitsPerCluster: Double { clusters?.size ?? 1 }

    private func rejection(_ effect: Double, _ units: Double) throws(StatisticsError) -> Double {
        let arms = try armVariances(effect)
        let number = units / unitsPerCluster
        let (control, treatment) = (number * controlShare, number * (1 - controlShare))
        guard control > 1 else { throw .tooFewUnits(in: .control) }
        guard treatment > 1 else { throw .tooFewUnits(in: .treatment) }
        switch test {
        case .fixed:
            let analysis = PowerAnalysis(alpha: alpha, alternative: alternative, ratio: treatment / control)
            return try analysis.power(effect: effect, variances: arms, controlN: control)
        case .sequential(let tuning):
            let reach = try SequenceReach(alpha: alpha, isTwoSided: alternative == .twoSided, tuning: tuning)
            let critical = reach.standardErrors(units: number)
            let shift = effect / (arms.control / control + arms.treatment / treatment).squareRoot()
            let above = StandardNormal.upperTail(critical - shift)
            let below = StandardNormal.lowerTail(-critical - shift)
            return switch alternative {
            case .twoSided: above + below
            case .greater: above
            case .less: below
            }
        }
    }

    /// The arms' variances over the test's units: clusters, where there are.
    private func armVariances(_ effect: Double) throws(StatisticsError) -> PowerAnalysis.ArmVariances {
        let factor = (1 - correlation * correlation) * designEffect / unitsPerCluster
        switch baseline {
        case .mean(_, let deviation):
            return .init(control: deviation * deviation * factor, treatment: deviation * deviation * factor)
        case .rate(let rate):
            let treated = rate + effect
            guard treated > 0, treated < 1 else { throw .outside("the treatment's rate", range: "above 0 and below 1") }
            return .init(control: rate * (1 - rate) * factor, treatment: treated * (1 - treated) * factor)
        }
    }

    private func check() throws(StatisticsError) {
        guard alpha > 0, alpha < 1 else { throw .outside("alpha", range: "above 0 and below 1") }
        guard controlShare > 0, controlShare < 1 else {
            throw .outside("the control share", range: "above 0 and below 1")
        }
        guard abs(correlation) < 1 else { throw .outside("the correlation", range: "above -1 and below 1") }
        if let clusters {
            guard clusters.size >= 1 else { throw .outside("the cluster size", range: "at least 1") }
            guard (0...1).contains(clusters.intraclassCorrelation) else {
                throw .outside("the intraclass correlation", range: "within 0...1")
            }
        }
        switch baseline {
        case .mean(_, let deviation): guard deviation > 0, deviation.isFinite else { throw .noVariance(in: .control) }
        case .rate(let rate): guard rate > 0, rate < 1 else { throw .outside("the rate", range: "above 0 and below 1") }
        }
    }

    private func check(power: Double) throws(StatisticsError) {
        guard power > alpha, power < 1 else { throw .outside("the power", range: "above alpha and below 1") }
    }
}
