import Statistics
import Tables

/// Reads the rows of one block of a CSV file.
struct BlockReader: Sendable {
    let roles: ColumnRoles
    let groups: [MomentGroup]
    /// Whether rows are kept because units, clusters or quantiles need them.
    let keepsRows: Bool
    /// Where in a row the numbers stand.
    private let cells: [Int]
    /// Places of numbers that must be 0 or 1.
    private let shares: [Int]

    init(roles: ColumnRoles, groups: [MomentGroup], keepsRows: Bool) {
        self.roles = roles
        self.groups = groups
        self.keepsRows = keepsRows
        cells = roles.values.map(\.cell)
        shares = groups.filter(\.isShare).map { $0.columns[0] }
    }

    /// - Parameter hasHeader: whether the block begins with the table's header.
    func read(_ bytes: [UInt8], hasHeader: Bool) -> Block {
        var block = Block()
        var reader = CSVReader(bytes: bytes)
        var cells = CellIndex()
        var moments: [CellMoments] = []
        var untriggered: [Int] = []
        var kept = Block.KeptRows()
        withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, roles.values.count)) { row in
            guard let base = row.baseAddress else { return }
            do throws(CSVFault) {
                if hasHeader { _ = try reader.next() }
                while try reader.next() {
                    if let fault = fault(of: reader, into: base) {
                        block.fault = fault
                        return
                    }
                    var isTriggered = true
                    if let trigger = roles.trigger {
                        guard let number = reader.number(trigger.cell) else {
                            block.fault = notANumber(reader, cell: trigger.cell, column: trigger.name)
                            return
                        }
                        isTriggered = number != 0
                    }
                    block.rows += 1
                    let cell =
                        if let stratum = roles.stratum {
                            cells.number(variant: reader.bytes(roles.variant), stratum: reader.bytes(stratum))
                        } else {
                            cells.number(variant: reader.bytes(roles.variant))
                        }
                    if keepsRows {
                        kept.isTriggered.append(isTriggered)
                        kept.cells.append(UInt32(cell))
                        kept.units.append(roles.unit.map { ByteHash.of(reader.bytes($0), seed: 1) } ?? 0)
                        kept.clusters.append(roles.cluster.map { ByteHash.of(reader.bytes($0), seed: 2) } ?? 0)
                        kept.values.append(contentsOf: row)
                    } else {
                        if cell == moments.count {
                            moments.append(CellMoments(groups, width: row.count))
                            untriggered.append(0)
                        }
                        if isTriggered { moments[cell].add(base) } else { untriggered[cell] += 1 }
                    }
                }
            } catch {
                block.fault = Block.Fault(line: error.line ?? reader.line, column: nil, message: error.message)
            }
        }
        block.lines = reader.linesRead
        block.kept = keepsRows ? kept : nil
        for moment in moments { moment.flush() }
        block.cells = cells.names.enumerated().map { index, name in
            Block.Cell(
                variant: name.variant, stratum: name.stratum, count: keepsRows ? 0 : moments[index].count,
                untriggered: keepsRows ? 0 : untriggered[index],
                moments: keepsRows ? [] : moments[index].moments)
        }
        return block
    }

    /// Reads the numbers of the present row, or says what is wrong with it.
    @inline(__always)
    private func fault(of reader: borrowing CSVReader, into row: UnsafeMutablePointer<Double>) -> Block.Fault? {
        guard reader.count == roles.count else {
            return Block.Fault(
                line: reader.line, column: nil,
                message:
                    "the row has \(reader.count) \(reader.count == 1 ? "cell" : "cells"), the header has \(roles.count)"
            )
        }
        if let index = reader.read(cells, into: row) {
            return notANumber(reader, cell: cells[index], column: roles.values[index].name)
        }
        for index in shares where row[index] != 0 && row[index] != 1 {
            return Block.Fault(
                line: reader.line, column: roles.values[index].name,
                message: "expected 0 or 1 for a proportion, found \(row[index])")
        }
        return nil
    }

    private func notANumber(_ reader: borrowing CSVReader, cell: Int, column: String) -> Block.Fault {
        let text = reader.text(cell) ?? "what is not UTF-8"
        let found =
            text.isEmpty ? "nothing; write 0 where there was none, or leave such units out" : "\"\(text.prefix(60))\""
        return Block.Fault(
            line: reader.line, column: column, message: "expected a finite number, found \(found)")
    }
}
