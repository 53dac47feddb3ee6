import Tables

/// The first row of a table: the names of its columns, under one way of setting cells apart.
struct HeaderRow {
    let names: [String]
    let dialect: CSVDialect
    /// The table, as people know it.
    let file: String

    /// Where a column stands.
    /// - Parameter option: that names it.
    /// - Throws: a sentence about a column that is missing or given twice.
    func place(_ name: String, _ option: String) throws(AnalysisProblem) -> Int {
        let places = names.indices.filter { names[$0] == name }
        guard places.count < 2 else { throw AnalysisProblem(file, line: 1, "the column \(name) is given twice") }
        guard let place = places.first else {
            throw AnalysisProblem(
                file, line: 1,
                "there is no column \(name), which \(option) names; "
                    + "the columns are \(list) (separator: \(dialect.separator.rawValue))")
        }
        return place
    }

    /// The column of an option that need not be given; nil where it is not.
    func column(_ name: String?, _ option: String) throws(AnalysisProblem) -> (name: String, cell: Int)? {
        guard let name else { return nil }
        return (name, try place(name, option))
    }

    private var list: String {
        let shown = names.prefix(30).map { $0.count > 60 ? "\($0.prefix(60))…" : $0 }
        return shown.joined(separator: ", ") + (names.count > 30 ? ", …" : "")
    }
}

/// Finds out how a table is written: the separator under which its header has the columns of a question.
struct TableHeader<Roles> {
    /// Where the question's columns stand.
    let roles: Roles

    /// - Parameters:
    ///   - bytes: the table's first ones, with the whole header.
    ///   - separator: between cells; nil for the first under which the header has all columns.
    ///   - find: finds the columns in a header.
    /// - Throws: a sentence about bytes that are no text, and about columns that are not there.
    init(
        _ bytes: [UInt8], separator: CSVDialect.Separator?, decimalMark: CSVDialect.DecimalMark, file: String,
        find: (HeaderRow) throws(AnalysisProblem) -> Roles
    ) throws(AnalysisProblem) {
        if let sentence = BinaryFile.sentence(startingWith: bytes) { throw AnalysisProblem(file, sentence) }
        let candidates = separator.map { [$0] } ?? CSVDialect.Separator.allCases
        var found: [HeaderRow] = []
        var fault: AnalysisProblem?
        for separator in candidates {
            var dialect = CSVDialect()
            (dialect.separator, dialect.decimalMark, dialect.trimsBlanks) = (separator, decimalMark, true)
            do throws(CSVFault) {
                found.append(HeaderRow(names: try Self.names(bytes, dialect), dialect: dialect, file: file))
            } catch {
                fault = fault ?? AnalysisProblem(file, line: error.line, error.message)
            }
        }
        for header in found {
            if let roles = try? find(header) {
                self.roles = roles
                return
            }
        }
        // The most cells tell best what is missing; of as many, the comma's.
        let most = found.map(\.names.count).max() ?? 0
        guard let best = found.first(where: { $0.names.count == most }) else {
            throw fault ?? AnalysisProblem(file, "is empty; needed is CSV with a header")
        }
        roles = try find(best)
    }

    private static func names(_ bytes: [UInt8], _ dialect: CSVDialect) throws(CSVFault) -> [String] {
        var reader = CSVReader(bytes: bytes, dialect: dialect)
        _ = try reader.next()
        var names: [String] = []
        for cell in 0..<reader.count { names.append(reader.text(cell) ?? "not UTF-8") }
        return names
    }
}
