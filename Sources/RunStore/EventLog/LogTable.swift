import Experiments
import Marketplace

/// Says which file a kind of record goes to, and what stands in its columns: the record's number and time, then what its schema
/// declares.
struct LogTable {
    /// Where a column's cells come from.
    enum Source: BitwiseCopyable {
        /// The record's number in its world.
        case number
        case field(JournalRecord.Field)
        /// The arm of the record's cell.
        case arm
        /// A word, by its number from 1.
        case word(JournalRecord.Field)
    }

    /// Without its extension.
    let name: String
    let columns: [TableColumn]
    /// One a column.
    let sources: [Source]

    /// The table of `users`: not made of records.
    static let users = [TableColumn("user", .uint32), TableColumn("arm", .uint8)]

    /// The table of `listings`, where they are split.
    static let listings = [TableColumn("listing", .uint32), TableColumn("arm", .uint8)]

    init(_ schema: RecordSchema) {
        name = schema.name
        columns =
            [TableColumn("record", .int64), TableColumn("time_ms", .int64)]
            + schema.columns.map { TableColumn($0.name, LogTable.type(of: $0)) }
        sources = [.number, .field(.time)] + schema.columns.map(LogTable.source)
    }

    private static func source(of column: RecordColumn) -> Source {
        if case .words = column.form { return .word(column.field) }
        return column.field == .arm ? .arm : .field(column.field)
    }

    /// What stands in such a column, in every format.
    private static func type(of column: RecordColumn) -> ColumnType {
        switch column.form {
        case .flag: .toggle
        case .words(let words): .word(words)
        case .number:
            switch column.field {
            case .time, .value: .int64
            case .user, .session, .listing, .detail, .itemNumber: .uint32
            case .slot: .uint16
            case .arm, .itemKind: .uint8
            }
        }
    }
}

/// Writes the records of one kind, a row each.
struct LogWriter<Table: TableEncoder & ~Copyable>: ~Copyable {
    private var table: Table
    private let sources: UnsafeMutablePointer<LogTable.Source>
    private let columns: Int
    private let assignments: WorldArms

    /// - Parameters:
    ///   - path: of the file.
    ///   - assignments: of the world.
    init(_ description: LogTable, path: String, assignments: WorldArms) throws(StoreProblem) {
        self.assignments = assignments
        table = try Table(description.columns, path: path)
        columns = description.columns.count
        sources = .allocate(capacity: columns)
        for (place, source) in description.sources.enumerated() { (sources + place).initialize(to: source) }
    }

    deinit { sources.deallocate() }

    @inline(__always) mutating func write(_ record: JournalRecord, number: Int64) throws(StoreProblem) {
        for column in 0..<columns {
            switch sources[column] {
            case .number: try table.add(number)
            case .field(let field): try table.add(record.number(in: field))
            case .arm: try table.add(Int64(assignments.arm(ofCell: record.arm)))
            case .word(let field): try table.add(word: Int(record.number(in: field)) - 1)
            }
        }
        try table.endRow()
    }

    mutating func finish() throws(StoreProblem) { try table.finish() }
}
