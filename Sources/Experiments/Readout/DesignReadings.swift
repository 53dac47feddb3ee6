import Marketplace
import Statistics

/// Every metric of a plan under every design, beside the same truth.
struct DesignReadings {
    /// By design, in the plan's order; under each the plan's metrics, the primary one first.
    let designs: [(design: Design, metrics: [MetricReadout])]
    private let names: [String]

    init(_ plan: Plan, replications: [FeedReplication]) {
        let metrics = plan.metrics.compactMap(Metric.named)
        names = metrics.map(\.name)
        designs = plan.designs.enumerated().map { place, design in
            let users = plan.arms.indices.map { arm in replications.reduce(0) { $0 + $1.designs[place].arms[arm].n } }
            return (
                design,
                metrics.filter(design.reads).map {
                    MetricReader(
                        $0, design: design, place: place, level: plan.level, replications: replications
                    ).read(users: users)
                }
            )
        }
    }

    /// Metric by metric, those of the primary design first.
    var rows: [MetricReadout] {
        guard designs.count > 1 else { return designs[0].metrics }
        return names.flatMap { name in
            designs.compactMap { design, metrics in
                metrics.first { $0.name == name }?.under(design.rawValue, words: design.words)
            }
        }
    }
}
