import Experiments

/// What stands first on a run's page: the verdict and the primary metric in large figures.
enum VerdictBanner {
    /// - Parameter subject: the run; nil under another banner of the same run.
    static func banner(_ readout: Readout, subject: String?) -> Banner {
        let verdict = readout.verdict
        return Banner(
            verdict.agreement.tone, style: verdict.agreement.rawValue, mark: verdict.agreement.mark,
            icon: verdict.agreement.icon, label: verdict.agreement.label, headline: verdict.headline,
            tiles: readout.metrics.first.map { tiles(MetricRow($0, in: readout.money)) } ?? [],
            details: verdict.details, subject: subject)
    }

    private static func tiles(_ row: MetricRow) -> [Banner.Tile] {
        [
            .init(
                name: "The experiment says, \(row.label)", value: row.lift.estimate, remark: row.lift.interval,
                style: "experiment"),
            .init(
                name: "The truth, \(row.label)", value: row.trueLift.estimate, remark: row.trueLift.interval,
                style: "truth"),
            .init(
                name: "Bias of the experiment", value: row.bias.estimate,
                remark: [row.bias.interval, row.biasOfTrueEffect].compactMap(\.self).joined(separator: "; ")),
        ]
    }
}
