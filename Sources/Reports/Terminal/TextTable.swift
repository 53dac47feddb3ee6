/// Columns of plain text, names to the left and numbers to the right.
struct TextTable {
    struct Column {
        let title: String
        var isNumber = true
    }

    let columns: [Column]
    /// A cell a column, without anything that could steer the terminal.
    let rows: [[String]]
    /// Between two columns.
    private let gap = "  "

    init(columns: [Column], rows: [[String]]) {
        assert(rows.allSatisfy { $0.count == columns.count }, "a cell under another column's title misleads")
        self.columns = columns
        self.rows = rows.map { $0.map(Wrapping.plain) }
    }

    /// How wide each column must be.
    private var widths: [Int] {
        columns.indices.map { c in max(columns[c].title.count, rows.map { $0[c].count }.max() ?? 0) }
    }

    /// How wide the lines are.
    var width: Int { widths.reduce(0, +) + gap.count * max(0, columns.count - 1) }

    /// The titles.
    var header: String { line(columns.map(\.title), widths) }

    /// A line for each row.
    var body: [String] {
        let widths = widths
        return rows.map { line($0, widths) }
    }

    /// What each row takes in a terminal: its line where the table fits, and else a few lines under its first cells.
    /// - Parameter heading: how many cells say what the row is about.
    func lines(width: Int, heading: Int = 1) -> [[String]] {
        if self.width <= width { return body.map { [$0] } }
        let longest = columns.dropFirst(heading).map(\.title.count).max() ?? 0
        return rows.map { row in
            let title = row.prefix(heading).joined(separator: " ")
            return Wrapping.lines(title, width: width)
                + zip(columns, row).dropFirst(heading).flatMap { column, cell in
                    let space = String(repeating: " ", count: longest - column.title.count)
                    return Wrapping.hanging(cell, after: "  \(column.title)\(space)  ", width: width)
                }
        }
    }

    /// The titles, where the table fits.
    func headers(width: Int) -> [String] { self.width <= width ? [header] : [] }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        let padded = columns.indices.map { c in
            let space = String(repeating: " ", count: max(0, widths[c] - cells[c].count))
            return columns[c].isNumber ? space + cells[c] : cells[c] + space
        }
        var line = padded.joined(separator: gap)
        while line.last == " " { line.removeLast() }
        return line
    }
}
