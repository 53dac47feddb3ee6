import Statistics
import Tables

/// An answer as JSON writes it: with which program, what was asked, of what table, and what came out.
public struct AnswerRecord: Sendable, Encodable {
    /// The program's version.
    public let version: String
    /// The table's name.
    public let data: String
    /// The chance with which an interval holds the true value.
    public let level: Double
    /// All that was asked, and the defaults of what was not; absent is what was not asked for and has no default.
    public let settings: Question
    /// How the table was read.
    public let table: Table
    /// The sample ratio of all variants; its p-value is absent where it does not exist.
    public let sampleRatio: SampleRatio
    /// What a reader should know of the data, a sentence each.
    public let remarks: [String]
    /// The answers over the whole table.
    public let rows: [MetricAnswer]
    /// The answers of the segments; absent where none are asked for.
    public let segments: [MetricAnswer]?

    /// How a table is written, and what of it was counted.
    public struct Table: Sendable, Encodable {
        /// The word for what stands between cells: `comma`.
        public let separator: String
        /// The word for the decimal mark: `point`.
        public let decimalMark: String
        /// Rows and units that were read, left out and mended.
        public let counts: TableCounts
        /// Units by variant.
        public let units: [String: Int]
    }

    /// Whether the variants have the shares that they were meant to have.
    public struct SampleRatio: Sendable, Encodable {
        /// p of the test; absent where it cannot be computed.
        public let pValue: Double?
        /// Whether the table or a segment is beyond chance.
        public let alarm: Bool
        /// Below which p-value.
        public let alarmLevel: Double
    }

    /// - Parameters:
    ///   - data: the table's name.
    ///   - version: of the program.
    public init(_ answer: Answer, data: String, version: String) {
        self.version = version
        self.data = data
        level = 1 - answer.question.alpha
        settings = answer.question
        table = Table(
            separator: answer.dialect.separator.rawValue, decimalMark: answer.dialect.decimalMark.rawValue,
            counts: answer.counts,
            units: Dictionary(uniqueKeysWithValues: answer.variants.map { ($0.name, $0.units) }))
        sampleRatio = SampleRatio(
            pValue: answer.sampleRatio?.pValue, alarm: answer.hasSampleRatioMismatch, alarmLevel: Answer.alarmLevel)
        remarks = answer.remarks
        rows = answer.rows
        segments = answer.question.segments.isEmpty ? nil : answer.segments
    }
}
