import Marketplace
import Statistics

extension DesignTrials {
    /// Offline evaluation as a study has it: one row for each estimator that gives a value, of the metric that it is about.
    static func offline(_ metric: Metric, _ plan: Plan, replications: [FeedReplication]) -> [DesignTrials] {
        let logs = replications.compactMap(\.allControl.offline)
        // What the log of control says of control is no finding.
        guard plan.offlineEvaluation?.metric == metric, logs.count == replications.count,
            !plan.arms[0].isEqual(to: plan.arms[1])
        else { return [] }
        return OfflineEstimator.all.compactMap { estimator in
            let gains = OfflineGains(estimator, logs, level: plan.level).each
            // A study's figures are over all replications.
            guard gains.allSatisfy({ $0.map { !$0.isOfFew } ?? false }) else { return nil }
            let trials = zip(replications, zip(logs, gains)).map { worlds, own -> MetricTrial in
                var trial = MetricTrial.clicksInTwins(worlds)
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
    /// Clicks per exposure with nobody treated and with everybody treated.
    static func clicksInTwins(_ worlds: FeedReplication) -> MetricTrial {
        // Whatever metrics the scenario reads out, these are counted.
        func rate(_ world: FeedOutcome, arm: Int) -> Double? {
            let exposures = world.tally.total(.exposures, arm: arm)
            return exposures > 0 ? Double(world.tally.total(.clicks, arm: arm)) / Double(exposures) : nil
        }
        return MetricTrial(
            control: nil, treatment: nil, effect: nil, allControl: rate(worlds.allControl, arm: 0),
            allTreated: rate(worlds.allTreated, arm: 1))
    }
}

extension DesignStudy {
    /// Whether anything was tried, and not just read out of a log.
    package var isExperiment: Bool { !OfflineEstimator.all.contains { $0.nameInStudies == name } }
}
