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

    public init(
        _ name: String, _ summary: String, records: [RecordSchema], quantities: [Quantity] = [], metrics: [Metric] = []
    ) {
        self.name = name
        self.summary = summary
        self.records = records
        self.quantities = quantities
        self.metrics = metrics
    }
}
