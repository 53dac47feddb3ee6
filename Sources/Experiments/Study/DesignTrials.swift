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
    /// How a bias is read where the design has units that live in both twins.
    var bias = Bias.Method.byUnit
    /// The interval and p-value that one replication gave by itself; nil where it gives none.
    var intervals: [Estimate?]
    /// P-values where nothing was changed.
    var nulls: [Double]
}
