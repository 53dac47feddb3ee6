public import Analysis
import Experiments

/// An answer for the terminal: a line for each metric and variant, then what stands behind the figures.
public struct AnalysisText: Sendable {
    /// Lines that end in a line feed.
    public let text: String

    /// - Parameters:
    ///   - alpha: 1 less the level of the intervals.
    ///   - width: columns of the terminal.
    ///   - colour: whether to use ANSI colours.
    public init(_ answer: Answer, alpha: Double, width: Int = 100, colour: Bool = false) {
        let width = max(48, width)
        let paint = Paint(isOn: colour)
        let rows = answer.rows.map { AnalysisRow($0) }
        let said = AnalysisWords(answer, alpha: alpha)
        let fitting = [(false, false), (true, false), (true, true)].lazy
            .map { AnalysisText.table(rows, said.lift, stacked: $0.0, withoutDifference: $0.1) }
        let table =
            fitting.first { $0.width <= width }
            ?? AnalysisText.table(rows, said.lift, stacked: true, withoutDifference: true)
        let notes = said.notes.flatMap { Wrapping.hanging($0, after: "  ", width: width) }
        let remarks = said.remarks.flatMap { Wrapping.hanging($0, after: "! ", width: width) }
        let uplifts = answer.rows.compactMap { ScoreReadout($0, alpha: alpha) }.map { uplift in
            [uplift.title, paint.faint(uplift.table.header)] + uplift.table.body
                + Wrapping.hanging(uplift.areas, after: "  ", width: width).map(paint.faint)
        }
        let sections = [
            [paint.faint(table.header)] + table.body,
            Wrapping.lines(said.legend, width: width).map(paint.faint) + notes.map(paint.faint),
            remarks.map { paint.toned($0, .warn) } + Wrapping.hanging(said.split, after: "  ", width: width),
        ]
        text = (sections.prefix(1) + uplifts + sections.dropFirst()).map { $0.joined(separator: "\n") + "\n" }.joined(
            separator: "\n")
    }

    private static func table(
        _ rows: [AnalysisRow], _ lift: String, stacked: Bool, withoutDifference: Bool
    ) -> TextTable {
        let hasCorrection = rows.contains { $0.pValueAdjusted != nil }
        let hasRandomisation = rows.contains { $0.randomised != nil }
        var columns: [TextTable.Column] = [
            .init(title: "metric", isNumber: false), .init(title: "variant", isNumber: false), .init(title: "units"),
            .init(title: "control"), .init(title: "mean"),
        ]
        if !withoutDifference { columns.append(.init(title: "difference")) }
        columns += [.init(title: lift), .init(title: "p")]
        if hasCorrection { columns.append(.init(title: "p adjusted")) }
        if hasRandomisation { columns.append(.init(title: "p randomised")) }
        return TextTable(
            columns: columns,
            rows: rows.flatMap { row -> [[String]] in
                var cells = [[row.metric], [row.variant], [row.units], [row.control], [row.mean]]
                cells = cells.map { $0.map(Wrapping.plain) }
                if !withoutDifference { cells.append(row.difference.lines(stacked: stacked)) }
                cells += [row.lift.lines(stacked: stacked), [row.pValue]]
                if hasCorrection { cells.append([row.pValueAdjusted ?? Digits.absent]) }
                if hasRandomisation { cells.append(row.randomised ?? [Digits.absent]) }
                let height = cells.map(\.count).max() ?? 0
                return (0..<height).map { line in cells.map { line < $0.count ? $0[line] : "" } }
            })
    }
}
