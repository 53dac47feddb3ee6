/// How large a bias is against the true effect, in words that fit its size.
package struct BiasRatio {
    /// What the ratio is, without what it is a ratio of: `+986 %`, `+425 times`.
    private let text: String
    private let isTimes: Bool
    /// Whether the true effect is below 0: a bias above 0 then draws towards 0, and its share of an effect below 0 would be below 0.
    private let isOfSize: Bool

    /// Beyond this a share says less than a number of times.
    private static let timesFrom = 10.0
    private static let times = Figure(factor: 1, suffix: " times", significantDigits: 2, decimals: 0...1, signed: true)

    /// Nil where no ratio is meaningful: the true effect is about 0, or its interval reaches over 0.
    package init?(_ metric: MetricReadout) {
        let truth = metric.truth.difference
        guard let ratio = metric.bias.relative, ratio.isFinite,
            abs(truth.estimate) > Verdict.negligible * abs(metric.truth.control)
        else { return nil }
        if let lower = truth.lower, let upper = truth.upper, lower <= 0, upper >= 0 { return nil }
        let share = EffectEstimate(estimate: ratio, lower: metric.bias.relativeLower, upper: metric.bias.relativeUpper)
        isTimes = abs(ratio) >= BiasRatio.timesFrom
        isOfSize = truth.estimate < 0
        let figure = isTimes ? BiasRatio.times : .ofTruth
        text = [figure.text(share), figure.interval(share)].compactMap(\.self).joined(separator: " ")
    }

    /// `+98.6 % [+80.1, +117] of the true effect`, `−425 times [−500, −350] the true effect`; of its size where it is below 0.
    package var ofTrueEffect: String { against(isOfSize ? "the size of the true effect" : "the true effect") }
    /// `+98.6 % [+80.1, +117] of truth`.
    package var ofTruth: String { against(isOfSize ? "the truth's size" : isTimes ? "the truth" : "truth") }

    private func against(_ what: String) -> String { isTimes ? "\(text) \(what)" : "\(text) of \(what)" }

    /// What to say where there is none.
    package static func reasonForNone(_ metric: MetricReadout) -> String {
        let truth = metric.truth.difference
        guard let lower = truth.lower, let upper = truth.upper, lower > 0 || upper < 0 else {
            return "no ratio is meaningful: the true effect is not clear of 0"
        }
        let least = Figure(factor: 100, suffix: " %", significantDigits: 1, decimals: 0...2, signed: false)
            .text(Verdict.negligible)
        return "no ratio is meaningful: the true effect is below \(least) of control"
    }
}
