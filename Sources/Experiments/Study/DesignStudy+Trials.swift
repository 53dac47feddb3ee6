import Marketplace
import Statistics

/// What one design said of one metric, replication by replication.
struct DesignTrials {
    let name: String
    /// In a sentence: "user split".
    let words: String
    let definition: String
    /// With the twins beside it.
    var trials: [MetricTrial]
    /// How a bias is read where the design has units that live in both twins.
    var bias = Bias.Method.byUnit
    /// The interval and p-value that one replication gave by itself; nil where it gives none.
    var intervals: [Estimate?]
    /// P-values where nothing was changed.
    var nulls: [Double]
}

extension DesignStudy {
    /// - Parameters:
    ///   - truth: everybody treated less nobody treated, over all replications.
    ///   - days: of the experiment.
    ///   - rule: how large a bias may be.
    ///   - count: of the designs that are judged together (Bonferroni).
    init?(
        _ trials: DesignTrials, truth: EffectEstimate, level: Double, days: Double, rule: VerdictRule, among count: Int
    ) {
        let values = trials.trials.filter(\.isDefined).compactMap(\.effect)
        guard !values.isEmpty else { return nil }
        // A power is that of finding an effect which is there.
        let bias = MetricTrials(trials: trials.trials, level: level).bias(trials.bias)
        let isKnown = !truth.contains(0)
        let truth = truth.estimate
        let intervals = trials.intervals.compactMap(\.self)
        let estimate = MetricTrials.mean(values, level: level).effect
        let error = intervals.isEmpty ? .infinity : MetricTrials.mean(intervals.map(\.standardError))
        let wanted = StandardNormal.quantile(upperTail: (1 - level) / 2) + StandardNormal.quantile(upperTail: 0.2)
        let ratio = error * wanted / estimate.estimate.magnitude
        self.init(
            name: trials.name, words: trials.words, definition: trials.definition, estimate: estimate,
            bias: bias,
            standardError: values.count > 1 ? DesignStudy.deviation(values) : nil,
            rootMeanSquareError: MetricTrials.mean(values.map { ($0 - truth) * ($0 - truth) }).squareRoot(),
            coverage: Rate(intervals) { $0.interval.contains(truth) },
            falsePositives: Rate(trials.nulls) { $0 < 1 - level },
            power: isKnown
                ? Rate(intervals) { $0.pValue < 1 - level && ($0.estimate > 0) == (truth > 0) } : nil,
            daysToDecision: !intervals.isEmpty && ratio.isFinite && !estimate.contains(0) ? days * ratio * ratio : nil,
            judgement: Judgement(
                trials.trials, bias.method, rule: rule, level: 1 - (1 - level) / Double(count)),
            estimates: trials.trials.map(\.effect),
            biases: trials.trials.map { $0.bias(bias.method) })
    }

    private static func deviation(_ values: [Double]) -> Double {
        let mean = MetricTrials.mean(values)
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
    }
}

extension DesignStudy.Rate {
    /// Nil of no case.
    init?<Value>(_ cases: [Value], where holds: (Value) -> Bool) {
        guard !cases.isEmpty else { return nil }
        self.init(count: cases.count(where: holds), of: cases.count)
    }
}
