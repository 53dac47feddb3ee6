import Foundation
import Statistics

/// All metrics of a table, or of a segment of it: every variant against control.
struct Comparison {
    let rows: [MetricAnswer]
    let sampleRatio: SampleRatioMismatch?
    private let segment: MetricAnswer.Segment?
    private let drawn: String

    /// - Parameters:
    ///   - file: its name, for people.
    ///   - progress: told of every draw.
    /// - Throws: a sentence about variants that cannot be compared.
    init(
        _ evidence: Evidence, _ judge: Judge, in file: String, of segment: MetricAnswer.Segment? = nil,
        _ progress: AnswerProgress
    ) throws(AnalysisProblem) {
        let question = judge.question
        let names = evidence.variants.map(\.name)
        guard let control = evidence.variant(question.control) else {
            throw AnalysisProblem(
                "\(file): no row is of the control \"\(question.control)\"; the column \(question.variant) has "
                    + Comparison.list(names))
        }
        guard names.count > 1 else {
            throw AnalysisProblem(
                "\(file): all rows are of \"\(question.control)\"; a comparison needs a second variant in \(question.variant)"
            )
        }
        // A column of numbers or names in place of variants would give a comparison a row.
        guard names.count <= 100 else {
            throw AnalysisProblem(
                "\(file): the column \(question.variant) has \(names.count) variants; expected at most 100")
        }
        let shares = try Comparison.shares(question, names, isSegment: segment != nil)
        let analyst = Analyst(
            judge: judge, evidence: evidence, everyone: question.trigger.map { _ in evidence.ofEveryone(question) },
            control: control, shares: shares, progress: progress)
        rows = question.metrics.flatMap { metric in
            names.indices.filter { $0 != control }.map { variant in
                var row = analyst.answer(metric, variant: variant)
                row.segment = segment
                return row
            }
        }
        sampleRatio = (try? SampleRatioMismatch(observed: evidence.drawn, weights: shares))
            .flatMap { $0.pValue.isFinite ? $0 : nil }
        self.segment = segment
        drawn = evidence.clusters?.countsByVariant == nil ? "units" : question.groups ?? "units"
    }

    /// The sentence on a sample ratio that chance does not explain; nil for one that it does.
    func alarm(below level: Double) -> String? {
        guard let sampleRatio, sampleRatio.pValue < level else { return nil }
        let place = segment.map { " of \($0.column) \($0.name)" } ?? ""
        return "The variants\(place) do not have the \(drawn) that they were meant to have (SRM p = "
            + "\(String(format: "%.3g", sampleRatio.pValue))): do not trust the figures before you know why."
    }

    static func list(_ names: [String]) -> String {
        names.prefix(8).map { "\"\($0)\"" }.joined(separator: ", ")
            + (names.count > 8 ? " and \(names.count - 8) more" : "")
    }

    /// - Parameter isSegment: whether variants may be missing.
    private static func shares(
        _ question: Question, _ names: [String], isSegment: Bool
    ) throws(AnalysisProblem) -> [Double] {
        func members(_ name: String) -> [String] { question.pools.first { $0.name == name }?.variants ?? [name] }
        guard !question.weights.isEmpty else { return names.map { Double(members($0).count) } }
        let known = names.flatMap(members)
        for name in question.weights.keys.sorted() where !isSegment && !known.contains(name) {
            throw AnalysisProblem("--weights names \"\(name)\", which no row is of")
        }
        // A power of two, which changes no digit: the sum of the weights is to be a number.
        let scale = Double(sign: .plus, exponent: question.weights.values.max()?.exponent ?? 0, significand: 1)
        return try names.map { name throws(AnalysisProblem) in
            var share = 0.0
            for member in members(name) {
                guard let weight = question.weights[member] else {
                    throw AnalysisProblem("--weights has no weight for \"\(member)\"")
                }
                share += weight / scale
            }
            return share
        }
    }
}

extension Question.Correction {
    /// Answers whose p-values are corrected for how many they are.
    /// - Throws: for a level that is none.
    func adjusted(_ rows: [MetricAnswer], alpha: Double) throws(StatisticsError) -> [MetricAnswer] {
        let method: MultipleTesting
        switch self {
        case .none: return rows
        case .holm: method = .holm
        case .benjaminiHochberg: method = .benjaminiHochberg
        }
        var rows = rows
        func adjust(
            _ pValue: (MetricAnswer) -> Double?, _ keep: (inout MetricAnswer, Double) -> Void
        ) throws(StatisticsError) {
            let tested = rows.indices.filter { pValue(rows[$0]) != nil }
            let adjusted = try method.adjusted(tested.compactMap { pValue(rows[$0]) }, alpha: alpha)
            for (row, pValue) in zip(tested, adjusted) { keep(&rows[row], pValue) }
        }
        try adjust(\.pValue) { $0.pValueAdjusted = $1 }
        try adjust({ $0.randomisation?.pValue }) { $0.randomisation?.pValueAdjusted = $1 }
        return rows
    }
}
