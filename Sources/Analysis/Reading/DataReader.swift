import Statistics
import Tables

/// Reads a table once, block by block on several threads, and gathers what a question needs of it.
///
/// Blocks are gathered in their order, so that no figure depends on the number of threads.
struct DataReader {
    private let question: Question
    private let file: String
    private let threads: Int
    private var rows = 0
    private var lines = 0
    /// By variant and stratum, in the order in which they are met.
    private var names: [(variant: String, stratum: String)] = []
    private var cells: [(count: Int, untriggered: Int, moments: [CovarianceMoments])] = []
    private var numbers: [String: [String: Int]] = [:]
    private var units: UnitTable?

    /// - Parameter file: as people know it; `-` is standard input.
    static func read(_ file: String, question: Question, threads: Int) async throws -> Evidence {
        var reader = DataReader(
            question: question, file: file == "-" ? "standard input" : file, threads: max(1, threads))
        return try await reader.evidence(path: file)
    }

    private init(question: Question, file: String, threads: Int) {
        self.question = question
        self.file = file
        self.threads = threads
    }

    private mutating func evidence(path: String) async throws -> Evidence {
        var blocks: RowBlocks
        do { blocks = RowBlocks(try ByteSource(unpacking: path)) } catch {
            throw AnalysisProblem(file, "cannot be read: \(error.message)")
        }
        guard let first = try next(&blocks) else {
            throw AnalysisProblem(file, "is empty; needed is CSV with a header")
        }
        let roles = try ColumnRoles(header: header(of: first), of: question, file: file)
        let groups = question.metrics.filter { !$0.isQuantile }.map {
            MomentGroup($0, of: question, roles: roles)
        }
        let hasQuantiles = question.metrics.contains(where: \.isQuantile)
        let keepsRows =
            question.unit != nil || question.cluster != nil || hasQuantiles || !question.winsorising.isEmpty
            || question.uplift != nil || question.randomisation != nil || question.isCrossFitted
            || !question.drops.isEmpty || question.trigger != nil
        if keepsRows {
            units = UnitTable(
                columns: roles.values.count, hasUnits: question.unit != nil, keepsRows: hasQuantiles,
                constants: question.unit == nil ? [] : question.covariates.map { roles.value($0.column) })
        }
        let reader = BlockReader(roles: roles, groups: groups, keepsRows: keepsRows)
        try await withThrowingTaskGroup(of: (Int, Block).self) { group in
            var (started, gathered, isAtEnd) = (0, 0, false)
            var waiting: [Int: Block] = [:]
            func start(_ bytes: [UInt8], hasHeader: Bool) {
                let number = started
                started += 1
                group.addTask { (number, reader.read(bytes, hasHeader: hasHeader)) }
            }
            start(first, hasHeader: true)
            while true {
                // Blocks that are being read, and with those that wait for an earlier one.
                while !isAtEnd, started - gathered - waiting.count < threads, started - gathered < 2 * threads {
                    if let bytes = try next(&blocks) { start(bytes, hasHeader: false) } else { isAtEnd = true }
                }
                guard let (number, block) = try await group.next() else { break }
                waiting[number] = block
                while let block = waiting.removeValue(forKey: gathered) {
                    try gather(block)
                    gathered += 1
                }
            }
        }
        guard rows > 0 else { throw AnalysisProblem(file, "has a header and no rows") }
        return finished(groups, roles)
    }

    private func next(_ blocks: inout RowBlocks) throws(AnalysisProblem) -> [UInt8]? {
        do { return try blocks.next() } catch { throw AnalysisProblem(file, "cannot be read: \(error.message)") }
    }

    private func header(of bytes: [UInt8]) throws(AnalysisProblem) -> [String] {
        if bytes.contains(0) {
            throw AnalysisProblem(file, "is not a text file; needed is CSV with a header, or gzip of it")
        }
        var reader = CSVReader(bytes: bytes)
        do { _ = try reader.next() } catch { throw AnalysisProblem(file, line: error.line, error.message) }
        var names: [String] = []
        for cell in 0..<reader.count { names.append(reader.text(cell) ?? "not UTF-8") }
        return names
    }

    private mutating func gather(_ block: Block) throws(AnalysisProblem) {
        if let fault = block.fault {
            throw AnalysisProblem(file, line: lines + fault.line, column: fault.column, fault.message)
        }
        rows += block.rows
        lines += block.lines
        var own: [Int] = []
        for cell in block.cells {
            let number = numbers[cell.variant]?[cell.stratum] ?? names.count
            if number == names.count {
                guard names.count < 1_000_000 else {
                    throw AnalysisProblem(
                        file, "has more than a million variants and strata; is --variant the right column?")
                }
                names.append((cell.variant, cell.stratum))
                cells.append((0, 0, cell.moments.map { CovarianceMoments(variables: $0.variables) }))
                numbers[cell.variant, default: [:]][cell.stratum] = number
            }
            cells[number].count += cell.count
            cells[number].untriggered += cell.untriggered
            for group in cell.moments.indices { cells[number].moments[group].merge(cell.moments[group]) }
            own.append(number)
        }
        guard let kept = block.kept else { return }
        // The table numbers variants by name of the cell; strata keep the cell's.
        let variants = own.map { cell in names.firstIndex { $0.variant == names[cell].variant } ?? cell }
        units?.add(kept, variants: variants, strata: own)
        if let (row, place) = units?.contradiction {
            throw AnalysisProblem(
                "\(file): row \(row) below the header: the covariate \(question.covariates[place].column) differs from an earlier "
                    + "row of the same unit; a covariate is one number a unit, the same on each of its rows")
        }
    }

    private func finished(_ groups: [MomentGroup], _ roles: ColumnRoles) -> Evidence {
        let variants = Set(names.map(\.variant)).sorted()
        let strata = Set(names.map(\.stratum)).sorted()
        let variantOf = names.map { name in variants.firstIndex(of: name.variant) ?? 0 }
        let stratumOf = names.map { name in strata.firstIndex(of: name.stratum) ?? 0 }
        var evidence = Evidence(
            rows: rows, variants: variants, strata: strata, columns: roles.values.map { ($0.name, $0.isShare) })
        if var units {
            units.renumber(variants: variantOf, strata: stratumOf)
            evidence.take(units, groups: groups, question: question)
        } else {
            for (index, cell) in cells.enumerated() {
                evidence.take(
                    cell.moments, count: cell.count, leftOut: cell.untriggered, variant: variantOf[index],
                    stratum: stratumOf[index])
            }
        }
        return evidence
    }
}
