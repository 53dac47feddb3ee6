public import PolicyKit

/// What a mechanism adds to the market: declared once, in the mechanism's folder, and read by logs, totals, metrics and documents.
public struct MechanismFacts: Sendable {
    /// The mechanism in a word.
    public let name: String
    /// What it does, in a sentence.
    public let summary: String
    /// The kinds of records that it writes.
    public let records: [RecordSchema]
    /// What is counted in them.
    public let quantities: [Quantity]
    /// What is read out of that.
    public let metrics: [Metric]
    /// Paths of conditions by which quantities are counted, and which change nothing that happens.
    public let countedBy: [String]
    /// Conditions that set off something which is seen only by who reads a signal.
    public let signalled: [SignalledCondition]
    /// Metrics that are 0 in an arm which does not set them going.
    public let conditional: [ConditionalMetric]
    /// Those of the metrics that are read out only where a scenario asks for them.
    public let onRequest: [Metric]

    public init(
        _ name: String, _ summary: String, records: [RecordSchema], quantities: [Quantity] = [], metrics: [Metric] = [],
        countedBy: [String] = [], signalled: [SignalledCondition] = [], conditional: [ConditionalMetric] = [],
        onRequest: [Metric] = []
    ) {
        self.name = name
        self.summary = summary
        self.records = records
        self.quantities = quantities
        self.metrics = metrics
        self.countedBy = countedBy
        self.signalled = signalled
        self.conditional = conditional
        self.onRequest = onRequest
    }
}

/// A metric that is 0 unless something sets it going: read out by default only where that is so.
public struct ConditionalMetric: Sendable {
    public let metric: Metric
    /// Whether an arm of these conditions and policies can make it other than 0.
    public let canMove: @Sendable (Conditions, PolicyChoices) -> Bool
}

/// A condition whose only effect is a signal: without a reader nothing follows from it.
public struct SignalledCondition: Sendable {
    /// Its path.
    public let key: String
    /// What is told, in words.
    public let words: String
    /// The ranking policies that read it.
    public let signal: SessionSignals
    /// Whether the condition tells anybody anything.
    public let isActive: @Sendable (Conditions) -> Bool
    /// Whether campaigns of ads read it, too.
    public let isReadByAds: Bool
}
