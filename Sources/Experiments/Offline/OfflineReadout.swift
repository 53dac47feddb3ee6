import Marketplace
import Statistics

/// What control's log alone says of the challenger's ranking, beside the truth and the experiment.
public struct OfflineReadout: Sendable, Equatable, Codable {
    /// By what rankings are valued, as in `OfflineEvaluation`, and the metric that says it.
    public var reward: String
    public var metric: String
    public var label: String
    /// Pages of a replication's log that were seen, and exposures on them, on average.
    public var pages: Double
    public var exposures: Double
    /// The log's own rewards per exposure.
    public var logged: EffectEstimate
    /// Everybody treated less nobody treated, per exposure.
    public var truth: EffectEstimate
    /// One for each estimator.
    public var values: [Value]
    /// Control's order of what was shown, and the challenger's.
    public var control: Order
    public var treatment: Order
    /// What offline evaluation takes for granted and this market does not have, a sentence each.
    public var differences: [String]

    /// What one estimator says.
    public struct Value: Sendable, Equatable, Codable {
        /// As of `LoggedDecisions.Estimator` and `LoggedSlates.Estimator`.
        public var name: String
        /// For people.
        public var label: String
        /// What the challenger would bring more per exposure, mean over replications; nil where it has no value.
        public var gain: EffectEstimate?
        /// That less the truth.
        public var bias: EffectEstimate?
        /// Mean weight of one log, 1 where the log can tell of all that the challenger does; nil without weights.
        public var meanWeight: EffectEstimate?
        /// Mean effective sample size of one log, in exposures or pages.
        public var effectiveSampleSize: Double?
        /// Mean standard error that one log shows; nil where none shows one.
        public var standardError: Double?
        /// Logs that give an interval.
        public var intervals: Int
        /// Of those, how many hold the truth, whose own error counts as well; nil without any, and without an error of the truth.
        public var coverage: DesignStudy.Rate?
        /// Why a value or intervals are absent.
        public var note: String?
    }

    /// How well an order tells what is clicked from what is not.
    public struct Order: Sendable, Equatable, Codable {
        /// The area under the ROC curve, of what was shown.
        public var auc: EffectEstimate?
        /// Of pages with a click.
        public var ndcg: EffectEstimate?
    }
}

extension OfflineReadout {
    /// Nil where nothing is evaluated offline.
    init?(_ plan: Plan, replications: [FeedReplication], metrics: [MetricReadout]) {
        let logs = replications.compactMap(\.allControl.offline)
        guard let evaluation = plan.offlineEvaluation, logs.count == replications.count, !logs.isEmpty else {
            return nil
        }
        let metric = evaluation.metric
        let twins = replications.map(MetricTrial.clicksInTwins)
        guard let truth = MetricTrials(trials: twins, level: plan.level).truth else { return nil }
        let truths = twins.map(\.truth)
        reward = evaluation.rawValue
        (self.metric, label) = (metric.name, metric.label)
        pages = MetricTrials.mean(logs.map { Double($0.pages.slates) })
        exposures = MetricTrials.mean(logs.map { Double($0.exposures) })
        logged = MetricTrials.mean(logs.compactMap(\.logged), level: plan.level).effect
        self.truth = truth.difference
        values = OfflineEstimator.all.map {
            Value($0, logs, truths: truths, truth: truth.difference, level: plan.level)
        }
        (control, treatment) = (Order(0, logs, level: plan.level), Order(1, logs, level: plan.level))
        differences = Self.differences(logs, plan, replications)
    }

    /// What is taken for granted and not there, as far as it can be counted.
    private static func differences(
        _ logs: [OfflineTally], _ plan: Plan, _ replications: [FeedReplication]
    ) -> [String] {
        let exposures = logs.reduce(0) { $0 + $1.exposures }
        guard exposures > 0 else { return [] }
        func percent(_ count: Int, of all: Int) -> String { Figure.value(.share).text(Double(count) / Double(all)) }
        var words: [String] = []
        let later = logs.reduce(0) { $0 + $1.ofLaterPages }
        if later > 0 {
            words.append(
                "\(percent(later, of: exposures)) of exposures are on pages after a session's first: their candidates are what the pages before "
                    + "have left, and the log weighs each page by itself.")
        }
        let offered = replications.reduce(0) { $0 + $1.allControl.unitsOffered }
        let sold = replications.reduce(0) { $0 + $1.allControl.counts.orders }
        if offered > 0, sold * 100 >= offered {
            words.append(
                "\(percent(sold, of: offered)) of the units on offer are sold: what one user buys is not left for the next, and the log has "
                    + "only what control's pages left.")
        }
        if logs.contains(where: \.readsThePast) {
            words.append(
                "A ranking reads what pages have led to (clicks, sales, what users and sessions did, what it has learned): the log has only what "
                    + "control's pages led to.")
        }
        if plan.arms[0].conditions.browsing.boredomHazard > 0 {
            words.append(
                "Users leave sooner after slots without a click (market.browsing.boredom_hazard): how many slots are seen depends on what "
                    + "stands above.")
        }
        if plan.arms.contains(where: { $0.conditions.models.latency > 0 }) {
            words.append(
                "A model takes time to score (market.models.click.latency), of which control's log has only its own.")
        }
        return words
    }

    /// Whether there was anything to evaluate, and whether placements were drawn with the chances that are logged.
    static func checks(_ plan: Plan, _ replications: [FeedReplication], _ offline: OfflineReadout?) -> [HealthCheck] {
        guard plan.offlineEvaluation != nil else { return [] }
        guard offline != nil else {
            return [
                HealthCheck(
                    name: "propensities", status: .warn,
                    message:
                        "There is nothing to evaluate offline: nobody was shown anything in the experiment, in control's world or in the "
                        + "treatment's.")
            ]
        }
        return [drawn(replications)].compactMap(\.self)
    }

    /// Nil where nothing was drawn.
    private static func drawn(_ replications: [FeedReplication]) -> HealthCheck? {
        let logs = replications.compactMap(\.allControl.offline)
        let variance = logs.reduce(0) { $0 + $1.bestVariance }
        guard variance > 0 else { return nil }
        let (best, expected) = (logs.reduce(0) { $0 + $1.best }, logs.reduce(0) { $0 + $1.bestExpected })
        // Given what stands above, each is a draw of its own, so that their sum has the sum of their variances.
        let pValue = 2 * StandardNormal.upperTail(abs(Double(best) - expected) / variance.squareRoot())
        let counts =
            "\(Digits.count(best)) show the best listing that is left, and "
            + "\(Digits.count(Int(expected.rounded()))) are to be expected (\(Digits.comparedP(pValue)))"
        let isDrawn = pValue >= OfflineGains.alarm
        return HealthCheck(
            name: "propensities", status: isDrawn ? .pass : .fail,
            message:
                "Placements \(isDrawn ? "are drawn as their propensities say" : "are not drawn with the propensities that are logged"): "
                + "\(counts).")
    }
}

extension OfflineReadout.Value {
    fileprivate init(
        _ estimator: OfflineEstimator, _ logs: [OfflineTally], truths: [Double?], truth: EffectEstimate, level: Double
    ) {
        let gains = OfflineGains(estimator, logs, level: level)
        let known = gains.known
        (name, label) = (estimator.name, estimator.label)
        gain = gains.mean(known.map(\.gain), level: level)
        // Where one log lacks an interval, what its largest weights would have brought is unknown, and so is a bias.
        let isWhole = logs.count > 1 && known.count == logs.count && !known.contains(where: \.isOfFew)
        bias =
            isWhole
            ? gains.mean(zip(known, truths).compactMap { own, truth in truth.map { own.gain - $0 } }, level: level)
            : nil
        meanWeight = gains.meanWeight
        effectiveSampleSize = known.isEmpty ? nil : MetricTrials.mean(known.map(\.effectiveSampleSize))
        let errors = known.filter { $0.interval != nil }.compactMap(\.standardError)
        standardError = errors.isEmpty ? nil : MetricTrials.mean(errors)
        intervals = errors.count
        coverage = truth.standardError.flatMap { error in
            DesignStudy.Rate(known.filter { $0.interval != nil }) { $0.holds(truth.estimate, error: error) }
        }
        note = Self.note(gains, logs: logs.count)
    }

    private static func note(_ gains: OfflineGains, logs: Int) -> String? {
        if let reason = gains.reason { return "no value: \(reason)" }
        let withheld = gains.known.filter { $0.withheld != nil }
        guard let first = withheld.first?.withheld else { return nil }
        // Sizes differ from log to log; what is too small does not.
        let reason =
            withheld.allSatisfy(\.isOfFew)
            ? "an effective sample size below \(Int(PolicyValue.leastEffectiveSampleSize))" : first.description
        return "no interval in \(withheld.count) of \(Plural.text(logs, "log")): \(reason)"
    }
}

extension OfflineReadout.Order {
    fileprivate init(_ arm: Int, _ logs: [OfflineTally], level: Double) {
        func mean(_ values: [Double]) -> EffectEstimate? {
            values.isEmpty ? nil : MetricTrials.mean(values, level: level).effect
        }
        auc = mean(logs.compactMap { $0.areas[arm] })
        ndcg = mean(logs.compactMap { (try? $0.gains[arm].mean(level: level))?.estimate })
    }
}
