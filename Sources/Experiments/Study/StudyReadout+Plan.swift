import Marketplace
import Statistics

extension StudyReadout {
    init(_ metrics: [StudiedMetric], level: Double) {
        let words = StudyRecommendation(metrics.first, level: level)
        self.init(
            metrics: metrics, recommendation: words?.headline ?? "No design could be read out.",
            reasons: words?.reasons ?? [])
    }

    /// Of a feed market; nil without a study.
    init?(_ plan: Plan, replications: [FeedReplication]) {
        guard plan.study != nil else { return nil }
        let days = Double(plan.schedule.experiment) / 86_400_000
        self.init(
            plan.metrics.compactMap(Metric.named).compactMap { metric in
                let twins = replications.compactMap { replication in
                    MetricSample(metric, world: replication.allControl).value(inArm: 0).flatMap { control in
                        MetricSample(metric, world: replication.allTreated).value(inArm: 1).map { (control, $0) }
                    }
                }
                return StudiedMetric(
                    name: metric.name, label: metric.label, unit: metric.unit,
                    twins: twins, level: plan.level, days: days,
                    trials: plan.designs.enumerated().filter { $0.element.reads(metric) }.map { place, design in
                        DesignTrials(
                            design, at: place, metric, level: plan.level, replications: replications)
                    })
            }, level: plan.level)
    }

    /// Of a booking market; nil without a study.
    init?(_ plan: Plan, _ reader: BookingReader) {
        guard plan.study != nil else { return nil }
        let bookings = StudiedMetric(
            name: "bookings", label: "Bookings", unit: .count, twins: reader.twins, level: plan.level,
            days: Double(plan.schedule.experiment) / 86_400_000, trials: reader.booking.designs.map(reader.trials))
        self.init([bookings].compactMap(\.self), level: plan.level)
    }
}

extension StudiedMetric {
    /// - Parameters:
    ///   - twins: a value with nobody treated and one with everybody treated, a replication each.
    init?(
        name: String, label: String, unit: Metric.Unit, twins: [(Double, Double)], level: Double, days: Double,
        trials: [DesignTrials]
    ) {
        guard !twins.isEmpty else { return nil }
        let truth = MetricReader.truth(twins, level: level)
        let truths = twins.map { $0.1 - $0.0 }
        // A power is that of finding an effect which is there.
        let isKnown = !truth.difference.contains(0)
        self.init(
            name: name, label: label, unit: unit, truth: truth,
            designs: trials.compactMap {
                DesignStudy($0, truths: truths, isKnown: isKnown, level: level, days: days)
            }.sorted { ($0.rootMeanSquareError, $0.name) < ($1.rootMeanSquareError, $1.name) }, truths: truths)
    }
}
