import Experiments
import Marketplace

/// Writes the records of one kind, a row each.
struct LogWriter<Table: TableEncoder & ~Copyable>: ~Copyable {
    private var table: Table
    private let sources: UnsafeMutablePointer<LogTable.Source>
    private let columns: Int
    private let assignments: Assignments

    /// - Parameters:
    ///   - path: of the file.
    ///   - assignments: of the world.
    init(_ description: LogTable, path: String, assignments: Assignments) throws(StoreProblem) {
        self.assignments = assignments
        table = try Table(description.columns.map { TableColumn($0.name, $0.source.type) }, path: path)
        columns = description.columns.count
        sources = .allocate(capacity: columns)
        for (place, column) in description.columns.enumerated() { (sources + place).initialize(to: column.source) }
    }

    deinit { sources.deallocate() }

    @inline(__always) mutating func write(_ record: JournalRecord, number: Int64) throws(StoreProblem) {
        for column in 0..<columns {
            switch sources[column] {
            case .number: try table.add(number)
            case .time: try table.add(record.time)
            case .value: try table.add(record.value)
            case .user: try table.add(Int64(record.user))
            case .session: try table.add(Int64(record.session))
            case .listing: try table.add(Int64(record.listing))
            case .detail, .soldOut: try table.add(Int64(record.detail))
            case .arm: try table.add(Int64(assignments.arm(ofCell: record.arm)))
            case .slot: try table.add(Int64(record.slot))
            case .reason: try table.add(word: LogWriter.place(ofReason: record.detail))
            }
        }
        try table.endRow()
    }

    mutating func finish() throws(StoreProblem) { try table.finish() }

    /// Where the word stands among those of the column. - Precondition: the journal's detail is a `ListingEnd`.
    private static func place(ofReason detail: UInt32) -> Int { Int(detail) - Int(ListingEnd.sold.rawValue) }
}
