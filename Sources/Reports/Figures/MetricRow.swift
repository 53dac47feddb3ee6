import Experiments
import PolicyKit

/// One metric in words: the figures that the terminal, Markdown and the page show.
struct MetricRow {
    /// The same in numbers.
    let metric: MetricReadout
    let label: String
    let control: String
    let treatment: String
    let difference: EffectText
    /// The lift over control, or the difference where effects are not told by lifts.
    let lift: EffectText
    /// The lifts in numbers; nil where effects are not told by them.
    let lifts: (experiment: EffectEstimate, truth: EffectEstimate)?
    let pValue: String
    let adjusted: EffectText?
    /// `−23 %`: how much less variance.
    let varianceReduction: String?
    let trueDifference: EffectText
    let trueLift: EffectText
    /// In the metric's unit.
    let bias: EffectText
    /// `+98.6 % of truth`, or nil where the truth is not clear of zero.
    let biasOfTruth: String?
    /// The same as a sentence's end; says why there is none where there is none.
    let biasOfTrueEffect: String
    /// Whether the experiment tells the truth about the metric: one character, and in words; empty where it was not judged.
    let mark: String
    let judged: String

    /// - Parameter currency: that money is in.
    init(_ metric: MetricReadout, in currency: Currency) {
        let levels = Figure.value(metric.unit, in: currency)
        let differences = Figure.difference(metric.unit, in: currency)
        self.metric = metric
        label = metric.label
        control = levels.text(metric.control.mean)
        treatment = levels.text(metric.treatment.mean)
        difference = EffectText(metric.difference, differences)
        lifts =
            metric.isToldByLifts
            ? metric.relative.flatMap { said in metric.truth.relative.map { (said, $0) } } : nil
        lift = lifts.map { EffectText($0.experiment, .relative) } ?? difference
        let own = metric.pValue.map(Digits.pValue) ?? Digits.absent
        pValue = metric.pValueAdjusted.map { "\(own) (Holm \(Digits.pValue($0)))" } ?? own
        adjusted = metric.adjusted.map { EffectText($0.difference, differences) }
        varianceReduction = metric.adjusted?.varianceReduction.map { Figure.ofTruth.text(-$0) }
        trueDifference = EffectText(metric.truth.difference, differences)
        trueLift = lifts.map { EffectText($0.truth, .relative) } ?? trueDifference
        bias = EffectText(metric.bias.estimate, differences)
        let ratio = BiasRatio(metric)
        biasOfTruth = ratio?.ofTruth
        biasOfTrueEffect = ratio?.ofTrueEffect ?? BiasRatio.reasonForNone(metric)
        mark = metric.judgement?.agreement.mark ?? ""
        judged = metric.judgement.map(Wording.judged) ?? ""
    }
}

extension Readout {
    /// What money is in.
    var money: Currency { currency.flatMap(Currency.init(code:)) ?? .usd }

    /// Its metrics in words.
    var rows: [MetricRow] { metrics.map { MetricRow($0, in: money) } }
}
