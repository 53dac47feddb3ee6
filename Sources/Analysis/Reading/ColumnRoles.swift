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
    init(_ header: HeaderRow, of question: Question) throws(AnalysisProblem) {
        dialect = header.dialect
        count = header.names.count
        variant = try header.place(question.variant, "--variant")
        unit = try header.column(question.unit, "--unit")
        cluster = try header.column(question.cluster, "--cluster")
        stratum = try header.column(question.strata, "--strata")?.cell
        time = try header.column(question.switchback?.time, "--time")?.cell
        segments = try question.segments.map { name throws(AnalysisProblem) in try header.place(name, "--by") }
        trigger = try header.column(question.trigger, "--triggered")
        values = try ColumnRoles.numbers(question).map { column throws(AnalysisProblem) in
            (column.name, try header.place(column.name, column.option), column.isShare)
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

    /// The place of a column among the numbers. - Precondition: it is one of them.
    func value(_ name: String, isShare: Bool = false) -> Int {
        guard let index = values.firstIndex(where: { $0.name == name && $0.isShare == isShare }) else {
            preconditionFailure("\(name) is no column of the question")
        }
        return index
    }
}
