import Analysis
import Experiments

/// One metric of one variant in words: the figures that the terminal and the page show.
struct AnalysisRow {
    let metric: String
    let variant: String
    /// The rows that it is about: `country: jp`, `all` for the whole table; nil where there are no segments.
    let segment: String?
    let units: String
    let control: String
    let mean: String
    let difference: EffectText
    /// The lift over control; a dash where there is none.
    let lift: EffectText
    let pValue: String
    /// After the correction, nil where there is none.
    let pValueAdjusted: String?
    /// By randomisation, and on a second line what the correction makes of it; nil where it is not asked for.
    let randomised: [String]?
    /// What stands behind the figures, a sentence each.
    let notes: [String]
    let effect: EffectEstimate?

    /// - Parameter hasSegments: whether the answer that the row is of has segments.
    init(_ answer: MetricAnswer, hasSegments: Bool = false) {
        metric = answer.metric
        segment = hasSegments ? answer.segment.map { "\($0.column): \($0.name)" } ?? "all" : nil
        variant = answer.variant
        units = Digits.count(answer.n)
        control = answer.meanControl.map(AnalysisRow.level) ?? Digits.absent
        mean = answer.mean.map(AnalysisRow.level) ?? Digits.absent
        difference = answer.difference.map { AnalysisRow.text($0, AnalysisRow.differences) } ?? .absent
        lift = answer.relative.map { AnalysisRow.text($0, .relative) } ?? .absent
        pValue = answer.pValue.map(Digits.pValue) ?? Digits.absent
        pValueAdjusted = answer.pValueAdjusted.map(Digits.pValue)
        randomised = answer.randomisation.map {
            [Digits.pValue($0.pValue), $0.pValueAdjusted.map { "adjusted \(Digits.pValue($0))" }].compactMap(\.self)
        }
        effect = answer.relative.map { EffectEstimate($0) }
        notes = AnalysisRow.notes(answer)
    }

    /// The rows of an answer, those of the whole table first.
    static func all(_ answer: Answer) -> [AnalysisRow] {
        (answer.rows + answer.segments).map { AnalysisRow($0, hasSegments: !answer.segments.isEmpty) }
    }

    /// What the figures are of, for a line of its own.
    var name: String { [metric, variant, segment].compactMap(\.self).joined(separator: ", ") }

    /// The same, a column each.
    var names: [(title: String, text: String)] {
        [("metric", metric), ("variant", variant)].map { ($0, Wrapping.plain($1)) }
            + (segment.map { [("segment", Wrapping.plain($0))] } ?? [])
    }

    /// One figure, or an effect with its interval, which may stand under its estimate.
    struct Cell {
        let title: String
        /// - Parameter isStacked: whether it may take more lines to be narrower.
        let lines: (_ isStacked: Bool) -> [String]
    }

    /// All figures, a column each.
    /// - Parameters:
    ///   - hasCorrection: whether any row of the answer has a corrected p-value.
    ///   - hasRandomisation: the same of randomisation tests.
    func figures(hasCorrection: Bool, hasRandomisation: Bool) -> [Cell] {
        func cell(_ title: String, _ text: String) -> Cell { Cell(title: title) { _ in [text] } }
        func cell(_ title: String, _ effect: EffectText) -> Cell { Cell(title: title) { effect.lines(stacked: $0) } }
        var figures = [
            cell("units", units), cell("control", control), cell("mean", mean), cell("difference", difference),
            cell("lift", lift), cell("p", pValue),
        ]
        if hasCorrection { figures.append(cell("p adjusted", pValueAdjusted ?? Digits.absent)) }
        if hasRandomisation {
            let lines = randomised ?? [Digits.absent]
            figures.append(Cell(title: "p randomised") { _ in lines })
        }
        return figures
    }

    /// A column's unit is not known: four digits that count.
    private static let levels = Figure(
        factor: 1, suffix: "", significantDigits: 4, decimals: 0...6, signed: false, hasExponents: true)
    static let differences = Figure(
        factor: 1, suffix: "", significantDigits: 3, decimals: 0...7, signed: true, hasExponents: true)

    private static let percent = Figure(factor: 100, suffix: " %", significantDigits: 3, decimals: 0...4, signed: false)

    static func level(_ number: Double) -> String { levels.text(number) }

    /// An interval with one end says so.
    static func text(_ effect: EffectAnswer, _ figure: Figure) -> EffectText {
        let both = EffectText(EffectEstimate(effect), figure)
        switch (effect.lower, effect.upper) {
        case (let lower?, nil): return EffectText(estimate: both.estimate, interval: "[\(figure.text(lower)), ∞)")
        case (nil, let upper?): return EffectText(estimate: both.estimate, interval: "(−∞, \(figure.text(upper))]")
        default: return both
        }
    }

    private static func notes(_ answer: MetricAnswer) -> [String] {
        var notes: [String] = []
        if let adjustment = answer.adjustment {
            let share = answer.varianceReduction.map { Figure.ofTruth.text(-$0) } ?? Digits.absent
            notes.append("\(adjustment): variance \(share)")
        }
        if let cap = answer.winsorised {
            notes.append(
                "totals of \(cap.column) above \(levels.text(cap.cap)), the quantile \(Digits.plain(cap.quantile)) of all "
                    + "units, count as that: \(Digits.count(cap.units)) of the variant, "
                    + "\(Digits.count(cap.unitsControl)) of control")
        }
        if let triggered = answer.triggered {
            let diluted = triggered.diluted.map { text($0, differences) }
            notes.append(
                "\(percent.text(triggered.share)) of units triggered, \(Digits.count(triggered.unitsLeftOut)) left out"
                    + (diluted.map { "; over all units the difference is \($0.line)" } ?? ""))
        }
        if let posterior = answer.posterior {
            notes.append(
                "chance that it is better \(percent.text(posterior.chanceToWin)); expected loss of choosing it "
                    + "\(percent.text(posterior.riskOfVariant)), of keeping control \(percent.text(posterior.riskOfControl)) of its mean"
            )
        }
        if let look = answer.look {
            notes.append(
                "look at \(percent.text(look.information)) of the information: p may be \(Digits.pValue(look.nominalLevel)) "
                    + "(z \(levels.text(look.bound))), the boundary is \(look.crossed ? "" : "not ")crossed")
        }
        if let test = answer.nonInferiority {
            notes.append(
                "worse by \(percent.text(test.margin)) or more: \(test.holds ? "ruled out" : "not ruled out") "
                    + "(p = \(Digits.pValue(test.pValue)))")
        }
        if let note = answer.note { notes.append(note) }
        return notes
    }
}

extension EffectEstimate {
    init(_ effect: EffectAnswer) {
        self.init(
            estimate: effect.estimate, lower: effect.lower, upper: effect.upper, standardError: effect.standardError)
    }
}
