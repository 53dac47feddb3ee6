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
                StudiedMetric(
                    name: metric.name, label: metric.label, unit: metric.unit, level: plan.level, days: days,
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
            name: "bookings", label: "Bookings", unit: .count, level: plan.level,
            days: Double(plan.schedule.experiment) / 86_400_000, trials: reader.booking.designs.map(reader.trials))
        self.init([bookings].compactMap(\.self), level: plan.level)
    }
}

extension StudiedMetric {
    /// Nil where no design read the metric, or no replication has both twins.
    init?(
        name: String, label: String, unit: Metric.Unit, level: Double, days: Double, trials: [DesignTrials]
    ) {
        guard let twins = trials.first?.trials, let truth = MetricTrials(trials: twins, level: level).truth else {
            return nil
        }
        self.init(
            name: name, label: label, unit: unit, truth: truth,
            designs: trials.compactMap { DesignStudy($0, truth: truth.difference, level: level, days: days) }
                .sorted { ($0.rootMeanSquareError, $0.name) < ($1.rootMeanSquareError, $1.name) },
            truths: twins.compactMap(\.truth))
    }
}
