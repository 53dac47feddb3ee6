/// Columns of plain text, names to the left and numbers to the right.
struct TextTable {
    struct Column {
        let title: String
        var isNumber = true
    }

    let columns: [Column]
    let rows: [[String]]
    /// Between two columns.
    private let gap = "  "

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
