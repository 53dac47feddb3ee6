import Foundation
import Statistics

/// How well one design tells the truth about one metric, over the replications of a study.
///
/// Estimates, bias and errors are in the metric's unit. Absent (nil) numbers could not be computed; docs/Study.md says why.
public struct DesignStudy: Sendable, Equatable, Codable {
    /// As in scenario files.
    public var name: String
    /// In a sentence: "user split".
    public var words: String
    /// What it splits and estimates.
    public var definition: String
    /// Mean over replications with its interval.
    public var estimate: EffectEstimate
    /// Estimate less true effect, mean over replications, with its interval.
    public var bias: EffectEstimate
    /// Standard deviation of the estimate over replications: how far one experiment is from another.
    public var standardError: Double?
    /// Root of the mean squared distance of an estimate from the true effect.
    public var rootMeanSquareError: Double
    /// How often the interval of one experiment held the true effect.
    public var coverage: Rate?
    /// How often one experiment found an effect where nothing was changed.
    public var falsePositives: Rate?
    /// How often one experiment found the true effect, on the right side of zero.
    public var power: Rate?
    /// Days until an experiment finds an effect of the size that the design sees with a chance of 80 %, its error falling
    /// with the root of time; nil where the design sees none.
    public var daysToDecision: Double?
    /// What each replication said; nil where it had nothing to divide by.
    public var estimates: [Double?]

    /// A number of cases out of all.
    public struct Rate: Sendable, Equatable, Codable {
        public var count: Int
        public var of: Int

        public init(count: Int, of: Int) {
            self.count = count
            self.of = of
        }

        public var share: Double { Double(count) / Double(of) }

        /// Nil of no case.
        init?<Value>(_ cases: [Value], where holds: (Value) -> Bool) {
            guard !cases.isEmpty else { return nil }
            self.init(count: cases.count(where: holds), of: cases.count)
        }
    }

    public init(
        name: String, words: String, definition: String, estimate: EffectEstimate, bias: EffectEstimate,
        standardError: Double?, rootMeanSquareError: Double, coverage: Rate?, falsePositives: Rate?, power: Rate?,
        daysToDecision: Double?, estimates: [Double?]
    ) {
        self.name = name
        self.words = words
        self.definition = definition
        self.estimate = estimate
        self.bias = bias
        self.standardError = standardError
        self.rootMeanSquareError = rootMeanSquareError
        self.coverage = coverage
        self.falsePositives = falsePositives
        self.power = power
        self.daysToDecision = daysToDecision
        self.estimates = estimates
    }

    /// - Parameters:
    ///   - truths: of each replication, in order.
    ///   - isKnown: whether the true effect is clear of 0.
    ///   - days: of the experiment.
    init?(_ trials: DesignTrials, truths: [Double], isKnown: Bool, level: Double, days: Double) {
        let pairs = zip(trials.estimates, truths).compactMap { estimate, truth in estimate.map { ($0, truth) } }
        guard !pairs.isEmpty else { return nil }
        let truth = MetricReader.mean(truths)
        let values = pairs.map(\.0)
        let intervals = trials.intervals.compactMap(\.self)
        name = trials.name
        words = trials.words
        definition = trials.definition
        estimates = trials.estimates
        estimate = MetricReader.mean(values, level: level).effect
        bias = MetricReader.mean(pairs.map { $0.0 - $0.1 }, level: level).effect
        standardError = values.count > 1 ? DesignStudy.deviation(values) : nil
        rootMeanSquareError = MetricReader.mean(values.map { ($0 - truth) * ($0 - truth) }).squareRoot()
        coverage = Rate(intervals) { $0.interval.contains(truth) }
        falsePositives = Rate(trials.nulls) { $0 < 1 - level }
        power =
            isKnown
            ? Rate(intervals) { $0.pValue < 1 - level && ($0.estimate > 0) == (truth > 0) } : nil
        let error = MetricReader.mean(intervals.map(\.standardError))
        let wanted = StandardNormal.quantile(upperTail: (1 - level) / 2) + StandardNormal.quantile(upperTail: 0.2)
        let ratio = error * wanted / estimate.estimate.magnitude
        daysToDecision =
            !intervals.isEmpty && ratio.isFinite && !estimate.contains(0) ? days * ratio * ratio : nil
    }

    private static func deviation(_ values: [Double]) -> Double {
        let mean = MetricReader.mean(values)
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
    }
}
