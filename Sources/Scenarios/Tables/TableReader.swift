import Experiments
import PolicyKit
import Tables

/// Reads a CSV file as the rows of a `Table`, and says line by line what is wrong with it.
struct TableReader<Row> {
    private let table: Table<Row>
    private let file: String
    private(set) var rows: [Row] = []
    private var found: [ScenarioProblem] = []
    private var unreported = 0
    /// The columns that read each cell; none for the rows' names.
    private var readers: [[Int]] = []
    private var nameCell = 0
    private var lineOfName: [String: Int] = [:]

    private static var limit: Int { 20 }

    /// - Parameter file: its path as shown in problems.
    init(_ table: Table<Row>, file: String) {
        self.table = table
        self.file = file
    }

    /// What is wrong: the first twenty problems, and how many more there are.
    var problems: [ScenarioProblem] {
        if unreported == 0 { return found }
        return found + [ScenarioProblem(file: file, "has \(unreported) more \(Plural.word(unreported, "problem"))")]
    }

    /// Reads all rows.
    mutating func read(_ reader: inout CSVReader) {
        guard readHeader(&reader) else { return }
        var hasRows = false
        while true {
            do {
                guard try reader.next() else { break }
                hasRows = true
                readRow(reader)
            } catch {
                hasRows = true
                report(error.line, "", error.message)
            }
        }
        if !hasRows { report(nil, "", "has a header and no rows") }
    }

    private mutating func readHeader(_ reader: inout CSVReader) -> Bool {
        do {
            guard try reader.next() else {
                report(nil, "", "is empty", note: table.known)
                return false
            }
        } catch {
            report(error.line, "", error.message)
            return false
        }
        // Whatever else the file is, its content is nobody's to see.
        guard (0..<reader.count).contains(where: { reader.text($0)?.trimmed == table.name }) else {
            report(reader.line, table.name, "the column is missing", note: table.known)
            return false
        }
        let names = [table.name] + table.columns.map(\.name)
        var header: [String] = []
        for cell in 0..<reader.count {
            let given = (reader.text(cell) ?? "").trimmed
            if names.contains(given) {
                if header.contains(given) { report(reader.line, given, "the column is given twice") }
            } else if !table.others.contains(given) {
                let suggestion = NearestWord.to(given, among: names)
                report(reader.line, given, "unknown column", suggestion: suggestion, note: table.known)
            }
            header.append(given)
        }
        for column in table.columns where column.isRequired && !header.contains(column.name) {
            report(reader.line, column.name, "the column is missing", note: table.known)
        }
        nameCell = header.firstIndex(of: table.name) ?? 0
        readers = header.map { given in table.columns.indices.filter { table.columns[$0].name == given } }
        return found.isEmpty
    }

    private mutating func readRow(_ reader: borrowing CSVReader) {
        guard reader.count == readers.count else {
            return report(reader.line, "", "has \(Plural.text(reader.count, "cell")), the header has \(readers.count)")
        }
        let before = found.count + unreported
        var row = table.make(readName(reader) ?? "")
        for cell in 0..<reader.count { read(cell, of: reader, into: &row) }
        guard found.count + unreported == before else { return }
        if let fault = table.fault(row) { return report(reader.line, "", fault) }
        rows.append(row)
    }

    /// Says the first thing that is wrong with a cell.
    private mutating func read(_ cell: Int, of reader: borrowing CSVReader, into row: inout Row) {
        let isEmpty = reader.isEmpty(cell)
        for place in readers[cell] {
            let column = table.columns[place]
            if isEmpty {
                guard column.isRequired else { continue }
                return report(reader.line, column.name, "is required, found nothing")
            }
            do {
                try column.read(cell, of: reader, into: &row)
            } catch {
                return report(reader.line, column.name, error.message, suggestion: error.suggestion)
            }
        }
    }

    private mutating func readName(_ reader: borrowing CSVReader) -> String? {
        guard let name = reader.text(nameCell), !name.isEmpty else {
            report(reader.line, table.name, "expected a name, found nothing or what is not UTF-8")
            return nil
        }
        if let line = lineOfName.updateValue(reader.line, forKey: name) {
            report(reader.line, table.name, "\"\(ForeignText.quoted(name))\" stands in line \(line) already")
            return nil
        }
        return name
    }

    private mutating func report(
        _ line: Int?, _ column: String, _ message: String, suggestion: String? = nil, note: String? = nil
    ) {
        guard found.count < Self.limit else {
            unreported += 1
            return
        }
        found.append(
            ScenarioProblem(
                file: file, at: Place(line: line), keyPath: column, message, suggestion: suggestion, note: note))
    }
}
