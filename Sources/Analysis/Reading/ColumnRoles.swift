import Tables

/// Where in a row the columns of a question stand, and how the table is written.
struct ColumnRoles: Sendable {
    let dialect: CSVDialect
    let count: Int
    let variant: Int
    let unit: (name: String, cell: Int)?
    let cluster: (name: String, cell: Int)?
    let stratum: Int?
    /// Of a switchback.
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
