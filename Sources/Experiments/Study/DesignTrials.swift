import Marketplace
import Statistics

/// What one design said of one metric, replication by replication.
struct DesignTrials {
    let name: String
    /// In a sentence: "user split".
    let words: String
    let definition: String
    /// With the twins beside it.
    var trials: [MetricTrial]
    /// The interval and p-value that one replication gave by itself; nil where it gives none.
    var intervals: [Estimate?]
    /// P-values where nothing was changed.
    var nulls: [Double]
}

extension DesignTrials {
    /// Of a feed market.
    init(
        _ design: Design, at place: Int, _ metric: Metric, level: Double, replications: [FeedReplication]
    ) {
        let reader = MetricReader(metric, design: design, place: place, level: level, replications: replications)
        self = reader.trials(
            nulls: replications.flatMap { replication in
                let world = replication.allControl
                return world.nulls.filter { $0.role == design.role }.compactMap { null in
                    let sample = MetricSample(
                        metric, design: design, units: null.units, users: world.users,
                        unitsOffered: world.unitsOffered)
                    return (try? sample.compare(level: level))?.difference.pValue
                }
            })
    }
}
