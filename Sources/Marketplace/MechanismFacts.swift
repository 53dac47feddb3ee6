/// What a mechanism adds to the market: declared once, in the mechanism's folder, and read by logs, totals, metrics and documents.
public struct MechanismFacts: Sendable {
    /// The mechanism in a word.
    public let name: String
    /// What it does, in a sentence.
    public let summary: String
    /// The kinds of records that it writes.
    public let records: [RecordSchema]

    public init(_ name: String, _ summary: String, records: [RecordSchema]) {
        self.name = name
        self.summary = summary
        self.records = records
    }
}
