/// What an experiment of two arms can find: solves for its units, for the effect, or for the power, given the other two.
///
/// The variance of a unit is that of the metric, less what a covariate explains (Deng et al. 2013: 1 - r^2), times the design
/// effect of clusters (Kish 1965: 1 + (m - 1) icc). Clusters are the test's units, so that few of them cost degrees of freedom,
/// too. A relative effect or margin is a share of the control mean, which is taken as known.
public struct ExperimentPower: Sendable, Hashable {
    /// The metric in the control arm.
    public enum Baseline: Sendable, Hashable {
        /// A mean over units with its standard deviation between units, also of the linearised unit of a ratio.
        case mean(Double, standardDeviation: Double)
        /// A share of units; the treatment's variance follows from its own rate.
        case rate(Double)
        /// A ratio of two sums over units, such as clicks over exposures.
        case ratio(Ratio)

        /// The control mean, rate or ratio.
        public var mean: Double {
            switch self {
            case .mean(let mean, _): mean
            case .rate(let rate): rate
            case .ratio(let ratio): ratio.value
            }
        }

        /// Between units, before any adjustment.
        public var standardDeviation: Double {
            switch self {
            case .mean(_, let deviation): deviation
            case .rate(let rate): (rate * (1 - rate)).squareRoot()
            case .ratio(let ratio): ratio.standardDeviation
            }
        }
    }

    /// The moments of a ratio's two parts between units.
    public struct Ratio: Sendable, Hashable {
        /// Mean and standard deviation of a part.
        public struct Part: Sendable, Hashable {
            public var mean: Double
            public var standardDeviation: Double

            public init(mean: Double, standardDeviation: Double) {
                self.mean = mean
                self.standardDeviation = standardDeviation
            }
        }

        public var numerator: Part
        /// Its mean is not 0.
        public var denominator: Part
        /// Between the two, -1...1.
        public var correlation: Double

        public init(numerator: Part, denominator: Part, correlation: Double) {
            self.numerator = numerator
            self.denominator = denominator
            self.correlation = correlation
        }

        /// Mean over mean.
        public var value: Double { numerator.mean / denominator.mean }

        /// Of the linearised unit, by the delta method (Deng, Knoblich, Lu 2018, eq. 3).
        public var standardDeviation: Double {
            let (above, below) = (numerator.standardDeviation, value * denominator.standardDeviation)
            let variance = above * above + below * below - 2 * correlation * above * below
            return max(0, variance).squareRoot() / denominator.mean.magnitude
        }
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
        /// The confidence sequence that is tightest at `tuning` units (clusters, where there are), looked at as often as told
        /// at equal steps, the last time at all units; an effect is found when any look excludes the null.
        case sequential(tuning: Double, looks: Int = 1)
        /// Looks at equal steps, at boundaries that spend the level (Lan and DeMets 1983).
        case groupSequential(looks: Int, spending: GroupSequential.Spending)

        /// How often the experiment is looked at.
        public var looks: Int {
            switch self {
            case .fixed: 1
            case .sequential(_, let looks), .groupSequential(let looks, _): looks
            }
        }
    }

    /// The metric without treatment.
    public var baseline: Baseline
    /// Share of the units in control, above 0 and below 1; the others are treated.
    public var controlShare = 0.5
    /// Significance level, above 0 and below 1.
    public var alpha = 0.05
    /// Tails of the test.
    public var alternative = Alternative.twoSided
    /// The loss that is accepted, in the metric's unit and at least 0: of a one-sided test, which then rejects that the effect is
    /// as bad as that (non-inferiority). 0 for a test of no effect.
    public var margin = 0.0
    /// Correlation of the metric with a covariate from before the experiment (CUPED), above -1 and below 1.
    public var correlation = 0.0
    /// nil where units are independent.
    public var clusters: Clusters?
    /// How the experiment is read out.
    public var test = Test.fixed

    /// Halves, compared by Welch's two-sided test at 5 %.
    public init(_ baseline: Baseline) { self.baseline = baseline }

    /// The control mean, rate or ratio.
    public var mean: Double { baseline.mean }

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
        return try rejection(effect, units, boundary())
    }

    /// Beyond which z each look rejects.
    private enum Boundary {
        /// One look with Student's t.
        case student
        /// Of the looks of a group-sequential test.
        case fixed([Double])
        /// By the number of units.
        case sequence(SequenceReach)
    }

    private func boundary() throws(StatisticsError) -> Boundary {
        switch test {
        case .fixed: return .student
        case .sequential(let tuning, _):
            return .sequence(try SequenceReach(alpha: alpha, isTwoSided: alternative == .twoSided, tuning: tuning))
        case .groupSequential(_, let spending):
            let looks = try GroupSequential(
                informationFractions: fractions, alpha: alpha, isTwoSided: alternative == .twoSided, spending: spending)
            return .fixed(looks.zBounds)
        }
    }

    /// Of all units, at each look.
    private var fractions: [Double] { (1...test.looks).map { Double($0) / Double(test.looks) } }

    /// What the test rejects: an effect of this size.
    private var null: Double { alternative == .less ? margin : -margin }

    /// Units in both arms for which the power is `power`; not rounded.
    ///
    /// - Throws: as `power(effect:units:)`, and `undefined` where no number of units gives it.
    public func units(power: Double, effect: Double) throws(StatisticsError) -> Double {
        try check()
        try check(power: power)
        let distance = effect - null
        guard distance != 0, alternative == .twoSided || (alternative == .less) == (distance < 0) else {
            throw .undefined("no number of units finds an effect that the test does not look for")
        }
        // Says what is wrong with the effect itself, which the closure below cannot.
        _ = try armVariances(effect)
        let name = "the sample size for a power"
        let least = 2.0000002 * unitsPerCluster / min(controlShare, 1 - controlShare)
        let boundary = try boundary()
        let shortfall = { (units: Double) in ((try? rejection(effect, units, boundary)) ?? 0) - power }
        if shortfall(least) >= 0 { return least }
        guard let end = try? RootFinder.bracket(of: name, from: least, shortfall), end < 1e13 else {
            throw .undefined("a million million units would not find so small an effect")
        }
        return try RootFinder.root(of: name, between: least, and: end, relativeError: 1e-12, shortfall)
    }

    /// The minimum detectable effect: the one for which the power is `power`, in the metric's unit; negative for `less` without a
    /// margin, and with one the least favourable effect that is still found to be within it.
    ///
    /// - Throws: as `power(effect:units:)`, and `undefined` where no rate differs enough.
    public func detectableEffect(power: Double, units: Double) throws(StatisticsError) -> Double {
        try check()
        try check(power: power)
        let sign = alternative == .less ? -1.0 : 1
        let name = "the detectable effect for a power"
        let boundary = try boundary()
        let null = null
        let shortfall = { (size: Double) in ((try? rejection(null + sign * size, units, boundary)) ?? 0) - power }
        let none = try rejection(null, units, boundary)
        guard none < power else { return null }
        let end: Double
        switch baseline {
        case .mean, .ratio:
            let deviation = baseline.standardDeviation
            end = try RootFinder.bracket(of: name, from: 1e-9 * deviation, factor: 4, shortfall)
        case .rate(let rate):
            end = (sign > 0 ? 1 - rate - null : rate + null) * (1 - 1e-9)
            guard shortfall(end) >= 0 else { throw .undefined("no rate differs enough to be found by so few units") }
        }
        return null + sign * (try RootFinder.root(of: name, between: 0, and: end, relativeError: 1e-12, shortfall))
    }

    private var unitsPerCluster: Double { clusters?.size ?? 1 }

    private func rejection(_ effect: Double, _ units: Double, _ boundary: Boundary) throws(StatisticsError) -> Double {
        let arms = try armVariances(effect)
        let number = units / unitsPerCluster
        let (control, treatment) = (number * controlShare, number * (1 - controlShare))
        let first = 1 / Double(test.looks)
        guard control * first > 1 else { throw .tooFewUnits(in: .control) }
        guard treatment * first > 1 else { throw .tooFewUnits(in: .treatment) }
        let bounds: [Double]
        switch boundary {
        case .student:
            let analysis = PowerAnalysis(alpha: alpha, alternative: alternative, ratio: treatment / control)
            return try analysis.power(effect: effect - null, variances: arms, controlN: control)
        case .fixed(let z): bounds = z
        case .sequence(let reach): bounds = fractions.map { reach.standardErrors(units: number * $0) }
        }
        let drift = (effect - null) / (arms.control / control + arms.treatment / treatment).squareRoot()
        return try GroupSequential.rejectionProbability(
            zBounds: bounds, informationFractions: fractions, isTwoSided: alternative == .twoSided,
            drift: alternative == .less ? -drift : drift)
    }

    /// The arms' variances over the test's units: clusters, where there are.
    private func armVariances(_ effect: Double) throws(StatisticsError) -> PowerAnalysis.ArmVariances {
        let factor = (1 - correlation * correlation) * designEffect / unitsPerCluster
        switch baseline {
        case .mean, .ratio:
            let deviation = baseline.standardDeviation
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
        guard margin >= 0, margin.isFinite else { throw .outside("the margin", range: "at least 0") }
        guard margin == 0 || alternative != .twoSided else {
            throw .undefined("a margin belongs to a one-sided test")
        }
        guard (1...1_000).contains(test.looks) else { throw .outside("the number of looks", range: "1...1000") }
        if let clusters {
            guard clusters.size >= 1 else { throw .outside("the cluster size", range: "at least 1") }
            guard (0...1).contains(clusters.intraclassCorrelation) else {
                throw .outside("the intraclass correlation", range: "within 0...1")
            }
        }
        switch baseline {
        case .mean, .ratio:
            if case .ratio(let ratio) = baseline {
                guard ratio.denominator.mean != 0 else { throw .zeroDenominator(in: .control) }
                guard abs(ratio.correlation) <= 1 else {
                    throw .outside("the correlation of the ratio's parts", range: "within -1...1")
                }
            }
            let deviation = baseline.standardDeviation
            guard deviation > 0, deviation.isFinite else { throw .noVariance(in: .control) }
        case .rate(let rate): guard rate > 0, rate < 1 else { throw .outside("the rate", range: "above 0 and below 1") }
        }
    }

    private func check(power: Double) throws(StatisticsError) {
        guard power > alpha, power < 1 else { throw .outside("the power", range: "above alpha and below 1") }
    }
}
