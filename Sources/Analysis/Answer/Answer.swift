public import Statistics

/// What a table says to a question.
public struct Answer: Sendable {
    /// Metric by metric, and under each variant by variant.
    public let rows: [MetricAnswer]
    /// Units by variant, in the order of the names.
    public let variants: [(name: String, units: Int)]
    /// Of all variants against their intended shares; nil where it cannot be computed.
    public let sampleRatio: SampleRatioMismatch?
    /// What a reader should know of the data, a sentence each.
    public let remarks: [String]
    /// Rows of the table.
    public let dataRows: Int

    /// Reads a table and answers.
    /// - Parameters:
    ///   - file: CSV with a header, or gzip of it; `-` is standard input.
    ///   - threads: that read it; they change no figure.
    /// - Throws: `AnalysisProblem` for what a person has to mend.
    public init(_ question: Question, file: String, threads: Int) async throws {
        try question.check()
        let judge = try Judge(question)
        let evidence = try await DataReader.read(file, question: question, threads: threads)
        let name = file == "-" ? "standard input" : file
        guard let control = evidence.variant(question.control) else {
            throw AnalysisProblem(
                "\(name): no row is of the control \"\(question.control)\"; the column \(question.variant) has "
                    + Answer.list(evidence.variants.map(\.name)))
        }
        guard evidence.variants.count > 1 else {
            throw AnalysisProblem(
                "\(name): all rows are of \"\(question.control)\"; a comparison needs a second variant in \(question.variant)"
            )
        }
        // A column of numbers or names in place of variants would give a comparison a row.
        guard evidence.variants.count <= 100 else {
            throw AnalysisProblem(
                "\(name): the column \(question.variant) has \(evidence.variants.count) variants; expected at most 100")
        }
        let shares = try Answer.shares(question, evidence.variants.map(\.name))
        let analyst = Analyst(
            judge: judge, evidence: evidence, everyone: question.trigger.map { _ in evidence.ofEveryone(question) },
            control: control, shares: shares)
        variants = evidence.variants.map { ($0.name, $0.units) }
        rows = try Answer.corrected(
            question.metrics.enumerated().flatMap { place, metric in
                evidence.variants.indices.filter { $0 != control }.map { analyst.answer(metric, variant: $0) }
            }, question)
        sampleRatio = try? SampleRatioMismatch(observed: evidence.variants.map(\.units), weights: shares)
        remarks = Answer.remarks(question, evidence, sampleRatio)
        dataRows = evidence.rows
    }

    private static func list(_ names: [String]) -> String {
        names.prefix(8).map { "\"\($0)\"" }.joined(separator: ", ")
            + (names.count > 8 ? " and \(names.count - 8) more" : "")
    }

    private static func shares(_ question: Question, _ names: [String]) throws(AnalysisProblem) -> [Double] {
        guard !question.weights.isEmpty else { return names.map { _ in 1 } }
        for name in question.weights.keys.sorted() where !names.contains(name) {
            throw AnalysisProblem("--weights names \"\(name)\", which no row is of")
        }
        return try names.map { name throws(AnalysisProblem) in
            guard let weight = question.weights[name] else {
                throw AnalysisProblem("--weights has no weight for \"\(name)\"")
            }
            return weight
        }
    }

    private static func corrected(_ rows: [MetricAnswer], _ question: Question) throws -> [MetricAnswer] {
        let method: MultipleTesting
        switch question.correction {
        case .none: return rows
        case .holm: method = .holm
        case .benjaminiHochberg: method = .benjaminiHochberg
        }
        var rows = rows
        func adjust(
            _ pValue: (MetricAnswer) -> Double?, _ keep: (inout MetricAnswer, Double) -> Void
        ) throws {
            let tested = rows.indices.filter { pValue(rows[$0]) != nil }
            let adjusted = try method.adjusted(tested.compactMap { pValue(rows[$0]) }, alpha: question.alpha)
            for (row, pValue) in zip(tested, adjusted) { keep(&rows[row], pValue) }
        }
        try adjust(\.pValue) { $0.pValueAdjusted = $1 }
        try adjust({ $0.randomisation?.pValue }) { $0.randomisation?.pValueAdjusted = $1 }
        return rows
    }

    private static func remarks(
        _ question: Question, _ evidence: Evidence, _ ratio: SampleRatioMismatch?
    ) -> [String] {
        var remarks: [String] = []
        if let ratio, ratio.pValue < 0.001 {
            remarks.append(
                "The variants do not have the units that they were meant to have (SRM, p = \(String(ratio.pValue))): do not "
                    + "trust the figures before you know why.")
        }
        let twice = evidence.unitsInTwoVariants
        if twice > 0 {
            remarks.append(
                "\(twice) \(twice == 1 ? "unit has" : "units have") rows in two variants and \(twice == 1 ? "is" : "are") left out."
            )
        }
        if let trigger = question.trigger {
            let leftOut = evidence.variants.reduce(0) { $0 + $1.untriggered }
            remarks.append(
                "Only units with a \(trigger) other than 0 are read out; \(leftOut) \(leftOut == 1 ? "is" : "are") left out."
            )
        }
        for (rule, units) in evidence.drops {
            let counts = zip(evidence.variants, units).map { "\($1) of \($0.name)" }.joined(separator: ", ")
            remarks.append(
                "Units with \(rule.column) above \(rule.threshold.inWords) are left out: \(counts). What the experiment does may "
                    + "decide who is above; a cap (--winsorise) keeps such units.")
        }
        if let clusters = evidence.clusters?.count, clusters < 30 {
            remarks.append("There are \(clusters) clusters; below 30 intervals are too narrow.")
        }
        return remarks
    }
}
