import Experiments

/// What stands first: the headline, the sentences under it, and the primary metric in large figures.
struct VerdictCard {
    let agreement: String
    let label: String
    let icon: String
    let headline: String
    let details: [String]
    let metric: MetricRow?

    init(_ readout: Readout) {
        agreement = readout.verdict.agreement.rawValue
        label = readout.verdict.agreement.label
        icon = Icon.markup(readout.verdict.agreement)
        headline = Wording.unbroken(readout.verdict.headline)
        details = readout.verdict.details.map(Wording.unbroken)
        metric = readout.rows.first
    }
}
