import Statistics
import Tables

/// Takes in the rows of one block.
struct RowIntake {
    private let roles: ColumnRoles
    private let groups: [MomentGroup]
    private let question: Question
    private var block = Block()
    private var cells: CellIndex
    private var moments: [CellMoments] = []
    private var untriggered: [Int] = []
    private var leftOut: [Int] = []
    private var asZero: [Int] = []
    private var isReadable: [Bool] = []
    private var kept: Block.KeptRows?
    /// Where each block of time stands in the list, and one of its cells, by the block's number.
    private var periods: [Int64: (place: Int, cell: Int)] = [:]
    /// Where in a row the numbers stand.
    private let values: [Int]
    /// Places of numbers that must be 0 or 1.
    private let shares: [Int]

    /// More of them in one block are no variants and strata.
    private static let mostCells = 20_000

    /// - Parameter keepsRows: whether rows are kept because units, clusters or quantiles need them.
    init(_ roles: ColumnRoles, _ groups: [MomentGroup], _ question: Question, keepsRows: Bool) {
        self.roles = roles
        self.groups = groups
        self.question = question
        cells = CellIndex(roles, question)
        kept = keepsRows ? Block.KeptRows() : nil
        values = roles.values.map(\.cell)
        shares = groups.filter(\.isShare).map { $0.columns[0] }
    }

    /// Takes in the reader's present row.
    /// - Parameter row: room for its numbers.
    @inline(__always) mutating func take(
        _ reader: borrowing CSVReader, _ row: UnsafeMutableBufferPointer<Double>
    ) throws(Block.Fault) {
        guard let base = row.baseAddress else { return }
        guard reader.count == roles.count else { throw .otherLength(reader, header: roles.count) }
        block.rows += 1
        let cell = try cell(of: reader)
        guard isReadable[cell], try hasNames(reader, cell), let period = try period(of: reader, cell),
            try readNumbers(reader, cell, into: base), let isTriggered = try isTriggered(reader, cell)
        else { return }
        guard kept != nil else {
            if isTriggered { moments[cell].add(base) } else { untriggered[cell] += 1 }
            return
        }
        kept?.isTriggered.append(isTriggered)
        kept?.cells.append(UInt32(cell))
        kept?.units.append(roles.unit.map { ByteHash.of(reader.bytes($0.cell), seed: 1) } ?? 0)
        kept?.clusters.append(roles.cluster.map { ByteHash.of(reader.bytes($0.cell), seed: 2) } ?? period)
        kept?.values.append(contentsOf: row)
        if question.hasUnitConstants { kept?.lines.append(reader.line) }
    }

    /// All that was taken in.
    /// - Parameter lines: that the block has.
    func finished(lines: Int, fault: Block.Fault?) -> Block {
        var block = block
        block.lines = lines
        block.fault = fault
        block.kept = kept
        for moment in moments { moment.flush() }
        block.cells = cells.names.indices.map { cell in
            Block.Cell(
                name: cells.names[cell], count: kept == nil ? moments[cell].count : 0, untriggered: untriggered[cell],
                leftOut: leftOut[cell], asZero: asZero[cell], moments: kept == nil ? moments[cell].moments : [])
        }
        return block
    }

    // MARK: - Names

    /// The row's variant, stratum and segments.
    @inline(__always) private mutating func cell(of reader: borrowing CSVReader) throws(Block.Fault) -> Int {
        let cell = cells.number(of: reader)
        if cell == isReadable.count { try open(cell, reader) }
        if !isReadable[cell] { try refuse(cell, reader) }
        return cell
    }

    private mutating func open(_ cell: Int, _ reader: borrowing CSVReader) throws(Block.Fault) {
        guard cell < RowIntake.mostCells else {
            throw Block.Fault(
                line: reader.line, column: question.strata ?? question.segments.first ?? question.variant,
                message: "there are more than \(RowIntake.mostCells) variants, strata and segments; "
                    + "are these their columns?")
        }
        isReadable.append(cells.names[cell].fault == nil)
        untriggered.append(0)
        leftOut.append(0)
        asZero.append(0)
        if kept == nil { moments.append(CellMoments(groups, width: max(1, roles.values.count))) }
    }

    /// Leaves out a row in which a name has no value.
    private mutating func refuse(_ cell: Int, _ reader: borrowing CSVReader) throws(Block.Fault) {
        guard let fault = cells.names[cell].fault else { return }
        if let message = fault.message {
            throw Block.Fault(line: reader.line, column: fault.column, message: "expected a name, found \(message)")
        }
        _ = try leaveOut(fault.column, "a name", reader, cell)
    }

    /// Whether unit and cluster have values.
    @inline(__always) private mutating func hasNames(
        _ reader: borrowing CSVReader, _ cell: Int
    ) throws(Block.Fault) -> Bool {
        if let unit = roles.unit, MissingCells.has(reader.bytes(unit.cell)) {
            return try leaveOut(unit.name, "a name", reader, cell)
        }
        if let cluster = roles.cluster, MissingCells.has(reader.bytes(cluster.cell)) {
            return try leaveOut(cluster.name, "a name", reader, cell)
        }
        return true
    }

    // MARK: - Cells without a value

    /// Counts a row that is left out; false.
    private mutating func leaveOut(
        _ column: String, _ expected: String, _ reader: borrowing CSVReader, _ cell: Int
    ) throws(Block.Fault) -> Bool {
        guard question.missing != .error else { throw missing(column, expected, reader) }
        block.missing[column, default: 0] += 1
        leftOut[cell] += 1
        return false
    }

    private mutating func countAsZero(_ column: String, _ cell: Int) {
        block.cellsAsZero[column, default: 0] += 1
        asZero[cell] += 1
    }

    private func missing(_ column: String, _ expected: String, _ reader: borrowing CSVReader) -> Block.Fault {
        Block.Fault(
            line: reader.line, column: column,
            message: "expected \(expected), found nothing; --missing drop leaves such rows out"
                + (expected == "a name" ? "" : ", --missing zero counts nothing as 0"))
    }

    // MARK: - Numbers

    /// Whether all numbers of the row are read; not where it is left out.
    @inline(__always) private mutating func readNumbers(
        _ reader: borrowing CSVReader, _ cell: Int, into row: UnsafeMutablePointer<Double>
    ) throws(Block.Fault) -> Bool {
        var first = 0
        while let place = reader.read(values, from: first, into: row) {
            let column = roles.values[place].name
            guard MissingCells.has(reader.bytes(values[place])) else {
                throw .notANumber(reader, cell: values[place], column: column, roles.dialect)
            }
            guard question.missing == .zero else { return try leaveOut(column, "a number", reader, cell) }
            row[place] = 0
            // A column whose share and sum are asked for stands here twice.
            if !values[..<place].contains(values[place]) { countAsZero(column, cell) }
            first = place + 1
        }
        for place in shares where row[place] != 0 && row[place] != 1 {
            throw Block.Fault(
                line: reader.line, column: roles.values[place].name,
                message: "expected 0 or 1 for a proportion, found \(row[place])")
        }
        return true
    }

    /// Nil where the row is left out.
    @inline(__always) private mutating func isTriggered(
        _ reader: borrowing CSVReader, _ cell: Int
    ) throws(Block.Fault) -> Bool? {
        guard let trigger = roles.trigger else { return true }
        if let number = reader.number(trigger.cell) { return number != 0 }
        guard MissingCells.has(reader.bytes(trigger.cell)) else {
            throw .notANumber(reader, cell: trigger.cell, column: trigger.name, roles.dialect)
        }
        guard question.missing == .zero else {
            return try leaveOut(trigger.name, "a number", reader, cell) ? true : nil
        }
        countAsZero(trigger.name, cell)
        return false
    }

    // MARK: - Time

    /// The block of time that the row belongs to, as a hash, 0 where there are none; nil where the row is left out.
    @inline(__always) private mutating func period(
        of reader: borrowing CSVReader, _ cell: Int
    ) throws(Block.Fault) -> UInt64? {
        guard let time = roles.time, let plan = question.switchback else { return 0 }
        if MissingCells.has(reader.bytes(time)) {
            return try leaveOut(plan.time, "a time", reader, cell) ? 0 : nil
        }
        guard let moment = plan.milliseconds(reader.bytes(time), number: reader.number(time)) else {
            throw Block.Fault(
                line: reader.line, column: plan.time,
                message: "expected a time, as 2026-03-01T09:30:00Z or a number of "
                    + (plan.unit == .seconds ? "seconds" : "milliseconds")
                    + ", found \"\((reader.text(time) ?? "what is not UTF-8").prefix(60))\"")
        }
        let (number, into) = plan.place(of: moment)
        guard into >= plan.washout else {
            block.washedOut += 1
            return nil
        }
        let name = cells.names[cell]
        if let known = periods[number] {
            guard cells.names[known.cell].firstOfVariant == name.firstOfVariant else {
                throw Block.Fault(
                    line: reader.line, column: plan.time,
                    message: plan.mistake(number, cells.names[known.cell].pooled, name.pooled))
            }
        } else {
            periods[number] = (block.periods.count, cell)
            block.periods.append(Block.Period(number: number, variant: name.pooled, line: reader.line))
        }
        return UInt64(bitPattern: number)
    }
}

extension SwitchbackBlocks {
    /// A row's time; nil for what is none, or beyond 30,000 years. - Parameter number: of the cell, where it is one.
    func milliseconds(_ text: Span<UInt8>, number: Double?) -> Int64? {
        guard let number else { return Timestamp.milliseconds(text) }
        let milliseconds = (number * unit.milliseconds).rounded(.down)
        return milliseconds.magnitude < 1e15 ? Int64(milliseconds) : nil
    }

    /// Which block a moment belongs to, and how many milliseconds into it.
    func place(of moment: Int64) -> (number: Int64, into: Int64) {
        let (whole, rest) = (moment - start).quotientAndRemainder(dividingBy: block)
        return rest < 0 ? (whole - 1, rest + block) : (whole, rest)
    }

    /// The sentence on a block in which two variants ran.
    func mistake(_ number: Int64, _ first: String, _ second: String) -> String {
        "the block from \(Timestamp.text(start + number * block)) to \(Timestamp.text(start + (number + 1) * block)) "
            + "(UTC) has rows of \"\(first)\" and of \"\(second)\"; a block is of one variant: --start says when one begins, "
            + "--washout leaves out its start"
    }
}
