import Experiments
import Marketplace

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
