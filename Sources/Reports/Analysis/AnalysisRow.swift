import Analysis
import Experiments

/// One metric of one variant in words: the figures that the terminal and the page show.
struct AnalysisRow {
    /// The same in numbers.
    let answer: MetricAnswer
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

    /// The head of the lift, with how its interval is made where all rows agree in that.
    let liftTitle: String

    /// - Parameters:
    ///   - hasSegments: whether the answer that the row is of has segments.
    ///   - definition: how all rows' lifts are made; nil where they differ, so that a note says it.
    init(_ answer: MetricAnswer, hasSegments: Bool = false, definition: String? = nil) {
        self.answer = answer
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
        liftTitle = definition.map { "lift (\($0))" } ?? "lift"
        let way = definition == nil ? answer.relativeDefinition.map { ["lift: \($0)"] } ?? [] : []
        notes = way + AnalysisRow.notes(answer)
    }

    /// The rows of an answer, those of the whole table first.
    static func all(_ answer: Answer) -> [AnalysisRow] {
        let all = answer.rows + answer.segments
        let definitions = Set(all.compactMap(\.relativeDefinition))
        return all.map {
            AnalysisRow(
                $0, hasSegments: !answer.segments.isEmpty, definition: definitions.count == 1 ? definitions.first : nil)
        }
    }

    /// What the figures are of, for a line of its own.
    var name: String { [metric, variant, segment].compactMap(\.self).joined(separator: ", ") }

    /// A line for each row of an answer.
    static func table(_ rows: [AnalysisRow]) -> Table {
        let hasSegments = rows.contains { $0.segment != nil }
        let hasCorrection = rows.contains { $0.pValueAdjusted != nil }
        let hasRandomisation = rows.contains { $0.randomised != nil }
        let lift = rows.first?.liftTitle ?? "lift"
        return Table(
            name: "Effects over control",
            columns: [.init(title: "Metric", kind: .name), .init(title: "Variant", kind: .name)]
                + (hasSegments ? [.init(title: "Segment", kind: .name)] : [])
                + ["Units", "Control", "Mean", "Difference", "L" + lift.dropFirst(), "p"].map { .init(title: $0) }
                + (hasCorrection ? [.init(title: "p adjusted")] : [])
                + (hasRandomisation ? [.init(title: "p randomised")] : []),
            rows: rows.map { row in
                let answer = row.answer
                func ends(_ effect: EffectAnswer?) -> EffectEstimate? { effect.map { EffectEstimate($0) } }
                var cells: [Table.Cell] = [.init(row.metric), .init(row.variant)]
                if hasSegments { cells.append(.init(row.segment ?? "")) }
                cells += [
                    .init(row.units, number: Double(answer.n)), .init(row.control, number: answer.meanControl),
                    .init(row.mean, number: answer.mean), .init(row.difference, ends(answer.difference)),
                    .init(row.lift, ends(answer.relative)), .init(row.pValue, number: answer.pValue),
                ]
                if hasCorrection {
                    cells.append(.init(row.pValueAdjusted ?? Digits.absent, number: answer.pValueAdjusted))
                }
                if hasRandomisation {
                    var cell = Table.Cell(row.randomised?.first ?? Digits.absent, number: answer.randomisation?.pValue)
                    cell.interval = row.randomised?.dropFirst().first
                    cells.append(cell)
                }
                return cells
            })
    }

    /// A column's unit is not known: four digits that count.
    private static let levels = Figure(
        factor: 1, suffix: "", significantDigits: 4, decimals: 0...6, signed: false, hasExponents: true)
    static let differences = Figure(
        factor: 1, suffix: "", significantDigits: 3, decimals: 0...7, signed: true, hasExponents: true)

    private static let percent = Figure(factor: 100, suffix: " %", significantDigits: 3, decimals: 0...4, signed: false)

    private static let chance = Figure(factor: 100, suffix: " %", significantDigits: 4, decimals: 0...4, signed: false)

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

    /// Control's and the variant's, as far as both are there.
    private static func both(_ control: Double?, _ variant: Double?) -> String? {
        guard let control, let variant else { return nil }
        return "\(level(control)) and \(level(variant))"
    }

    private static func ends(_ interval: MetricAnswer.OwnInterval) -> String {
        let lower = interval.lower.map { "[\(level($0))" } ?? "(−∞"
        return "\(lower), \(interval.upper.map { "\(level($0))]" } ?? "∞)")"
    }

    private static func words(_ cap: MetricAnswer.Winsorised) -> String {
        func words(_ end: MetricAnswer.Winsorised.End?, _ side: String) -> String? {
            end.map {
                "\(side) \(levels.text($0.cap)), the quantile \(Digits.plain($0.quantile)): "
                    + "\(Digits.count($0.units)) of the variant, \(Digits.count($0.unitsControl)) of control"
            }
        }
        let units = cap.over == Winsorising.Base.nonzero.rawValue ? "units whose total is not 0" : "all units"
        let ends = [words(cap.lower, "below"), words(cap.upper, "above")].compactMap(\.self).joined(separator: "; ")
        return "totals of \(cap.column) count as the quantile (type 7) of \(units) that they are beyond: \(ends)"
    }

    private static func words(_ posterior: MetricAnswer.Posterior) -> [String] {
        func risks(_ variant: Double?, _ control: Double?) -> String {
            guard let variant, let control else { return "" }
            return
                "; expected loss of choosing it \(percent.text(variant)), of keeping control \(percent.text(control)) of its mean"
        }
        let prior = posterior.prior == nil ? "" : " under the prior"
        let own =
            "chance that it is better\(prior) \(chance.text(posterior.chanceToWin))"
            + risks(posterior.riskOfVariant, posterior.riskOfControl)
        let flat = posterior.flat.map {
            "under a flat prior the chance is \(chance.text($0.chanceToWin))"
                + risks($0.riskOfVariant, $0.riskOfControl)
        }
        let baseline = posterior.baseline.map {
            "the lift is over \(level($0)), the control mean that prior and data say together"
        }
        return [own, flat, baseline].compactMap(\.self)
    }

    private static func notes(_ answer: MetricAnswer) -> [String] {
        var notes: [String] = []
        if let adjustment = answer.adjustment {
            let share = answer.varianceReduction.map { Figure.ofTruth.text(-$0) } ?? Digits.absent
            let means = both(answer.meanControlAdjusted, answer.meanAdjusted).map { ", means \($0)" } ?? ""
            notes.append("\(adjustment): variance of the difference \(share)\(means)")
        }
        notes += (answer.balance ?? []).map { balance in
            "\(balance.column) before: \(level(balance.meanControl)) of control, \(level(balance.mean)) of the variant"
                + (balance.pValue.map { " (p = \(Digits.pValue($0)))" }
                    ?? (balance.isConstant ? ", on every unit" : ""))
        }
        if let own = answer.interval, let control = answer.intervalControl {
            notes.append("the quantile itself (inverse CDF): \(ends(control)) of control, \(ends(own)) of the variant")
        }
        notes += (answer.winsorised ?? []).map(words)
        if let triggered = answer.triggered {
            let diluted = triggered.diluted.map {
                "; diluted to all units the difference is \(text($0, differences).line)"
            }
            let all = triggered.all.map {
                "; of all units by themselves \(text($0, differences).line)"
                    + (triggered.allPValue.map { ", p \(Digits.pValue($0))" } ?? "")
            }
            notes.append(
                "\(percent.text(triggered.share)) of units triggered, \(Digits.count(triggered.unitsLeftOut)) left out"
                    + (diluted ?? "") + (all ?? ""))
        }
        if let posterior = answer.posterior { notes += words(posterior) }
        if let look = answer.look {
            notes.append(
                "look at \(percent.text(look.information)) of the information: p may be \(Digits.pValue(look.nominalLevel)) "
                    + "(z \(levels.text(look.bound))), the boundary is \(look.crossed ? "" : "not ")crossed")
        }
        if let test = answer.nonInferiority {
            notes.append(
                "worse by \(percent.text(test.margin)) or more: \(test.holds ? "ruled out" : "not ruled out") "
                    + "(p = \(Digits.pValue(test.pValue)), by the lift's definition)")
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
