import Experiments
import Foundation

/// Figures in rows and columns: of a terminal as wide as it is, of Markdown, of a page on which every row becomes a card where
/// columns would be cut, and of CSV for those who go on with them.
struct Table: Block {
    /// What has a column.
    struct Column {
        enum Kind { case name, words, number }

        /// In full, as it stands where no other title is near.
        let title: String
        var kind = Kind.number
        /// In a terminal, which has little room; nil for the title in lower case.
        var brief: String? = nil
        /// On a page under the title of its group.
        var short: String? = nil
        /// What columns beside each other have in common, and the class that gives it its colour.
        var group: Group? = nil
        var media: Media = .all

        /// Columns that belong together.
        enum Group: String {
            case experiment = "The experiment says"
            case truth = "The truth"
        }

        fileprivate var heading: String { brief ?? title.prefix(1).lowercased() + title.dropFirst() }
    }

    /// What stands in a row and column.
    struct Cell {
        let text: String
        /// Belongs to the text, and stands under it where there is little room.
        var interval: String? = nil
        /// What the page adds, each with a class of the style sheet.
        var remarks: [(text: String, style: String)] = []
        /// What the text means, on the page at the text.
        var meaning: String? = nil
        /// On the page, to another page.
        var link: String? = nil
        /// How it came out.
        var tone: Tone? = nil
        var isCode = false
        /// On the page, under the text.
        var picture: Element? = nil
        /// The numbers as machines have them; the second and third are the interval's ends.
        var numbers: [Double?] = []

        init(_ text: String) { self.text = text }

        /// - Parameter effect: that the text tells; nil where there are no such numbers.
        init(_ text: EffectText, _ effect: EffectEstimate?) {
            self.text = text.estimate
            interval = text.interval
            numbers = [effect?.estimate, effect?.lower, effect?.upper]
        }

        init(_ text: String, number: Double?) {
            self.text = text
            numbers = [number]
        }

        /// With the sign of how it came out, where there is no colour to say it.
        fileprivate var signed: String { tone.map { "\($0.mark) \(text)" } ?? text }
        fileprivate var line: String { interval.map { "\(signed) \($0)" } ?? signed }

        fileprivate func lines(isStacked: Bool) -> [String] {
            isStacked ? [signed] + (interval.map { [$0] } ?? []) : [line]
        }
    }

    /// For those who cannot see it, and as the name of its file of CSV.
    let name: String
    var caption: String? = nil
    let columns: [Column]
    /// A cell for each column.
    let rows: [[Cell]]
    /// Under each row in a terminal; what the page and Markdown say elsewhere.
    var remarks: [[String]] = []
    /// How many columns say what the row is about.
    private var nameCount: Int { columns.prefix { $0.kind == .name }.count }

    init(name: String, caption: String? = nil, columns: [Column], rows: [[Cell]], remarks: [[String]] = []) {
        assert(rows.allSatisfy { $0.count == columns.count }, "a cell under another column's title misleads")
        (self.name, self.caption, self.columns, self.rows, self.remarks) = (name, caption, columns, rows, remarks)
    }

    /// The columns that are shown somewhere, with their rows.
    private func shown(in media: Media) -> Table {
        let kept = columns.indices.filter { columns[$0].media.contains(media) }
        return Table(
            name: name, caption: caption, columns: kept.map { columns[$0] },
            rows: rows.map { row in kept.map { row[$0] } },
            remarks: remarks)
    }
}

// MARK: - Terminal

extension Table {
    /// In columns as far as they fit: long names over two lines, then intervals under their estimates, then names on lines of
    /// their own, and at last a line for each figure. No width leaves a figure out.
    func lines(_ terminal: Terminal) -> [String] {
        let table = shown(in: .terminal)
        guard !table.rows.isEmpty else { return [] }
        let layouts =
            table.nameCount > 1
            ? [Layout(table), Layout(table, isStacked: true), Layout(table, isStacked: true, hasNames: false)]
            : [
                Layout(table), Layout(table, labelWidth: 12), Layout(table, isStacked: true),
                Layout(table, labelWidth: 12, isStacked: true),
            ]
        return layouts.first { $0.width <= terminal.width }.map { $0.lines(terminal) }
            ?? table.rows.indices.flatMap { table.list($0, terminal) }
    }

    /// A row as a few lines under its names.
    private func list(_ row: Int, _ terminal: Terminal) -> [String] {
        let figures = columns.indices.dropFirst(max(1, nameCount))
        let longest = figures.map { columns[$0].heading.count }.max() ?? 0
        return heading(row, terminal)
            + figures.flatMap { column in
                let title = columns[column].heading
                let space = String(repeating: " ", count: longest - title.count + 2)
                // A title may be half as wide as the terminal, no more.
                let mark = longest < terminal.width / 2 ? "  \(title)\(space)" : "  \(title)  "
                let indent = mark.count < terminal.width / 2 ? nil : "    "
                let lines = Wrapping.hanging(rows[row][column].line, after: mark, width: terminal.width, indent: indent)
                return lines.enumerated().map { place, line in
                    place == 0 ? terminal.paint.faint(mark) + line.dropFirst(mark.count) : line
                }
            } + remarks(row, terminal)
    }

    private func heading(_ row: Int, _ terminal: Terminal) -> [String] {
        let names = rows[row].prefix(max(1, nameCount)).map(\.signed).filter { !$0.isEmpty }.joined(separator: ", ")
        // A bare number says nothing without its title.
        let heading = nameCount > 0 ? names : "\(columns[0].title) \(names)"
        return Wrapping.hanging(heading, after: "", width: terminal.width, indent: "  ").map(terminal.paint.bold)
    }

    private func remarks(_ row: Int, _ terminal: Terminal) -> [String] {
        guard row < remarks.count else { return [] }
        return remarks[row].flatMap { Wrapping.hanging($0, after: "    ", width: terminal.width) }
    }

    /// Columns of one form.
    private struct Layout {
        private let table: Table
        private let hasNames: Bool
        /// The lines of each row's cells.
        private let cells: [[[String]]]
        private let columns: [Column]
        private let widths: [Int]
        private let gap = "  "

        /// - Parameters:
        ///   - labelWidth: from which on names take more lines.
        ///   - isStacked: whether an interval stands under its estimate instead of behind it.
        ///   - hasNames: whether names have columns.
        init(_ table: Table, labelWidth: Int = 40, isStacked: Bool = false, hasNames: Bool = true) {
            self.table = table
            self.hasNames = hasNames
            let left = hasNames ? 0 : table.nameCount
            columns = Array(table.columns.dropFirst(left))
            cells = table.rows.map { row in
                zip(table.columns, row).dropFirst(left).map { column, cell in
                    column.kind == .name
                        ? Wrapping.hanging(cell.signed, after: "", width: labelWidth, indent: "  ")
                        : cell.lines(isStacked: isStacked).map(Wrapping.plain)
                }
            }
            let cells = cells
            widths = columns.enumerated().map { place, column in
                max(column.heading.count, cells.joined(by: place).map(\.count).max() ?? 0)
            }
        }

        var width: Int {
            let names = hasNames ? 0 : 1
            return columns.isEmpty ? .max : max(names, widths.reduce(0, +) + gap.count * (columns.count - 1))
        }

        func lines(_ terminal: Terminal) -> [String] {
            [terminal.paint.faint(line(columns.map(\.heading)))]
                + cells.enumerated().flatMap { row, cells -> [String] in
                    let height = cells.map(\.count).max() ?? 0
                    let tone = table.rows[row].lazy.compactMap(\.tone).first
                    let figures = (0..<height).map { place in
                        let line = line(cells.map { place < $0.count ? $0[place] : "" })
                        return tone.map { terminal.paint.toned(line, $0) } ?? line
                    }
                    return (hasNames ? [] : table.heading(row, terminal)) + figures + table.remarks(row, terminal)
                }
        }

        private func line(_ cells: [String]) -> String {
            let padded = columns.indices.map { c in
                let space = String(repeating: " ", count: max(0, widths[c] - cells[c].count))
                return columns[c].kind == .number ? space + cells[c] : cells[c] + space
            }
            var line = padded.joined(separator: gap)
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}

extension [[[String]]] {
    /// All lines of one column.
    fileprivate func joined(by column: Int) -> [String] { flatMap { $0[column] } }
}

// MARK: - Markdown

extension Table {
    var markdown: String {
        let table = shown(in: .markdown)
        guard !table.rows.isEmpty else { return "" }
        let rule = table.columns.map { $0.kind == .number ? "---:" : "---" }
        let body = table.rows.map { row in
            zip(table.columns, row).map { column, cell in
                // Figures are the program's own, and brackets of intervals need no marks.
                column.kind == .number ? cell.line.replacing("<", with: "&lt;") : MarkdownText.inline(cell.line)
            }
        }
        let lines = ([table.columns.map { MarkdownText.inline($0.title) }, rule] + body).map {
            "| " + $0.joined(separator: " | ") + " |"
        }
        return lines.joined(separator: "\n")
    }
}

// MARK: - Page

extension Table {
    var elements: [Element] {
        let table = shown(in: .page)
        guard !table.rows.isEmpty else { return [] }
        // Three columns have room on a phone; more than six have none long before.
        let style = table.columns.count > 6 ? "cards broad" : table.columns.count > 3 ? "cards" : ""
        let download = Download(
            name: Wording.fileName(name) + ".csv", type: "text/csv;charset=utf-8", bytes: Data(csv.utf8), words: "CSV")
        let head = Element.html("caption", children: [.words((caption ?? name) + " "), download.element])
        return [
            .html(
                "table", style,
                children: [head, .html("thead", children: table.head), .html("tbody", children: table.body)])
        ]
    }

    /// One line of titles, or two where columns have groups.
    private var head: [Element] {
        func title(_ column: Column, _ text: String, _ span: KeyValuePairs<String, String>) -> Element {
            .html("th", column.kind == .number ? "number" : "", span, text: text)
        }
        guard columns.contains(where: { $0.group != nil }) else {
            return [.html("tr", children: columns.map { title($0, $0.title, ["scope": "col"]) })]
        }
        var groups: [Element] = []
        for (place, column) in columns.enumerated() {
            guard let group = column.group else {
                groups.append(title(column, column.title, ["scope": "col", "rowspan": "2"]))
                continue
            }
            if place > 0, columns[place - 1].group == group { continue }
            let count = columns[place...].prefix { $0.group == group }.count
            groups.append(
                .html("th", "group \(group)", ["scope": "colgroup", "colspan": "\(count)"], text: group.rawValue))
        }
        let own = columns.filter { $0.group != nil }.map { title($0, $0.short ?? $0.title, ["scope": "col"]) }
        return [.html("tr", children: groups), .html("tr", children: own)]
    }

    private var body: [Element] {
        rows.map { row in
            .html(
                "tr",
                children: zip(columns, row).enumerated().map { place, pair in
                    let (column, cell) = pair
                    if place == 0 { return .html("th", "", ["scope": "row"], children: cell.elements) }
                    let isFirst = columns[place - 1].group != column.group && columns[place - 1].group != nil
                    let style = [
                        column.kind == .number ? "number" : "", isFirst ? "first" : "", cell.tone?.rawValue ?? "",
                    ].filter { !$0.isEmpty }
                    return .html(
                        "td", style.joined(separator: " "), ["data-name": column.title], children: cell.elements)
                })
        }
    }
}

extension Table.Cell {
    fileprivate var elements: [Element] {
        var parts: [Element] = [isCode ? .html("code", text: text) : .words(Wording.unbroken(text))]
        if let link { parts = [.html("a", "", ["href": link], children: parts)] }
        if let tone { parts = [.html("span", "status \(tone.rawValue)", children: [Icon.of(tone)] + parts)] }
        if let meaning, !meaning.isEmpty {
            parts = [
                .html(
                    "details", "meaning",
                    children: [.html("summary", children: parts), .html("p", text: Wording.unbroken(meaning))])
            ]
        }
        parts += (interval.map { [.words(" "), .html("small", text: $0)] } ?? [])
        parts += picture.map { [.words(" "), $0] } ?? []
        return parts + remarks.flatMap { [.words(" "), .html("small", $0.style, text: Wording.unbroken($0.text))] }
    }
}

// MARK: - CSV

extension Table {
    /// The figures as machines read them: the numbers themselves where there are any, intervals in two columns more.
    var csv: String {
        let widths = columns.indices.map { column in rows.map { $0[column].numbers.count }.max() ?? 0 }
        let titles = zip(columns, widths).flatMap { column, width in
            width < 3 ? [column.title] : [column.title, "\(column.title) lower", "\(column.title) upper"]
        }
        let lines = rows.map { row in
            zip(row, widths).flatMap { cell, width -> [String] in
                if cell.numbers.isEmpty {
                    return [cell.text == Digits.absent ? "" : cell.text] + (width < 3 ? [] : ["", ""])
                }
                return (0..<width).map { place in
                    (place < cell.numbers.count ? cell.numbers[place] : nil).map { "\($0)" } ?? ""
                }
            }
        }
        return ([titles] + lines).map { $0.map(Table.quoted).joined(separator: ",") + "\n" }.joined()
    }

    /// A cell that a spreadsheet neither splits nor takes for a formula.
    private static func quoted(_ text: String) -> String {
        let isFormula = text.first.map { "=+-@\t\r".contains($0) } ?? false
        let safe = isFormula && Double(text) == nil ? "'" + text : text
        return safe.contains { ",\"\n\r".contains($0) } ? "\"\(safe.replacing("\"", with: "\"\""))\"" : safe
    }
}
