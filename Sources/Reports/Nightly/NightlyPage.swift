import Experiments

/// All that the page over several runs shows, ready for the template `nightly`.
struct NightlyPage {
    let title: String
    let totals: [Total]
    let runs: [RunLine]

    /// How many runs ended in one way.
    struct Total {
        let tone: String
        let icon: String
        let text: String
    }

    /// One run.
    struct RunLine {
        let title: String
        let scenario: String
        let page: String?
        /// Class that gives the colour.
        let agreement: String
        let icon: String
        let label: String
        let headline: String
        let plot: String?
        let metric: String?
        let health: String
        let healthIcon: String
        let healthWord: String
        let problems: [String]
    }

    init(_ entries: [NightlyEntry], title: String) {
        self.title = title
        let totals = NightlySummary(entries).totals
        self.totals =
            [
                (totals.agrees, Verdict.Agreement.agrees, "truthful"),
                (totals.misleads, .misleads, "misleading"), (totals.unclear, .unclear, "unclear"),
            ].filter { $0.0 > 0 }.map {
                Total(tone: $1.rawValue, icon: Icon.markup($1), text: "\(Digits.count($0)) \($2)")
            }
            + (totals.failed > 0
                ? [Total(tone: "fail", icon: Icon.markup(.fail), text: "\(Digits.count(totals.failed)) failed")] : [])
        let domain = EffectDomain.over(
            entries.compactMap { $0.readout?.metrics.first }.map { metric in
                [metric.relative, metric.truth.relative].compactMap(\.self)
            })
        runs = entries.enumerated().map { RunLine($1, number: $0, domain: domain) }
    }
}

extension NightlyPage.RunLine {
    init(_ entry: NightlyEntry, number: Int, domain: ClosedRange<Double>) {
        let health = entry.readout.map { HealthCheck.Status.worst($0.health) } ?? .fail
        let metric = entry.readout?.metrics.first
        self.init(
            title: entry.title.isEmpty ? entry.scenario : entry.title, scenario: entry.scenario,
            page: entry.page.map(Self.address), agreement: entry.readout?.verdict.agreement.rawValue ?? "fail",
            icon: entry.readout.map { Icon.markup($0.verdict.agreement) } ?? Icon.markup(.fail),
            label: entry.readout?.verdict.agreement.label ?? "Failed",
            headline: (entry.readout?.verdict.headline).map(Wording.unbroken) ?? entry.problem ?? "No readout.",
            plot: metric.flatMap { Self.plot($0, number: number, domain: domain) },
            metric: entry.readout?.rows.first.map { row in
                "\(row.label) \(row.lift.estimate), truth \(row.trueLift.estimate)"
            },
            health: health.rawValue, healthIcon: Icon.markup(health),
            healthWord: entry.readout == nil ? "no readout" : health.rawValue,
            problems: entry.readout?.health.filter { $0.status != .pass }.map(\.label) ?? [])
    }

    private static func plot(_ metric: MetricReadout, number: Int, domain: ClosedRange<Double>) -> String? {
        guard let experiment = metric.relative, let truth = metric.truth.relative else { return nil }
        return MiniIntervalPlot(id: "run\(number)", experiment: experiment, truth: truth, domain: domain)
            .drawing.markup
    }

    /// The path as a relative address: whatever it holds, it cannot become `javascript:`.
    private static func address(_ path: String) -> String {
        let kept = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
        return path.utf8.map { byte in
            if kept.contains(byte) { return String(UnicodeScalar(byte)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + (digits.count < 2 ? "0" : "") + digits
        }.joined()
    }
}
