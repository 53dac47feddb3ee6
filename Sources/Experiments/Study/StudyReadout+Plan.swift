import Marketplace
import Statistics

extension StudyReadout {
    /// - Parameters:
    ///   - metrics: the one that the recommendation is about first.
    ///   - decision: by which the designs are chosen where it is about that metric.
    package init(_ metrics: [StudiedMetric], level: Double, decision: DecisionReadout? = nil) {
        let words = StudyRecommendation(metrics.first, level: level, decision: decision)
        self.init(
            metrics: metrics, design: words?.design.name,
            recommendation: words?.headline ?? "No design could be read out.",
            reasons: words?.reasons ?? [])
    }

    /// Of a feed market; nil without a study.
    init?(_ plan: Plan, replications: [FeedReplication], decision: DecisionReadout?) {
        guard plan.study != nil else { return nil }
        let days = Double(plan.schedule.experiment) / 86_400_000
        self.init(
            plan.metrics.compactMap(Metric.named).compactMap { metric in
                StudiedMetric(
                    name: metric.name, label: metric.label, unit: metric.unit, level: plan.level, days: days,
                    rule: plan.verdict,
                    trials: plan.designs.enumerated().filter { $0.element.reads(metric) }.map { place, design in
                        DesignTrials(
                            design, at: place, metric, plan, replications: replications)
                    } + DesignTrials.offline(metric, plan, replications: replications))
            }, level: plan.level, decision: decision)
    }

    /// Of a booking market; nil without a study.
    init?(_ plan: Plan, _ reader: BookingReader) {
        guard plan.study != nil else { return nil }
        let bookings = StudiedMetric(
            name: "bookings", label: "Bookings", unit: .count, level: plan.level,
            days: Double(plan.schedule.experiment) / 86_400_000, rule: plan.verdict,
            trials: reader.booking.designs.map(reader.trials))
        self.init([bookings].compactMap(\.self), level: plan.level)
    }
}

extension StudiedMetric {
    /// Nil where no design read the metric, or no replication has both twins.
    init?(
        name: String, label: String, unit: Metric.Unit, level: Double, days: Double, rule: VerdictRule,
        trials: [DesignTrials]
    ) {
        guard let twins = trials.first?.trials, let truth = MetricTrials(trials: twins, level: level).truth else {
            return nil
        }
        self.init(
            name: name, label: label, unit: unit, truth: truth,
            designs: trials.compactMap {
                DesignStudy(
                    $0, truth: truth.difference, level: level, days: days, rule: rule, among: trials.count)
            }.sorted { ($0.rootMeanSquareError, $0.name) < ($1.rootMeanSquareError, $1.name) },
            truths: twins.compactMap(\.truth))
    }
}

extension DesignTrials {
    /// Of a feed market.
    init(_ design: Design, at place: Int, _ metric: Metric, _ plan: Plan, replications: [FeedReplication]) {
        let reader = MetricReader(
            metric, design: design, place: place, level: plan.level, bias: plan.biasMethod(under: design),
            replications: replications)
        self = reader.trials(
            nulls: replications.flatMap { replication in
                let world = replication.allControl
                return world.nulls.filter { $0.role == design.role }.compactMap { null in
                    let sample = MetricSample(
                        metric, design: design, units: null.units, users: world.users,
                        unitsOffered: world.unitsOffered)
                    return (try? sample.compare(level: plan.level))?.difference.pValue
                }
            })
    }
}
