/// An answer's figures for the terminal: in columns as far as they fit, then with intervals under their estimates, then with
/// names on lines of their own, and at last a line for each figure. No width leaves a figure out.
struct AnalysisTable {
    let lines: [String]

    init(_ rows: [AnalysisRow], width: Int, paint: Paint) {
        let layouts = [
            Layout(rows, hasNames: true, isStacked: false), Layout(rows, hasNames: true, isStacked: true),
            Layout(rows, hasNames: false, isStacked: true),
        ]
        if let fitting = layouts.first(where: { $0.table.width <= width }) {
            lines = fitting.lines(rows, width: width, paint)
        } else {
            lines = AnalysisTable.list(rows, width: width, paint)
        }
    }

    /// Columns of one form.
    private struct Layout {
        let table: TextTable
        private let hasNames: Bool
        /// Lines of each row.
        private let heights: [Int]

        init(_ rows: [AnalysisRow], hasNames: Bool, isStacked: Bool) {
            self.hasNames = hasNames
            let figures = rows.map { $0.figures.map { $0.lines(isStacked) } }
            let cells = zip(rows, figures).map { (hasNames ? $0.names.map { [$0.text] } : []) + $1 }
            heights = cells.map { row in row.map(\.count).max() ?? 0 }
            let names = hasNames ? rows.first?.names ?? [] : []
            table = TextTable(
                columns: names.map { TextTable.Column(title: $0.title, isNumber: false) }
                    + (rows.first?.figures.map { TextTable.Column(title: $0.title) } ?? []),
                rows: zip(cells, heights).flatMap { row, height in
                    (0..<height).map { line in row.map { line < $0.count ? $0[line] : "" } }
                })
        }

        func lines(_ rows: [AnalysisRow], width: Int, _ paint: Paint) -> [String] {
            let body = table.body
            guard !hasNames else { return [paint.faint(table.header)] + body }
            var (lines, place) = ([paint.faint(table.header)], 0)
            for (row, height) in zip(rows, heights) {
                lines += Wrapping.hanging(row.name, after: "", width: width, indent: "  ").map(paint.bold)
                lines += body[place..<place + height]
                place += height
            }
            return lines
        }
    }

    private static func list(_ rows: [AnalysisRow], width: Int, _ paint: Paint) -> [String] {
        rows.flatMap { row in
            Wrapping.hanging(row.name, after: "", width: width, indent: "  ").map(paint.bold)
                + row.figures.flatMap { figure in
                    let title = "  \(figure.title)" + String(repeating: " ", count: max(1, 14 - figure.title.count))
                    return Wrapping.hanging(figure.lines(false).joined(separator: ", "), after: title, width: width)
                }
        }
    }
}
