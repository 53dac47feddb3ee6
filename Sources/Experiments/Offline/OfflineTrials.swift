import Marketplace
import Statistics

extension DesignTrials {
    /// Offline evaluation as a study has it: one row for each estimator that gives a value, of the metric that it is about.
    static func offline(_ metric: Metric, _ plan: Plan, replications: [FeedReplication]) -> [DesignTrials] {
        let logs = replications.compactMap(\.allControl.offline)
        guard plan.offlineEvaluation?.metric == metric, logs.count == replications.count else { return [] }
        return OfflineEstimator.all.compactMap { estimator in
            let gains = logs.map { try? OfflineGain(estimator, $0, level: plan.level) }
            guard gains.contains(where: { $0 != nil }) else { return nil }
            let trials = zip(replications, zip(logs, gains)).map { worlds, own -> MetricTrial in
                var trial = MetricTrial.twins(of: metric, worlds)
                trial.control = own.0.logged
                trial.effect = own.1?.gain
                trial.treatment = own.1.flatMap { gain in own.0.logged.map { $0 + gain.gain } }
                return trial
            }
            return DesignTrials(
                name: estimator.nameInStudies, words: "offline evaluation (\(estimator.label))",
                definition:
                    "Control's log alone, each placement weighed by the challenger's chance of it over that of control: "
                    + "\(estimator.assumption).",
                trials: trials, bias: .estimateLessTruth,
                intervals: gains.map { gain in
                    guard let gain, gain.interval != nil, let error = gain.standardError else { return nil }
                    return try? Estimate(
                        testing: gain.gain, standardError: error, degreesOfFreedom: .infinity, level: plan.level)
                }, nulls: [])
        }
    }
}

extension MetricTrial {
    /// A metric with nobody treated and with everybody treated.
    static func twins(of metric: Metric, _ worlds: FeedReplication) -> MetricTrial {
        MetricTrial(
            control: nil, treatment: nil, effect: nil,
            allControl: MetricSample(metric, world: worlds.allControl).value(inArm: 0),
            allTreated: MetricSample(metric, world: worlds.allTreated).value(inArm: 1))
    }
}

extension DesignStudy {
    /// Whether anything was tried, and not just read out of a log.
    package var isExperiment: Bool { !OfflineEstimator.all.contains { $0.nameInStudies == name } }
}
