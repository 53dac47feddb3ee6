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
