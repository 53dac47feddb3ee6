import Randomness
public import Statistics

/// How often experiments that are drawn unit by unit find the effect that they were planned for: what a plan's power is held
/// against.
///
/// Units are normal, or 0 and 1 for a rate, or pairs of normal parts for a ratio; clusters share a part of the variance, and the
/// covariate of CUPED is as correlated as the plan says. Each experiment is read out by the tests of this package, not by the
/// formula.
public struct SimulatedPower: Sendable, Hashable, Encodable {
    /// How many experiments were drawn, and in how many of them the test rejected.
    public let experiments: Int
    public let found: Int
    public let share: Double
    /// Of the share: exact at 95 % (Clopper and Pearson 1934).
    public let lower: Double
    public let upper: Double
    public let seed: UInt64

    /// Units that one simulation may draw: some minutes of one core.
    public static let mostUnits = 2e10

    /// - Parameters:
    ///   - effect: treatment minus control, in the metric's unit.
    ///   - control: units in control, whole clusters where there are.
    ///   - treatment: the same in treatment.
    ///   - experiments: at least 1.
    /// - Throws: `outside` for clusters that are not whole or more units than `mostUnits`, and what a readout throws that cannot be
    ///   read at all.
    public init(
        of plan: ExperimentPower, effect: Double, control: Int, treatment: Int, experiments: Int, seed: UInt64
    ) throws(StatisticsError) {
        let cluster = plan.clusters?.size ?? 1
        guard cluster == cluster.rounded(), cluster <= 1e6 else {
            throw .outside("the cluster size of a simulation", range: "whole, from 1 to a million")
        }
        guard experiments > 0 else { throw .tooFewValues(experiments, minimum: 1) }
        guard Double(control + treatment) * Double(experiments) <= SimulatedPower.mostUnits else {
            throw .outside("the number of units to draw", range: "at most 20,000 million in all experiments")
        }
        let reading = try SimulatedReading(plan, units: control + treatment)
        let arms = [
            SimulatedArm(plan, effect: 0, clusters: control / Int(cluster)),
            SimulatedArm(plan, effect: effect, clusters: treatment / Int(cluster)),
        ]
        var found = 0
        for experiment in 0..<experiments {
            var stream = RandomKey(seed: seed).stream(.simulatedPower, UInt32(truncatingIfNeeded: experiment), 0, 0)
            if try reading.rejects(arms.map { $0.draw(looks: plan.test.looks, &stream) }) { found += 1 }
        }
        self.experiments = experiments
        self.found = found
        self.seed = seed
        let sample = try ProportionSample(successes: found, n: experiments)
        share = sample.mean
        let interval = try ProportionInterval.clopperPearson.interval(sample)
        (lower, upper) = (interval.lower, interval.upper)
    }
}

extension Purpose {
    /// In streams of this module only.
    fileprivate static let simulatedPower = Purpose(rawValue: 70)
}

/// Draws the units of one arm.
private struct SimulatedArm {
    let baseline: ExperimentPower.Baseline
    let effect: Double
    /// Units of the test: clusters, where there are.
    let clusters: Int
    let size: Int
    /// Square roots of the shares of the variance between clusters and within them.
    let between: Double
    let within: Double
    /// Of the covariate with a cluster's value.
    let correlation: Double
    /// Standard deviation of a cluster's mean.
    let deviation: Double

    init(_ plan: ExperimentPower, effect: Double, clusters: Int) {
        baseline = plan.baseline
        self.effect = effect
        self.clusters = clusters
        size = Int(plan.clusters?.size ?? 1)
        let shared = plan.clusters?.intraclassCorrelation ?? 0
        (between, within) = (shared.squareRoot(), (1 - shared).squareRoot())
        correlation = plan.correlation
        let own: Double
        if case .rate(let rate) = plan.baseline {
            own = ((rate + effect) * (1 - rate - effect)).squareRoot()
        } else {
            own = plan.baseline.standardDeviation
        }
        deviation = own * (plan.designEffect / Double(size)).squareRoot()
    }

    /// Moments of numerator, denominator, covariate and one over the clusters seen at each look.
    func draw(looks: Int, _ stream: inout RandomStream) -> [CovarianceMoments] {
        var sums = (y: 0.0, d: 0.0, x: 0.0)
        var products = (yy: 0.0, yd: 0.0, dd: 0.0, yx: 0.0, dx: 0.0, xx: 0.0)
        var moments: [CovarianceMoments] = []
        var drawn = 0
        for look in 1...looks {
            let end = clusters * look / looks
            while drawn < end {
                let (y, d, x) = cluster(&stream)
                sums = (sums.y + y, sums.d + d, sums.x + x)
                products.yy += y * y
                products.yd += y * d
                products.dd += d * d
                products.yx += y * x
                products.dx += d * x
                products.xx += x * x
                drawn += 1
            }
            let table = [
                [products.yy], [products.yd, products.dd], [products.yx, products.dx, products.xx],
                [sums.y, sums.d, sums.x, Double(drawn)],
            ]
            moments.append(
                CovarianceMoments(n: drawn, sums: [sums.y, sums.d, sums.x, Double(drawn)]) { table[$0][$1] })
        }
        return moments
    }

    /// Means of a cluster: numerator or value, denominator, covariate.
    private func cluster(_ stream: inout RandomStream) -> (y: Double, d: Double, x: Double) {
        var (y, d) = (0.0, 1.0)
        // Of the linearised value from its expectation.
        let distance: Double
        switch baseline {
        case .mean(let mean, let deviation):
            let common = between > 0 ? between * stream.normal() : 0
            for _ in 0..<size { y += mean + effect + deviation * (common + within * stream.normal()) }
            y /= Double(size)
            distance = y - mean - effect
        case .rate(let rate):
            // Each unit copies the cluster's own draw with probability `between`, so that two of them do with its square.
            let common = between > 0 && stream.bernoulli(rate + effect)
            for _ in 0..<size {
                let copies = between > 0 && stream.bernoulli(between)
                if copies ? common : stream.bernoulli(rate + effect) { y += 1 }
            }
            y /= Double(size)
            distance = y - rate - effect
        case .ratio(let ratio):
            let rest = (1 - ratio.correlation * ratio.correlation).squareRoot()
            func pair() -> (above: Double, below: Double) {
                let below = stream.normal()
                return (ratio.correlation * below + rest * stream.normal(), below)
            }
            let common = between > 0 ? pair() : (above: 0, below: 0)
            d = 0
            for _ in 0..<size {
                let own = pair()
                let below = ratio.denominator.standardDeviation * (between * common.below + within * own.below)
                let above = ratio.numerator.standardDeviation * (between * common.above + within * own.above)
                d += ratio.denominator.mean + below
                y += ratio.numerator.mean + above + effect * (ratio.denominator.mean + below)
            }
            y /= Double(size)
            d /= Double(size)
            distance = (y - (ratio.value + effect) * d) / ratio.denominator.mean
        }
        guard correlation != 0 else { return (y, d, 0) }
        let rest = (1 - correlation * correlation).squareRoot()
        return (y, d, correlation * distance / deviation + rest * stream.normal())
    }
}

/// Reads drawn arms out by the test of a plan.
private struct SimulatedReading {
    let plan: ExperimentPower
    let settings: ComparisonSettings
    let boundaries: GroupSequential?
    let isRatio: Bool

    init(_ plan: ExperimentPower, units: Int) throws(StatisticsError) {
        self.plan = plan
        settings = ComparisonSettings(
            alternative: plan.alternative, level: 1 - plan.alpha,
            nullEffect: plan.alternative == .less ? plan.margin : -plan.margin,
            reference: plan.test == .fixed ? .studentT : .normal, allowsConstantArm: true)
        if case .ratio = plan.baseline { isRatio = true } else { isRatio = false }
        if case .groupSequential(let looks, let spending) = plan.test {
            boundaries = try GroupSequential(
                informationFractions: (1...looks).map { Double($0) / Double(looks) }, alpha: plan.alpha,
                isTwoSided: plan.alternative == .twoSided, spending: spending)
        } else {
            boundaries = nil
        }
    }

    /// Whether any look rejects.
    /// - Parameter arms: the moments of each look, of control and of treatment.
    func rejects(_ arms: [[CovarianceMoments]]) throws(StatisticsError) -> Bool {
        for look in arms[0].indices {
            let (control, treatment) = (arms[0][look], arms[1][look])
            let fixed: Estimate
            do throws(StatisticsError) {
                fixed = try estimate(control, treatment)
            } catch .noVariance {
                // All alike so far: nothing is found.
                continue
            }
            switch plan.test {
            case .fixed: if fixed.pValue <= plan.alpha { return true }
            case .sequential(let tuning, _):
                let sequence = try ConfidenceSequence(
                    of: fixed, units: control.n + treatment.n, tuning: tuning, settings: settings)
                if sequence.estimate.excludes(settings.nullEffect) { return true }
            case .groupSequential:
                let z = plan.alternative == .less ? -fixed.statistic : fixed.statistic
                let reached = plan.alternative == .twoSided ? z.magnitude : z
                if let boundaries, reached >= boundaries.zBounds[look] { return true }
            }
        }
        return false
    }

    private func estimate(
        _ control: CovarianceMoments, _ treatment: CovarianceMoments
    ) throws(StatisticsError) -> Estimate {
        switch (isRatio, plan.correlation != 0) {
        case (false, false):
            return try Welch.difference(
                control: MeanSample(control.moments(of: 0)), treatment: MeanSample(treatment.moments(of: 0)),
                settings: settings)
        case (false, true):
            let cuped = Cuped.mean(control: control, treatment: treatment, metric: 0, covariate: 2)
            return try Welch.difference(control: cuped.control, treatment: cuped.treatment, settings: settings)
        case (true, false):
            return try Welch.difference(
                control: RatioSample(control, arm: .control), treatment: RatioSample(treatment, arm: .treatment),
                settings: settings)
        case (true, true):
            // A covariate that is a mean over units stands as a ratio over the constant one.
            let cuped = try Cuped.ratio(control: control, treatment: treatment)
            return try Welch.difference(control: cuped.control, treatment: cuped.treatment, settings: settings)
        }
    }
}
