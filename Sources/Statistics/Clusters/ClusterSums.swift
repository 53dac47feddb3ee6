/// Two arms by cluster: what a difference of means or ratios needs to be judged when units of a cluster go together.
///
/// Memory grows with clusters, not with units. For a mean it gives what a regression of the units on the treatment gives with
/// the error CR1 (Liang and Zeger 1986); clusters may have units in both arms.
public struct ClusterSums: Sendable {
    /// An arm's sums, one a cluster in the order of the clusters, 0 where the cluster has no unit of the arm.
    public struct Arm: Sendable {
        /// The sums of the metric's numerator, one a cluster.
        public var numerators: [Double]
        /// The sums of the metric's denominator, one a cluster; the number of units for a mean.
        public var denominators: [Double]

        /// An arm's sums, as many numerators as denominators.
        public init(numerators: [Double], denominators: [Double]) {
            self.numerators = numerators
            self.denominators = denominators
        }
    }

    /// sum(numerators)/sum(denominators) of the arms.
    public let control: Double
    /// The treatment's sum(numerators)/sum(denominators).
    public let treatment: Double
    /// What a lift is divided by: control, or what it was before an adjustment.
    public let baseline: Double
    /// How many clusters; below 30 intervals are too narrow.
    public let clusters: Int
    /// What each cluster adds to the error of each ratio.
    private let controlScores: [Double]
    private let treatmentScores: [Double]
    private let baselineScores: [Double]
    private let correction: Double

    /// - Parameters:
    ///   - baseline: control before an adjustment; nil where there was none.
    ///   - units: of both arms.
    /// - Throws: `unequalLengths`, `tooFewValues` below two clusters, `zeroDenominator`.
    public init(control: Arm, treatment: Arm, baseline: Arm? = nil, units: Int) throws(StatisticsError) {
        guard control.numerators.count == treatment.numerators.count else {
            throw .unequalLengths("control's clusters", "treatment's")
        }
        clusters = control.numerators.count
        guard clusters > 1 else { throw .tooFewValues(clusters, minimum: 2) }
        (self.control, controlScores) = try Self.scores(control, .control)
        (self.treatment, treatmentScores) = try Self.scores(treatment, .treatment)
        (self.baseline, baselineScores) =
            if let baseline { try Self.scores(baseline, .control) } else { (self.control, controlScores) }
        guard baselineScores.count == clusters else { throw .unequalLengths("control's clusters", "the baseline's") }
        let (groups, n) = (Double(clusters), Double(units))
        correction = groups / (groups - 1) * (n - 1) / (n - 2)
    }

    private static func scores(
        _ arm: Arm, _ name: Statistics.Arm
    ) throws(StatisticsError) -> (ratio: Double, scores: [Double]) {
        guard arm.numerators.count == arm.denominators.count else {
            throw .unequalLengths("numerators", "denominators")
        }
        let total = ExactSum.of(arm.denominators)
        guard total != 0 else { throw .zeroDenominator(in: name) }
        let ratio = ExactSum.of(arm.numerators) / total
        return (ratio, zip(arm.numerators, arm.denominators).map { ($0 - ratio * $1) / total })
    }

    /// Test and interval of treatment less control, with a t distribution on one degree of freedom less than clusters.
    ///
    /// - Throws: `noVariance` where no residual is left, `outside` for a level that is none.
    public func difference(settings: ComparisonSettings = .init()) throws(StatisticsError) -> Estimate {
        try estimate(
            treatment - control, scores: zip(controlScores, treatmentScores).map { $1 - $0 }, level: treatment, settings
        )
    }

    /// Test and interval of the lift over the baseline.
    ///
    /// - Parameters:
    ///   - definition: but for `score`, which is one of proportions.
    ///   - reach: how many standard errors the interval reaches; nil for what the level asks for.
    /// - Throws: as `difference`; `zeroBaseline`; `notPositive` where `logRatio` has no logarithm; `undefined` for `score`.
    public func relative(
        _ definition: RelativeLift.Definition = .deltaMethod, settings: ComparisonSettings = .init(),
        reach: Double? = nil
    ) throws(StatisticsError) -> Estimate {
        guard baseline != 0 else { throw .zeroBaseline }
        let (lift, scale) = ((treatment - control) / baseline, baseline.magnitude)
        switch definition {
        case .fieller: return try contrast(settings).estimate(settings: settings, reach: reach)
        case .deltaMethod, .absoluteOverControl:
            let share = definition == .deltaMethod ? lift : 0
            let scores = controlScores.indices.map {
                (treatmentScores[$0] - controlScores[$0] - share * baselineScores[$0]) / scale
            }
            return try estimate((treatment - control) / scale, scores: scores, level: treatment / scale, settings)
                .reaching(reach, settings.alternative)
        case .logRatio:
            guard control > 0, treatment > 0 else { throw .notPositive }
            let scores = controlScores.indices.map { treatmentScores[$0] / treatment - controlScores[$0] / control }
            return try RelativeLift.exponentiated(
                ratio: treatment / control, standardError: try error(scores, level: 1),
                degreesOfFreedom: degrees(settings), settings, reach)
        case .score: throw .undefined("the score interval is one of proportions")
        }
    }

    private func contrast(_ settings: ComparisonSettings) throws(StatisticsError) -> LiftContrast {
        let differences = controlScores.indices.map { treatmentScores[$0] - controlScores[$0] }
        let error = try error(differences, level: max((treatment - control).magnitude, treatment.magnitude))
        func product(_ a: [Double], _ b: [Double]) -> Double { ExactSum.of(zip(a, b).map { $0 * $1 }) * correction }
        return try LiftContrast(
            difference: treatment - control, baseline: baseline, differenceVariance: error * error,
            baselineVariance: product(baselineScores, baselineScores), covariance: product(differences, baselineScores),
            degreesOfFreedom: degrees(settings))
    }

    /// - Parameter level: of which the error must be more than rounding, as residuals of one cluster an arm are.
    private func estimate(
        _ value: Double, scores: [Double], level: Double, _ settings: ComparisonSettings
    ) throws(StatisticsError) -> Estimate {
        try settings.estimate(
            value, standardError: try error(scores, level: max(value.magnitude, level.magnitude)),
            degreesOfFreedom: degrees(settings))
    }

    private func error(_ scores: [Double], level: Double) throws(StatisticsError) -> Double {
        let error = (ExactSum.of(scores.map { $0 * $0 }) * correction).squareRoot()
        guard error > 1e-12 * level else { throw .noVariance }
        return error
    }

    private func degrees(_ settings: ComparisonSettings) -> Double {
        settings.reference == .normal ? .infinity : Double(clusters - 1)
    }
}
