import Analysis
import ArgumentParser
import Scenarios
import Tables

/// The options of `marketlab analyze` that say how a table is written, and which of its rows go together.
struct TableOptions: ParsableArguments {
    @Option(help: "Of rows in which a cell has no value: error, drop, or zero, which counts a number as 0.")
    var missing: String = MissingCells.error.rawValue
    @Option(help: "Between cells: comma, semicolon, tab or pipe. (default: found out)") var separator: String?
    @Option(help: "Before fractions: point or comma.") var decimal: String = CSVDialect.DecimalMark.point.rawValue
    @Option(parsing: .upToNextOption, help: "Variants that count as one, as b+c.") var pool: [String] = []
    @Option(
        parsing: .singleValue,
        help: "Column of which every value is read out by itself, too: a country, an experiment. Several are possible.")
    var by: [String] = []
    @Option(help: "Of a switchback: column that says when a row was; needs --block.") var time: String?
    @Option(help: "What a time that is a number counts: s or ms. (default: s)") var timeUnit: String?
    @Option(help: "Duration of the switchback's blocks, as 1h; a block's rows are of one variant.") var block: String?
    @Option(help: "Duration at the start of each block whose rows are left out.") var washout: String?
    @Option(help: "When some block begins, as 2026-03-01T09:00Z. (default: midnight UTC, or a time of 0)")
    var start: String?

    /// - Throws: `Mistake` or `AnalysisProblem` for what is not understood.
    func apply(to question: inout Question) throws {
        question.missing = try MethodOptions.choice(missing, "missing")
        question.separator = try separator.map { try MethodOptions.choice($0, "separator") }
        question.decimalMark = try MethodOptions.choice(decimal, "decimal")
        question.pools = try pool.map(VariantPool.init(parsing:))
        question.segments = by
        question.switchback = try switchback()
    }

    /// Options that say nothing of a log of decisions, with whether they change something.
    var ofExperiments: [IdleOption] {
        [
            ("missing", missing != MissingCells.error.rawValue), ("pool", !pool.isEmpty), ("by", !by.isEmpty),
            ("time", time != nil), ("time-unit", timeUnit != nil), ("block", block != nil), ("washout", washout != nil),
            ("start", start != nil),
        ]
    }

    private func switchback() throws -> SwitchbackBlocks? {
        guard let time else {
            for (option, text) in [
                ("block", block), ("washout", washout), ("start", start), ("time-unit", timeUnit),
            ] where text != nil {
                throw Mistake("--\(option) needs --time, the column that says when a row was")
            }
            return nil
        }
        guard let block else { throw Mistake("--time needs --block, the duration of the switchback's blocks, as 1h") }
        var blocks = SwitchbackBlocks(time: time, block: try duration(block, "block"))
        if let washout { blocks.washout = try duration(washout, "washout") }
        if let timeUnit { blocks.unit = try MethodOptions.choice(timeUnit, "time-unit") }
        if let start {
            guard let moment = blocks.milliseconds(start) else {
                throw Mistake("--start is \(start); expected a time, as 2026-03-01T09:00Z or a number as in --time")
            }
            blocks.start = moment
        }
        return blocks
    }

    /// Milliseconds.
    private func duration(_ text: String, _ option: String) throws -> Int64 {
        guard case .number(let number) = Quantity.value(text, as: .duration), number.magnitude < 1e15 else {
            throw Mistake("--\(option) is \(text); expected a duration, as 30m, 1h or 1d")
        }
        return Int64(number)
    }
}
