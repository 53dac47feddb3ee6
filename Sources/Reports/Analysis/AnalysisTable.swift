/// An answer's figures for the terminal: in columns as far as they fit, then with intervals under their estimates, then with
/// names on lines of their own, and at last a line for each figure. No width leaves a figure out.
struct AnalysisTable {
    let lines: [String]

    init(_ rows: [AnalysisRow], width: Int, paint: Paint) {
        let hasCorrection = rows.contains { $0.pValueAdjusted != nil }
        let hasRandomisation = rows.contains { $0.randomised != nil }
        let lines = rows.map {
            Line(row: $0, figures: $0.figures(hasCorrection: hasCorrection, hasRandomisation: hasRandomisation))
        }
        let layouts = [
            Layout(lines, hasNames: true, isStacked: false), Layout(lines, hasNames: true, isStacked: true),
            Layout(lines, hasNames: false, isStacked: true),
        ]
        if let fitting = layouts.first(where: { $0.table.width <= width }) {
            self.lines = fitting.text(lines, width: width, paint)
        } else {
            self.lines = lines.flatMap { $0.list(width: width, paint) }
        }
    }

    /// A row with its figures.
    private struct Line {
        let row: AnalysisRow
        let figures: [AnalysisRow.Cell]

        func heading(width: Int, _ paint: Paint) -> [String] {
            let indent = "  "
            return Wrapping.hanging(row.name, after: "", width: width - indent.count, indent: indent).map(paint.bold)
        }

        /// A line for each figure.
        func list(width: Int, _ paint: Paint) -> [String] {
            heading(width: width, paint)
                + figures.flatMap { figure in
                    let title = "  \(figure.title)" + String(repeating: " ", count: max(1, 14 - figure.title.count))
                    return Wrapping.hanging(figure.lines(false).joined(separator: ", "), after: title, width: width)
                }
        }
    }

    /// Columns of one form.
    private struct Layout {
        let table: TextTable
        private let hasNames: Bool
        /// How many lines each row takes.
        private let heights: [Int]

        init(_ lines: [Line], hasNames: Bool, isStacked: Bool) {
            self.hasNames = hasNames
            let cells = lines.map { line in
                (hasNames ? line.row.names.map { [$0.text] } : []) + line.figures.map { $0.lines(isStacked) }
            }
            heights = cells.map { row in row.map(\.count).max() ?? 0 }
            let names = hasNames ? lines.first?.row.names ?? [] : []
            table = TextTable(
                columns: names.map { TextTable.Column(title: $0.title, isNumber: false) }
                    + (lines.first?.figures.map { TextTable.Column(title: $0.title) } ?? []),
                rows: zip(cells, heights).flatMap { row, height in
                    (0..<height).map { line in row.map { line < $0.count ? $0[line] : "" } }
                })
        }

        func text(_ lines: [Line], width: Int, _ paint: Paint) -> [String] {
            let body = table.body
            guard !hasNames else { return [paint.faint(table.header)] + body }
            var (text, place) = ([paint.faint(table.header)], 0)
            for (line, height) in zip(lines, heights) {
                text += line.heading(width: width, paint) + body[place..<place + height]
                place += height
            }
            return text
        }
    }
}
