public import Statistics
public import Tables

/// What a table says to a question.
public struct Answer: Sendable {
    /// The question that is answered.
    public let question: Question
    /// The answers over the whole table: metric by metric, and under each variant by variant.
    public let rows: [MetricAnswer]
    /// The answers of each segment, in the order of the question's columns and of the segments' names.
    public let segments: [MetricAnswer]
    /// Units by variant, in the order of the names.
    public let variants: [(name: String, units: Int)]
    /// The test of all variants against their intended shares, by what was drawn: clusters or blocks where all units of
    /// one are of one variant, else units; nil where it cannot be computed.
    public let sampleRatio: SampleRatioMismatch?
    /// Whether the variants of the table or of a segment miss their intended shares by more than chance lets them, at p below
    /// `alarmLevel`, over the number of segments for segments.
    public let hasSampleRatioMismatch: Bool
    /// What a reader should know of the data, a sentence each.
    public let remarks: [String]
    /// Rows and units that were read, left out and mended.
    public let counts: TableCounts
    /// How the table was read.
    public let dialect: CSVDialect

    /// Below this p-value a sample ratio is an alarm (Fabijan et al. 2019).
    public static let alarmLevel = 0.001

    /// Reads a table and answers.
    /// - Parameters:
    ///   - file: CSV with a header, or gzip of it; `-` is standard input.
    ///   - threads: that read it; they change no figure.
    ///   - progress: told of what is being done.
    /// - Throws: `AnalysisProblem` for what a person has to mend.
    public init(
        _ question: Question, file: String, threads: Int, progress: AnswerProgress = AnswerProgress()
    ) async throws {
        try question.check()
        let judge = try Judge(question)
        let reading = try await DataReader.read(file, question: question, threads: threads)
        let name = file == "-" ? "standard input" : file
        progress.begin(.comparing)
        let variants = ([reading.whole] + reading.segments.map(\.evidence)).filter { $0.variants.count > 1 }
            .reduce(0) { $0 + $1.variants.count - 1 }
        progress.expect(variants * question.metrics.count * (question.randomisation ?? 0), of: .labels)
        progress.expect(
            variants * question.metrics.count(where: \.hasUplift) * 2
                * (question.uplift == nil ? 0 : question.resamples),
            of: .units)
        let whole = try Comparison(reading.whole, judge, in: name, progress)
        var parts: [Comparison] = []
        var remarks: [String] = []
        for (column, segment, evidence) in reading.segments {
            guard evidence.variant(question.control) != nil, evidence.variants.count > 1 else {
                remarks.append(
                    "\(column) \(segment) is not read out: it has only rows of "
                        + "\(Comparison.list(evidence.variants.map(\.name))).")
                continue
            }
            parts.append(try Comparison(evidence, judge, in: name, of: .init(column: column, name: segment), progress))
        }
        self.question = question
        rows = try question.correction.adjusted(whole.rows, alpha: question.alpha)
        segments = try question.segmentCorrection.adjusted(parts.flatMap(\.rows), alpha: question.alpha)
        self.variants = reading.whole.variants.map { ($0.name, $0.units) }
        sampleRatio = whole.sampleRatio
        let alarms =
            [whole.alarm(below: Answer.alarmLevel)].compactMap(\.self)
            + parts.compactMap { $0.alarm(below: Answer.alarmLevel / Double(parts.count)) }
        hasSampleRatioMismatch = !alarms.isEmpty
        self.remarks = alarms + Answer.remarks(question, reading) + remarks
        counts = reading.counts
        dialect = reading.dialect
    }

    private static func remarks(_ question: Question, _ reading: TableReading) -> [String] {
        let counts = reading.counts
        var remarks: [String] = []
        func add(_ count: Int, _ one: String, _ many: String, _ rest: String) {
            if count > 0 { remarks.append("\(count) \(count == 1 ? one : many) \(rest).") }
        }
        func list(_ counts: [String: Int]) -> String {
            counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        }
        let byVariant = counts.rowsLeftOutByVariant
        add(
            counts.rowsLeftOut, "row is", "rows are",
            "left out because a cell has no value (by column: \(list(counts.rowsLeftOutByColumn))"
                + (byVariant.isEmpty ? ")" : "; by variant: \(list(byVariant)))"))
        if !counts.cellsAsZero.isEmpty {
            remarks.append(
                "Cells without a value count as 0 (by column: \(list(counts.cellsAsZero)); by variant: "
                    + "\(list(counts.cellsAsZeroByVariant))).")
        }
        add(
            counts.unitsInTwoVariants, "unit has rows in two variants and is",
            "units have rows in two variants and are",
            "left out")
        if let trigger = question.trigger {
            remarks.append(
                "Only units with a \(trigger) other than 0 are read out; \(counts.unitsNotTriggered) "
                    + "\(counts.unitsNotTriggered == 1 ? "is" : "are") left out.")
        }
        for (rule, units) in reading.whole.drops {
            let counts = zip(reading.whole.variants, units).map { "\($1) of \($0.name)" }.joined(separator: ", ")
            remarks.append(
                "Units with \(rule.column) above \(rule.threshold.inWords) are left out: \(counts). What the experiment does may "
                    + "decide who is above; a cap (--winsorise) keeps such units.")
        }
        add(counts.rowsWashedOut, "row is", "rows are", "left out as the start of a block (--washout)")
        if let groups = question.groups, let count = reading.whole.clusters?.count, count < 30 {
            let found = count == 1 ? "is 1 \(groups.dropLast())" : "are \(count) \(groups)"
            remarks.append("There \(found); below 30 intervals are too narrow.")
        }
        return remarks
    }
}
