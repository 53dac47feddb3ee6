import Analysis
import Statistics

/// The sentences that stand beside an answer's figures.
struct AnalysisWords {
    /// What intervals and tests are.
    let legend: String
    /// The head of the column of lifts, with how their intervals are made where that is one way.
    let lift: String
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
        let methods = AnalysisWords.distinct(answer.rows.map(\.method))
        let definitions = AnalysisWords.distinct(answer.rows.compactMap(\.relativeDefinition))
        let randomisation = answer.rows.lazy.compactMap(\.randomisation).first.map {
            " p randomised: \($0.definition), \(Digits.count($0.draws)) draws with seed \($0.seed)."
        }
        legend =
            "Variant less control, with \(level) % intervals\(direction); lift over the control mean"
            + ". Test: \(methods.joined(separator: "; "))." + (randomisation ?? "")
        lift = definitions.count == 1 ? "lift (\(definitions[0]))" : "lift"
        notes = answer.rows.flatMap { row in
            AnalysisRow(row, namesLift: definitions.count > 1).notes.map { "\(row.metric), \(row.variant): \($0)" }
        }
        remarks = answer.remarks + AnalysisWords.imbalances(answer.rows)
        let units = answer.variants.map { "\($0.name) \(Digits.count($0.units))" }.joined(separator: ", ")
        let ratio = answer.sampleRatio.map { " (SRM p = \(Digits.pValue($0.pValue)))" } ?? ""
        split = "\(Digits.count(answer.dataRows)) rows; units: \(units)\(ratio)."
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
                    "The covariate \($0.column) differs between \(row.variant) and control (p = "
                        + "\($0.pValue.map(Digits.pValue) ?? "0")): it is not from before the experiment, or the arms were not drawn "
                        + "at random. What is adjusted by it may be far off."
                }
            })
    }
}
