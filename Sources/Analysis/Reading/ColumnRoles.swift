import Tables

/// Where in a row the columns of a question stand.
struct ColumnRoles: Sendable {
    let count: Int
    let variant: Int
    let unit: Int?
    let cluster: Int?
    let stratum: Int?
    /// The column that says whether a unit was triggered.
    let trigger: (name: String, cell: Int)?
    /// The columns of numbers, each once, or twice where its share and its sum are asked for: name, place in the row, and
    /// whether units count as 0 or 1.
    let values: [(name: String, cell: Int, isShare: Bool)]

    /// - Throws: a sentence about a column that is missing or given twice.
    init(header: [String], of question: Question, file: String) throws(AnalysisProblem) {
        func place(_ name: String, _ option: String) throws(AnalysisProblem) -> Int {
            let places = header.indices.filter { header[$0] == name }
            guard places.count < 2 else { throw AnalysisProblem(file, line: 1, "the column \(name) is given twice") }
            guard let place = places.first else {
                let known =
                    header.count > 30
                    ? "\(header.prefix(30).joined(separator: ", ")), …" : header.joined(separator: ", ")
                throw AnalysisProblem(
                    file, line: 1, "there is no column \(name), which \(option) names; the columns are \(known)")
            }
            return place
        }
        count = header.count
        variant = try place(question.variant, "--variant")
        unit = if let name = question.unit { try place(name, "--unit") } else { nil }
        cluster = if let name = question.cluster { try place(name, "--cluster") } else { nil }
        stratum = if let name = question.strata { try place(name, "--strata") } else { nil }
        trigger = if let name = question.trigger { (name, try place(name, "--triggered")) } else { nil }
        var values: [(name: String, cell: Int, isShare: Bool)] = []
        for metric in question.metrics {
            for column in metric.columns
            where !values.contains(where: { $0.name == column && $0.isShare == metric.isShare }) {
                values.append((column, try place(column, "--metric"), metric.isShare))
            }
        }
        for column in question.covariates.flatMap(\.columns)
        where !values.contains(where: { $0.name == column && !$0.isShare }) {
            values.append((column, try place(column, "--covariate"), false))
        }
        if let score = question.uplift, !values.contains(where: { $0.name == score && !$0.isShare }) {
            values.append((score, try place(score, "--uplift"), false))
        }
        self.values = values
    }

    /// The place of a column among the numbers. - Precondition: it is one of them.
    func value(_ name: String, isShare: Bool = false) -> Int {
        guard let index = values.firstIndex(where: { $0.name == name && $0.isShare == isShare }) else {
            preconditionFailure("\(name) is no column of the question")
        }
        return index
    }
}
