import Statistics
import Tables

/// Reads the rows of one block of a CSV file.
struct BlockReader: Sendable {
    let roles: ColumnRoles
    let groups: [MomentGroup]
    let question: Question
    /// Whether rows are kept because units, clusters or quantiles need them.
    let keepsRows: Bool

    /// - Parameter hasHeader: whether the block begins with the table's header.
    func read(_ bytes: [UInt8], hasHeader: Bool) -> Block {
        var reader = CSVReader(bytes: bytes, dialect: roles.dialect)
        var intake = RowIntake(roles, groups, question, keepsRows: keepsRows)
        var fault: Block.Fault?
        withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, roles.values.count)) { row in
            do throws(Block.Fault) {
                if hasHeader { _ = try next(&reader) }
                while try next(&reader) { try intake.take(reader, row) }
            } catch {
                fault = error
            }
        }
        return intake.finished(lines: reader.linesRead, fault: fault)
    }

    @inline(__always) private func next(_ reader: inout CSVReader) throws(Block.Fault) -> Bool {
        do { return try reader.next() } catch {
            throw Block.Fault(line: error.line ?? reader.line, column: nil, message: error.message)
        }
    }
}
