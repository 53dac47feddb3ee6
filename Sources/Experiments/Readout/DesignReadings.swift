import Statistics

/// Every metric of a plan under every design, beside the same truth.
struct DesignReadings {
    /// By design, in the plan's order; under each the plan's metrics, the primary one first.
    let designs: [(design: Design, metrics: [MetricReadout])]

    init(_ plan: Plan, replications: [ReplicationOutcome]) {
        let metrics = plan.metrics.compactMap(Metric.named)
        designs = plan.designs.enumerated().map { place, design in
            let users = plan.arms.indices.map { arm in replications.reduce(0) { $0 + $1.designs[place].arms[arm].n } }
            return (
                design,
                metrics.map {
                    MetricReader($0, design: place, level: plan.level, replications: replications).read(users: users)
                }
            )
        }
    }

    /// Metric by metric, those of the primary design first.
    var rows: [MetricReadout] {
        guard designs.count > 1 else { return designs[0].metrics }
        return designs[0].metrics.indices.flatMap { metric in
            designs.map { $0.metrics[metric].under($0.design.rawValue, words: $0.design.words) }
        }
    }
}
