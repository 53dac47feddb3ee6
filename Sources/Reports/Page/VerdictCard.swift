import Experiments

/// What stands first: the headline, the sentences under it, and the primary metric in large figures.
struct VerdictCard {
    let agreement: String
    let label: String
    let icon: String
    let headline: String
    let details: [String]
    let metric: MetricRow?
    /// Names the interval beside the figures.
    let level: String

    init(_ readout: Readout) {
        agreement = readout.verdict.agreement.rawValue
        label = readout.verdict.agreement.label
        icon = Icon.markup(readout.verdict.agreement)
        headline = readout.verdict.headline
        details = readout.verdict.details
        metric = readout.metrics.first.map(MetricRow.init)
        level = Digits.plain(readout.level * 100)
    }
}
