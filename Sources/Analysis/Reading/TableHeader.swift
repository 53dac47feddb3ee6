import Tables

/// Finds out how a table is written: the separator under which its header has the columns of a question.
struct TableHeader {
    let roles: ColumnRoles

    /// - Parameter bytes: the table's first ones, with the whole header.
    /// - Throws: a sentence about bytes that are no text, and about columns that are not there.
    init(_ bytes: [UInt8], of question: Question, file: String) throws(AnalysisProblem) {
        if let sentence = BinaryFile.sentence(startingWith: bytes) { throw AnalysisProblem(file, sentence) }
        let candidates = question.separator.map { [$0] } ?? CSVDialect.Separator.allCases
        var found: [(dialect: CSVDialect, names: [String])] = []
        var fault: AnalysisProblem?
        for separator in candidates {
            var dialect = CSVDialect()
            (dialect.separator, dialect.decimalMark, dialect.trimsBlanks) = (separator, question.decimalMark, true)
            do throws(CSVFault) {
                found.append((dialect, try TableHeader.names(bytes, dialect)))
            } catch {
                fault = fault ?? AnalysisProblem(file, line: error.line, error.message)
            }
        }
        for (dialect, names) in found {
            if let roles = try? ColumnRoles(header: names, dialect: dialect, of: question, file: file) {
                self.roles = roles
                return
            }
        }
        // The most cells tell best what is missing; of as many, the comma's.
        let most = found.map(\.names.count).max() ?? 0
        guard let best = found.first(where: { $0.names.count == most }) else {
            throw fault ?? AnalysisProblem(file, "is empty; needed is CSV with a header")
        }
        roles = try ColumnRoles(header: best.names, dialect: best.dialect, of: question, file: file)
    }

    private static func names(_ bytes: [UInt8], _ dialect: CSVDialect) throws(CSVFault) -> [String] {
        var reader = CSVReader(bytes: bytes, dialect: dialect)
        _ = try reader.next()
        var names: [String] = []
        for cell in 0..<reader.count { names.append(reader.text(cell) ?? "not UTF-8") }
        return names
    }
}
