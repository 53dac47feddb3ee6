import Statistics

/// What an estimator says of a challenger by one log.
struct OfflineGain {
    /// Per exposure.
    let gain: Double
    let standardError: Double?
    let interval: Interval?
    let effectiveSampleSize: Double
    let withheld: StatisticsError?

    init(_ estimator: OfflineEstimator, _ log: OfflineTally, level: Double) throws(StatisticsError) {
        let (value, share) = try estimator.gain(log, level: level)
        gain = value.estimate * share
        standardError = value.standardError.map { $0 * share }
        interval = value.interval.map {
            Interval(lower: $0.lower * share, upper: $0.upper * share, level: level)
        }
        effectiveSampleSize = value.effectiveSampleSize
        withheld = value.withheld
    }

    /// Whether the interval holds a value that is itself known with an error only.
    func holds(_ value: Double, error: Double) -> Bool {
        guard let interval, let own = standardError else { return false }
        return interval.holds(value, error: error, own: own)
    }

    /// Whether too few observations are left of the log for an interval.
    var isOfFew: Bool { interval == nil && effectiveSampleSize < PolicyValue.leastEffectiveSampleSize }
}

/// What an estimator says of a challenger by the logs of all replications, where they can say anything.
struct OfflineGains {
    /// One a log; nil where it has no value.
    let each: [OfflineGain?]
    /// Why there are none, or fewer than logs; nil where all have a value.
    let reason: String?
    /// Mean over logs of the mean weight; nil where there are no weights.
    let meanWeight: EffectEstimate?

    /// Below this p a log is not what its propensities say, or cannot tell of the challenger.
    static let alarm = 1e-4

    init(_ estimator: OfflineEstimator, _ logs: [OfflineTally], level: Double) {
        let absences = logs.map(estimator.absence(in:))
        let balances = zip(logs, absences).compactMap { $1 == nil ? estimator.balance(of: $0) : nil }
        meanWeight =
            balances.isEmpty
            ? nil
            : MetricTrials.mean(balances.map(\.mean), level: level).effect.withoutRounding(
                of: balances.map { ($0.mean, 1) })
        if let off = Self.imbalance(balances) {
            each = logs.map { _ in nil }
            let judged =
                off.logs == balances.count
                ? "" : " of the \(Plural.text(off.logs, "log")) that leave enough to judge it"
            reason =
                "the challenger does what control's log never has, or has too seldom: the mean weight\(judged) is \(Digits.plain(off.mean)) and not 1"
            return
        }
        var problems = absences.compactMap(\.self)
        each = zip(logs, absences).map { log, absence in
            guard absence == nil else { return nil }
            do throws(StatisticsError) { return try OfflineGain(estimator, log, level: level) } catch {
                problems.append(error.description)
                return nil
            }
        }
        reason = problems.first.map { first in
            problems.count == logs.count ? first : "\(first) (\(problems.count) of \(Plural.text(logs.count, "log")))"
        }
    }

    /// The mean weight where it is not 1 beyond chance, over the logs that leave enough to judge it, and how many these are; else nil.
    private static func imbalance(_ balances: [WeightBalance]) -> (mean: Double, logs: Int)? {
        let judged = balances.filter { $0.pValue != nil }
        guard !judged.isEmpty else { return nil }
        let count = Double(judged.count)
        let mean = judged.reduce(0) { $0 + $1.mean } / count
        let error = judged.reduce(0) { $0 + $1.standardError * $1.standardError }.squareRoot() / count
        guard error > 0 else { return (mean - 1).magnitude < 1e-9 ? nil : (mean, judged.count) }
        return 2 * StandardNormal.upperTail((mean - 1).magnitude / error) < alarm ? (mean, judged.count) : nil
    }

    /// Those of logs that have one.
    var known: [OfflineGain] { each.compactMap(\.self) }

    /// The mean over logs: of one log with its own interval, of several with that over logs, and without one where any log leaves too
    /// little for an interval of its own, as the largest weights may not have been met yet.
    /// - Parameter values: of the known ones, in their order.
    func mean(_ values: [Double], level: Double) -> EffectEstimate? {
        let known = known
        guard !known.isEmpty, values.count == known.count else { return nil }
        guard !known.contains(where: \.isOfFew) else { return EffectEstimate(estimate: MetricTrials.mean(values)) }
        if known.count == 1 {
            let half = known[0].interval.map { ($0.upper - $0.lower) / 2 }
            return EffectEstimate(
                estimate: values[0], lower: half.map { values[0] - $0 }, upper: half.map { values[0] + $0 },
                standardError: known[0].standardError)
        }
        return MetricTrials.mean(values, level: level).effect
    }
}
