import Tables

/// Where in a row the columns of a question stand, and how the table is written.
struct ColumnRoles: Sendable {
    let dialect: CSVDialect
    let count: Int
    let variant: Int
    let unit: (name: String, cell: Int)?
    let cluster: (name: String, cell: Int)?
    let stratum: Int?
    /// The column of times; nil where the table is no switchback.
    let time: Int?
    /// One a column of the question's segments.
    let segments: [Int]
    /// The column that says whether a unit was triggered.
    let trigger: (name: String, cell: Int)?
    /// The columns of numbers, each once, or twice where its share and its sum are asked for: name, place in the row, and
    /// whether units count as 0 or 1.
    let values: [(name: String, cell: Int, isShare: Bool)]

    /// - Throws: a sentence about a column that is missing or given twice.
    init(
        header: [String], dialect: CSVDialect, of question: Question, file: String
    ) throws(AnalysisProblem) {
        func place(_ name: String, _ option: String) throws(AnalysisProblem) -> Int {
            let places = header.indices.filter { header[$0] == name }
            guard places.count < 2 else { throw AnalysisProblem(file, line: 1, "the column \(name) is given twice") }
            guard let place = places.first else {
                throw AnalysisProblem(
                    file, line: 1,
                    "there is no column \(name), which \(option) names; "
                        + "the columns are \(ColumnRoles.list(header)) (separator: \(dialect.separator.rawValue))")
            }
            return place
        }
        func named(_ name: String?, _ option: String) throws(AnalysisProblem) -> (name: String, cell: Int)? {
            guard let name else { return nil }
            return (name, try place(name, option))
        }
        self.dialect = dialect
        count = header.count
        variant = try place(question.variant, "--variant")
        unit = try named(question.unit, "--unit")
        cluster = try named(question.cluster, "--cluster")
        stratum = try named(question.strata, "--strata")?.cell
        time = try named(question.switchback?.time, "--time")?.cell
        segments = try question.segments.map { name throws(AnalysisProblem) in try place(name, "--by") }
        trigger = try named(question.trigger, "--triggered")
        values = try ColumnRoles.numbers(question).map { column throws(AnalysisProblem) in
            (column.name, try place(column.name, column.option), column.isShare)
        }
    }

    /// The columns of numbers of a question, each once, and the option that names it first.
    private static func numbers(_ question: Question) -> [(name: String, option: String, isShare: Bool)] {
        var numbers: [(name: String, option: String, isShare: Bool)] = []
        func add(_ name: String, _ option: String, isShare: Bool = false) {
            if !numbers.contains(where: { $0.name == name && $0.isShare == isShare }) {
                numbers.append((name, option, isShare))
            }
        }
        for metric in question.metrics {
            for column in metric.columns { add(column, "--metric", isShare: metric.isShare) }
        }
        for column in question.covariates.flatMap(\.columns) { add(column, "--covariate") }
        if let score = question.uplift { add(score, "--uplift") }
        return numbers
    }

    private static func list(_ header: [String]) -> String {
        let names = header.prefix(30).map { $0.count > 60 ? "\($0.prefix(60))…" : $0 }
        return names.joined(separator: ", ") + (header.count > 30 ? ", …" : "")
    }

    /// The place of a column among the numbers. - Precondition: it is one of them.
    func value(_ name: String, isShare: Bool = false) -> Int {
        guard let index = values.firstIndex(where: { $0.name == name && $0.isShare == isShare }) else {
            preconditionFailure("\(name) is no column of the question")
        }
        return index
    }
}

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
