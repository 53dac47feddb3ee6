public import Marketplace
import Statistics

/// Which design to trust in a market: for each metric, every design beside the truth, and a recommendation.
public struct StudyReadout: Sendable, Equatable, Codable {
    /// The primary metric first.
    public var metrics: [StudiedMetric]
    /// Name of the design that the recommendation is about; nil where none could be read out.
    public var design: String?
    /// One sentence: which design, for the primary metric.
    public var recommendation: String
    /// Why, a sentence each.
    public var reasons: [String]

    public init(metrics: [StudiedMetric], design: String? = nil, recommendation: String, reasons: [String]) {
        self.metrics = metrics
        self.design = design
        self.recommendation = recommendation
        self.reasons = reasons
    }
}

/// One metric under every design of a study.
public struct StudiedMetric: Sendable, Equatable, Codable {
    /// The metric's name in scenarios and JSON.
    public var name: String
    /// The metric's name for people.
    public var label: String
    /// What the metric is counted in.
    public var unit: Metric.Unit
    /// What everybody treated brings.
    public var truth: TruthReadout
    /// The designs by their root mean square error, the best first.
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
}
