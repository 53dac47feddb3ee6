import Statistics

/// Which design to trust in a market: for each metric, every design beside the truth, and a recommendation.
public struct StudyReadout: Sendable, Equatable, Codable {
    /// The primary metric first.
    public var metrics: [StudiedMetric]
    /// One sentence: which design, for the primary metric.
    public var recommendation: String
    /// Why, a sentence each.
    public var reasons: [String]

    public init(metrics: [StudiedMetric], recommendation: String, reasons: [String]) {
        self.metrics = metrics
        self.recommendation = recommendation
        self.reasons = reasons
    }

    init(_ metrics: [StudiedMetric], level: Double) {
        self.metrics = metrics
        let words = StudyRecommendation(metrics.first, level: level)
        recommendation = words?.headline ?? "No design could be read out."
        reasons = words?.reasons ?? []
    }

    /// Of a feed market; nil without a study.
    init?(_ plan: Plan, replications: [ReplicationOutcome]) {
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

    /// Of a booking market, in which a replication gives no interval by itself; nil without a study.
    init?(_ plan: Plan, _ reader: BookingReader) {
        guard plan.study != nil else { return nil }
        let bookings = StudiedMetric(
            name: "bookings", label: "Bookings", unit: .count, twins: reader.twins, level: plan.level,
            days: Double(plan.schedule.experiment) / 86_400_000, trials: reader.booking.designs.map(reader.trials))
        self.init([bookings].compactMap(\.self), level: plan.level)
    }
}

/// One metric under every design of a study.
public struct StudiedMetric: Sendable, Equatable, Codable {
    public var name: String
    public var label: String
    public var unit: Metric.Unit
    /// What everybody treated brings.
    public var truth: TruthReadout
    /// By their root mean square error, the best first.
    public var designs: [DesignStudy]
    /// What each replication's twins said.
    public var truths: [Double]

    public init(
        name: String, label: String, unit: Metric.Unit, truth: TruthReadout, designs: [DesignStudy],
        truths: [Double]
    ) {
        self.name = name
        self.label = label
        self.unit = unit
        self.truth = truth
        self.designs = designs
        self.truths = truths
    }

    /// - Parameters:
    ///   - twins: a value with nobody treated and one with everybody treated, a replication each.
    init?(
        name: String, label: String, unit: Metric.Unit, twins: [(Double, Double)], level: Double, days: Double,
        trials: [DesignTrials]
    ) {
        guard !twins.isEmpty else { return nil }
        self.name = name
        self.label = label
        self.unit = unit
        let truth = MetricReader.truth(twins, level: level)
        let truths = twins.map { $0.1 - $0.0 }
        // A power is that of finding an effect which is there.
        let isKnown = !truth.difference.contains(0)
        self.truth = truth
        self.truths = truths
        designs = trials.compactMap {
            DesignStudy($0, truths: truths, isKnown: isKnown, level: level, days: days)
        }.sorted { ($0.rootMeanSquareError, $0.name) < ($1.rootMeanSquareError, $1.name) }
    }
}
