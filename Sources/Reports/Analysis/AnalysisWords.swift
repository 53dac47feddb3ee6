import Analysis
import Statistics

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
        let level = Digits.plain(100 * (1 - alpha))
        let direction = first.map { $0.alternative == "two-sided" ? "" : ", one-sided (\($0.alternative))" } ?? ""
        let randomisation = answer.rows.lazy.compactMap(\.randomisation).first.map {
            " p randomised: \($0.definition), \(Digits.count($0.draws)) draws with seed \($0.seed)."
        }
        legend =
            "Variant less control, with \(level) % intervals\(direction); lift over the control mean"
            + (first?.relativeDefinition.map { " by the \($0)" } ?? "") + ". Test: \(first?.method ?? "none")."
            + (randomisation ?? "")
        notes = answer.rows.flatMap { row in
            AnalysisRow(row).notes.map { "\(row.metric), \(row.variant): \($0)" }
        }
        remarks = answer.remarks
        let units = answer.variants.map { "\($0.name) \(Digits.count($0.units))" }.joined(separator: ", ")
        let ratio = answer.sampleRatio.map { " (SRM p = \(Digits.pValue($0.pValue)))" } ?? ""
        split = "\(Digits.count(answer.dataRows)) rows; units: \(units)\(ratio)."
    }
}
