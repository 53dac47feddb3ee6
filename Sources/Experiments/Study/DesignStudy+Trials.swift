import Statistics

extension DesignStudy {
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
        let estimate = MetricReader.mean(values, level: level).effect
        let error = MetricReader.mean(intervals.map(\.standardError))
        let wanted = StandardNormal.quantile(upperTail: (1 - level) / 2) + StandardNormal.quantile(upperTail: 0.2)
        let ratio = error * wanted / estimate.estimate.magnitude
        self.init(
            name: trials.name, words: trials.words, definition: trials.definition, estimate: estimate,
            bias: MetricReader.mean(pairs.map { $0.0 - $0.1 }, level: level).effect,
            standardError: values.count > 1 ? DesignStudy.deviation(values) : nil,
            rootMeanSquareError: MetricReader.mean(values.map { ($0 - truth) * ($0 - truth) }).squareRoot(),
            coverage: Rate(intervals) { $0.interval.contains(truth) },
            falsePositives: Rate(trials.nulls) { $0 < 1 - level },
            power: isKnown
                ? Rate(intervals) { $0.pValue < 1 - level && ($0.estimate > 0) == (truth > 0) } : nil,
            daysToDecision: !intervals.isEmpty && ratio.isFinite && !estimate.contains(0) ? days * ratio * ratio : nil,
            estimates: trials.estimates)
    }

    private static func deviation(_ values: [Double]) -> Double {
        let mean = MetricReader.mean(values)
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
