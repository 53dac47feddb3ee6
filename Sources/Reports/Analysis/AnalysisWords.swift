import Analysis
import Experiments
import Statistics
import Tables

/// The sentences that stand beside an answer's figures.
struct AnalysisWords {
    /// What intervals and tests are.
    let legend: String
    /// What stands behind single figures.
    let notes: [String]
    /// What a reader must not overlook.
    let remarks: [String]
    /// Who was counted.
    let split: String

    init(_ answer: Answer, alpha: Double) {
        let first = answer.rows.first
        let level = Digits.level(alpha)
        let direction = first.map { $0.alternative == "two-sided" ? "" : ", one-sided (\($0.alternative))" } ?? ""
        let methods = AnalysisWords.distinct(answer.rows.map(\.method))
        let randomisation = answer.rows.lazy.compactMap(\.randomisation).first.map {
            " p randomised: \($0.definition), \(Digits.count($0.draws)) draws with seed \($0.seed)."
        }
        let isUpdated = answer.rows.contains { $0.posterior?.baseline != nil }
        legend =
            "Variant less control, with \(level) % intervals\(direction); lift over the control mean"
            + (isUpdated ? " after the prior" : "")
            + ". Test: \(methods.joined(separator: "; "))." + (randomisation ?? "")
            + (AnalysisWords.segments(answer).map { " " + $0 } ?? "")
        notes = AnalysisRow.all(answer).flatMap { row in row.notes.map { "\(row.name): \($0)" } }
        remarks = answer.remarks + AnalysisWords.imbalances(answer.rows + answer.segments)
        let units = answer.variants.map { "\($0.name) \(Digits.count($0.units))" }.joined(separator: ", ")
        let blocks = answer.counts.blocks.map { " in \(Digits.count($0)) blocks" } ?? ""
        let ratio = answer.sampleRatio.map { " (SRM p = \(Digits.pValue($0.pValue)))" } ?? ""
        let separator = answer.dialect.separator
        let written =
            (separator == .comma ? "" : ", \(separator.rawValue) between cells")
            + (answer.dialect.decimalMark == .point ? "" : ", a comma before fractions")
        split = "\(Digits.count(answer.counts.rows)) rows\(written)\(blocks); units: \(units)\(ratio)."
    }

    /// How the segments' p-values are corrected; nil without segments.
    private static func segments(_ answer: Answer) -> String? {
        guard !answer.segments.isEmpty else { return nil }
        let correction =
            switch answer.question.segmentCorrection {
            case .none: "not corrected"
            case .holm: "corrected (Holm) over all segments, metrics and variants"
            case .benjaminiHochberg: "corrected (Benjamini, Hochberg) over all segments, metrics and variants"
            }
        return "A segment is the table of its rows alone; p-values of segments are \(correction)."
    }

    /// Each once, in the order in which they come.
    private static func distinct(_ words: [String]) -> [String] {
        words.reduce(into: []) { known, word in if !known.contains(word) { known.append(word) } }
    }

    /// Covariates in which the arms differ before the experiment, each once a variant.
    private static func imbalances(_ rows: [MetricAnswer]) -> [String] {
        distinct(
            rows.flatMap { row in
                (row.balance ?? []).filter(\.isOff).map {
                    "The covariate \($0.column) differs between \(row.variant) and control "
                        + ($0.pValue.map { "(p = \(Digits.pValue($0)))" } ?? "on every unit")
                        + ": it is not from before the experiment, or the arms were not drawn at random. "
                        + ($0.adjusts ? "What is adjusted by it may be far off." : "It adjusts nothing.")
                }
            })
    }
}
