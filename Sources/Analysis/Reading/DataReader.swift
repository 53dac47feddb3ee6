import Statistics
import Tables

/// What was read of a table.
struct TableReading {
    let whole: Evidence
    /// The segments of each column, in the order of the question's columns and of the segments' names.
    let segments: [(column: String, name: String, evidence: Evidence)]
    let counts: TableCounts
    let dialect: CSVDialect
}

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

/// Reads a table once, block by block on several threads, and gathers what a question needs of it.
///
/// Blocks are gathered in their order, so that no figure depends on the number of threads.
struct DataReader {
    private let question: Question
    private let file: String
    private let roles: ColumnRoles
    private let groups: [MomentGroup]
    private var lines = 0
    private var counts = TableCounts()
    private var whole: Gathering
    /// What was gathered for each column of segments, by the segment's name.
    private var segments: [[String: Gathering]]
    /// Variants as they stand in the table.
    private var variants: Set<String> = []
    /// The variant of each block of time, by the block's number.
    private var periods: [Int64: String] = [:]

    /// A column with more values has no segments.
    private static let mostSegments = 100

    /// - Parameter path: as people know it; `-` is standard input.
    static func read(_ path: String, question: Question, threads: Int) async throws -> TableReading {
        var source = try TableSource(path)
        let (file, first) = (source.file, try source.first())
        let header = try TableHeader(
            first, separator: question.separator, decimalMark: question.decimalMark, file: file
        ) { row throws(AnalysisProblem) in try ColumnRoles(row, of: question) }
        var reader = DataReader(question, file, header.roles)
        let rows = BlockReader(
            roles: reader.roles, groups: reader.groups, question: question, keepsRows: question.keepsRows)
        try await withThrowingTaskGroup(of: (Int, Block).self) { group in
            var (started, gathered, isAtEnd) = (0, 0, false)
            var waiting: [Int: Block] = [:]
            func start(_ bytes: [UInt8], hasHeader: Bool) {
                let number = started
                started += 1
                group.addTask { (number, rows.read(bytes, hasHeader: hasHeader)) }
            }
            start(first, hasHeader: true)
            let threads = max(1, threads)
            while true {
                // Blocks that are being read, and with those that wait for an earlier one.
                while !isAtEnd, started - gathered - waiting.count < threads, started - gathered < 2 * threads {
                    if let bytes = try source.next() { start(bytes, hasHeader: false) } else { isAtEnd = true }
                }
                guard let (number, block) = try await group.next() else { break }
                waiting[number] = block
                while let block = waiting.removeValue(forKey: gathered) {
                    try reader.gather(block)
                    gathered += 1
                }
            }
        }
        return try reader.finished()
    }

    private init(_ question: Question, _ file: String, _ roles: ColumnRoles) {
        self.question = question
        self.file = file
        let groups = question.metrics.filter { !$0.isQuantile }.map { MomentGroup($0, of: question, roles: roles) }
        (self.roles, self.groups) = (roles, groups)
        whole = Gathering(question, roles, groups)
        segments = question.segments.map { _ in [:] }
    }

    private mutating func gather(_ block: Block) throws(AnalysisProblem) {
        if let fault = block.fault { throw problem(fault) }
        try check(block.periods)
        counts.rows += block.rows
        counts.rowsWashedOut += block.washedOut
        counts.rowsLeftOutByColumn.merge(block.missing, uniquingKeysWith: +)
        counts.cellsAsZero.merge(block.cellsAsZero, uniquingKeysWith: +)
        for cell in block.cells {
            variants.insert(cell.name.variant)
            if cell.asZero > 0 { counts.cellsAsZeroByVariant[cell.name.pooled, default: 0] += cell.asZero }
            guard cell.leftOut > 0 else { continue }
            counts.rowsLeftOut += cell.leftOut
            if !cell.name.pooled.isEmpty { counts.rowsLeftOutByVariant[cell.name.pooled, default: 0] += cell.leftOut }
        }
        try whole.add(block, cells: block.cells.indices, rows: block.kept?.cells.indices ?? 0..<0)
        if let (line, place) = whole.contradiction {
            throw problem(
                Block.Fault(
                    line: line, column: question.covariates.flatMap(\.columns)[place],
                    message:
                        "the covariate differs from an earlier row of the same unit; a covariate is one number a unit, "
                        + "the same on each of its rows"))
        }
        for column in segments.indices { try gather(block, by: column) }
        lines += block.lines
    }

    /// Adds to each segment of a column the cells and rows that are of it.
    private mutating func gather(_ block: Block, by column: Int) throws(AnalysisProblem) {
        var cells: [String: [Int]] = [:]
        for (place, cell) in block.cells.enumerated() where cell.name.fault == nil {
            cells[cell.name.segments[column], default: []].append(place)
        }
        var rows: [String: [Int]] = [:]
        if let kept = block.kept {
            for (row, cell) in kept.cells.enumerated() {
                rows[block.cells[Int(cell)].name.segments[column], default: []].append(row)
            }
        }
        for (name, chosen) in cells {
            if segments[column][name] == nil {
                guard segments[column].count < DataReader.mostSegments else {
                    throw AnalysisProblem(
                        file, column: question.segments[column],
                        "there are more than \(DataReader.mostSegments) segments; is --by the right column?")
                }
                segments[column][name] = Gathering(question, roles, groups)
            }
            try segments[column][name]?.add(block, cells: chosen, rows: rows[name] ?? [])
        }
    }

    /// A block of time that reaches over two blocks of rows is of one variant, too.
    private mutating func check(_ found: [Block.Period]) throws(AnalysisProblem) {
        guard let plan = question.switchback else { return }
        for period in found {
            if let known = periods[period.number], known != period.variant {
                throw problem(
                    Block.Fault(
                        line: period.line, column: plan.time,
                        message: plan.mistake(period.number, known, period.variant)))
            }
            periods[period.number] = period.variant
        }
    }

    private func problem(_ fault: Block.Fault) -> AnalysisProblem {
        AnalysisProblem(file, line: lines + fault.line, column: fault.column, fault.message)
    }

    private func finished() throws(AnalysisProblem) -> TableReading {
        guard counts.rows > 0 else { throw AnalysisProblem(file, "has a header and no rows") }
        guard counts.rows > counts.rowsLeftOut else {
            throw AnalysisProblem(file, "has no row in which nothing is missing")
        }
        for pool in question.pools {
            if let name = pool.variants.first(where: { !variants.contains($0) }) {
                throw AnalysisProblem("--pool \(pool.name) names \"\(name)\", which no row is of")
            }
            guard !variants.contains(pool.name) else {
                throw AnalysisProblem("--pool \(pool.name): there is a variant of that name already")
            }
        }
        let whole = whole.evidence
        var counts = counts
        counts.blocks = question.switchback.map { _ in periods.count }
        counts.unitsInTwoVariants = whole.unitsInTwoVariants
        counts.unitsNotTriggered = whole.variants.reduce(0) { $0 + $1.untriggered }
        let parts = zip(question.segments, segments).flatMap { column, found in
            found.sorted { $0.key < $1.key }.map { (column: column, name: $0.key, evidence: $0.value.evidence) }
        }
        return TableReading(whole: whole, segments: parts, counts: counts, dialect: roles.dialect)
    }
}
