public import Experiments

/// A readout for the terminal: the verdict, a line for each metric, the health checks.
public struct TerminalReadout: Sendable {
    /// Lines that end in a line feed.
    public let text: String

    /// - Parameters:
    ///   - width: columns of the terminal. Where a table is too wide, long names take a second line, then intervals go
    ///     under their estimates; the last resort is a list.
    ///   - colour: whether to use ANSI colours.
    public init(_ readout: Readout, width: Int = 100, colour: Bool = false) {
        let width = max(48, width)
        let paint = Paint(isOn: colour)
        let treatments = [readout] + (readout.further ?? [])
        let sections =
            treatments.enumerated().flatMap { place, one in
                [
                    Self.verdict(one, width, paint, isFirst: place == 0), Self.metrics(one, width, paint),
                    Self.segments(one, width, paint),
                ]
            } + [Self.health(readout, width, paint)]
        text = sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    /// - Parameter isFirst: whether the run itself is described, too.
    private static func verdict(_ readout: Readout, _ width: Int, _ paint: Paint, isFirst: Bool) -> [String] {
        let verdict = readout.verdict
        let headline = Wrapping.hanging(verdict.headline, after: verdict.agreement.mark + " ", width: width)
        let details = verdict.details.flatMap { Wrapping.hanging($0, after: "  ", width: width) }
        let run = isFirst ? Wrapping.hanging(Wording.run(readout), after: "  ", width: width) : []
        return headline.map { paint.toned($0, verdict.agreement) } + details + run.map(paint.faint)
    }

    private static func metrics(_ readout: Readout, _ width: Int, _ paint: Paint) -> [String] {
        let rows = readout.rows
        if rows.isEmpty { return [] }
        let notes = MetricNote.all(readout.metrics, in: readout.money).flatMap {
            Wrapping.hanging($0.line, after: "  ", width: width)
        }
        let level = "Effects over control with their \(Digits.plain(readout.level * 100)) % intervals."
        let remarks = Wrapping.lines(level, width: width) + notes
        return fitting(rows, width, paint) + remarks.map(paint.faint)
    }

    /// The primary metric of each segment; the others are on the page.
    private static func segments(_ readout: Readout, _ width: Int, _ paint: Paint) -> [String] {
        guard let primary = SegmentTable.all(readout).first else { return [] }
        let notes = SegmentTable.notes(readout).flatMap { Wrapping.hanging($0, after: "  ", width: width) }
        return [paint.bold(Wrapping.plain("\(primary.label) by segment"))]
            + fitting(primary.rows, width, paint) + notes.map(paint.faint)
    }

    /// The widest table that fits, or a list.
    private static func fitting(_ rows: [MetricRow], _ width: Int, _ paint: Paint) -> [String] {
        let fitting = [(40, false), (12, false), (40, true), (12, true)].lazy
            .map { table(rows, labelWidth: $0, stacked: $1) }.first { $0.width <= width }
        return fitting.map { [paint.faint($0.header)] + $0.body } ?? list(rows, width, paint)
    }

    /// - Parameter stacked: whether an interval stands under its estimate instead of behind it.
    private static func table(_ rows: [MetricRow], labelWidth: Int, stacked: Bool) -> TextTable {
        TextTable(
            columns: [
                .init(title: "", isNumber: false), .init(title: "control"), .init(title: "treatment"),
                .init(title: "experiment says"), .init(title: "truth"), .init(title: "bias"), .init(title: ""),
            ],
            rows: rows.flatMap { row -> [[String]] in
                let label = Wrapping.hanging(row.label, after: "", width: labelWidth, indent: "  ")
                let cells = [
                    label, [row.control], [row.treatment], row.lift.lines(stacked: stacked),
                    row.trueLift.lines(stacked: stacked), row.bias.lines(stacked: stacked), [row.mark],
                ]
                let height = cells.map(\.count).max() ?? 0
                return (0..<height).map { line in cells.map { line < $0.count ? $0[line] : "" } }
            })
    }

    /// A few lines for each metric, where a table is too wide.
    private static func list(_ rows: [MetricRow], _ width: Int, _ paint: Paint) -> [String] {
        rows.flatMap { row in
            let facts = [
                ("control", row.control), ("treatment", row.treatment), ("experiment says", row.lift.line),
                ("truth", row.trueLift.line), ("bias", "\(row.bias.line) \(row.judged)"),
            ]
            return Wrapping.lines(row.label, width: width).map(paint.bold)
                + facts.map { name, figure in
                    paint.faint("  " + name + String(repeating: " ", count: 17 - name.count)) + figure
                }
        }
    }

    private static func health(_ readout: Readout, _ width: Int, _ paint: Paint) -> [String] {
        let labels = readout.health.map { Wrapping.plain($0.label) }
        let longest = labels.map(\.count).max() ?? 0
        return zip(readout.health, labels).flatMap { check, label in
            let space = String(repeating: " ", count: longest - label.count + 2)
            let lines = Wrapping.hanging(check.message, after: "\(check.status.mark) \(label)\(space)", width: width)
            return lines.enumerated().map { i, line in
                i == 0 ? paint.toned(String(line.prefix(1)), check.status) + line.dropFirst() : line
            }
        }
    }
}
