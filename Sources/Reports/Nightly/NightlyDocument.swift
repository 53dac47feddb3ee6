import Experiments
public import Foundation

/// How a night came out: what changed since the nights before, and a line for each scenario. The newest night's is the overview of the site; each
/// night has one of its own, which later nights link to.
public struct NightlyDocument: Document {
    private let night: Night
    /// Whether it is the overview.
    private let isOverview: Bool

    /// The overview.
    public init(_ night: Night) { (self.night, isOverview) = (night, true) }

    /// The page of a night of its own.
    init(of night: Night) { (self.night, isOverview) = (night, false) }

    public func json() throws(ReportProblem) -> Data { try night.summary.json() }

    public var page: Page {
        let root = isOverview ? "" : "../"
        let sections: [(any Section)?] = [
            ChangesSection(night.summary), RunsSection(night, root: root), ExpectationsSection(night.summary),
            FailureSection(night.summary), isOverview ? WaysSection(night) : nil,
        ]
        return Page(
            kind: "night \(night.summary.night) · \(night.date)",
            title: isOverview ? night.title : "Night \(night.summary.night)", banners: [banner],
            sections: sections.compactMap(\.self), index: isOverview ? nil : "../index.html")
    }

    private var banner: Banner {
        let summary = night.summary
        func count(_ status: NightlyEntry.Status) -> Int { summary.runs.count { $0.status == status } }
        let verdicts = [
            (summary.totals.agrees, "truthful"), (summary.totals.misleads, "misleading"),
            (summary.totals.unclear, "unclear"), (summary.totals.failed, "without a readout"),
        ].filter { $0.0 > 0 }.map { "\(Digits.count($0.0)) \($0.1)" }
        let moved = summary.runs.count(where: \.hasAlarm)
        let standing = [
            (count(.broken), "could not run"), (count(.failed), "with a failed check"), (moved, "moved"),
            (count(.notReached), "not reached"), (count(.fine), "OK"),
        ].filter { $0.0 > 0 }.map { "\(Digits.count($0.0)) \($0.1)" }
        return Banner(
            summary.status.tone, label: label,
            headline: summary.runs.isEmpty
                ? "No scenarios."
                : "\(Plural.text(summary.runs.count, "scenario")): \(standing.joined(separator: ", ")).",
            tiles: [
                .init(
                    name: "OK", value: Digits.count(count(.fine)), remark: "of \(Digits.count(summary.runs.count))"),
                .init(name: "Moved", value: Digits.count(moved)),
                .init(
                    name: "Failed", value: Digits.count(count(.failed) + count(.broken)),
                    remark: count(.notReached) > 0 ? "\(count(.notReached)) not reached" : nil),
            ],
            details: (summary.historyProblem.map { [$0] } ?? [])
                + (verdicts.isEmpty ? [] : ["Experiments: \(verdicts.joined(separator: ", "))."]) + budgetWords,
            subject: "\(night.date) · \(Night.words(seconds: summary.clock.seconds)) · MarketLab \(summary.version)")
    }

    private var label: String {
        switch night.summary.status {
        case .broken where night.summary.historyProblem != nil: "The history could not be used"
        case .broken: "A scenario could not run"
        case .failed: "A check failed"
        case .moved: "Something moved"
        case .notReached: "Not every scenario was reached"
        case .fine: "All clear"
        }
    }

    /// What a budget left out.
    private var budgetWords: [String] {
        guard let budget = night.summary.clock.budget else { return [] }
        let short = night.summary.runs.count { ($0.replications ?? 0) < ($0.replicationsPlanned ?? 0) }
        guard short > 0 else { return [] }
        return [
            "The budget was \(Night.words(seconds: budget)): \(Plural.text(short, "scenario")) "
                + "\(short == 1 ? "has" : "have") fewer replications than planned, and every interval is that of the replications that ran."
        ]
    }

    /// How alarms are raised.
    static let rule = alarmRule(over: "scenarios", times: "nights")

    /// As `rule`, of runs that are compared otherwise.
    /// - Parameters:
    ///   - over: what metrics are tested together over.
    ///   - times: what of an unchanged market raises an alarm so seldom.
    static func alarmRule(over: String, times: String) -> String {
        "Runs with the same seeds are compared replication by replication; others are independent samples. Metrics are tested together over all "
            + "\(over) (Benjamini and Hochberg), so that on an unchanged market at most "
            + "\(Figure.wholePercent.text(ChangeDetection.falseAlarmRate)) of \(times) raise an alarm. With the same seeds, more than "
            + "\(Figure.wholePercent.text(ChangeDetection.workSlack)) more work is an alarm, too."
    }
}

/// What is otherwise than in the runs that the night is compared with.
private struct ChangesSection: Section {
    let id = "changes"
    let title = "What changed"
    let blocks: [any Block]
    var media = Media.all

    /// Nil of a first night, which has nothing to be compared with.
    init?(_ summary: NightlySummary) {
        let compared = summary.runs.filter { $0.earlier != nil }
        guard !compared.isEmpty || summary.gone != nil else { return nil }
        let same = compared.count { $0.earlier?.isUnchanged == true }
        let told = compared.filter {
            $0.earlier?.isUnchanged != true || !$0.changes.isEmpty || !$0.acceptances.isEmpty
        }
        let words =
            "Nothing changed in \(Plural.text(same, "scenario")): the replications that are compared ran byte for byte as before, and their readouts are the same."
        let alarmed = told.first(where: \.hasAlarm)
        let way = alarmed.map {
            "An alarm stands until the change is taken back or accepted, as by `marketlab nightly SCENARIOS --accept \($0.scenario) --because \"WHY\"`."
        }
        blocks =
            (same == 0 ? [] : [Prose(words, .lead)])
            + (told.filter { $0.alarms != nil } + told.filter { $0.alarms == nil }).flatMap { run -> [any Block] in
                let since = run.earlier.map { " since " + ($0.night.map { "night \($0)" } ?? "run \($0.run)") } ?? ""
                let lead = run.comparison.prefix(1).uppercased() + run.comparison.dropFirst() + since + "."
                return [
                    Heading(run.scenario), Prose(([lead] + run.acceptances).joined(separator: " ")),
                    Points(run.changes),
                ]
            } + ChangesSection.gone(summary) + (way.map { [Prose($0, .note)] } ?? [])
            + [Prose(NightlyDocument.rule, .note).only(.written)]
    }

    /// Scenarios that the night does not have any more.
    private static func gone(_ summary: NightlySummary) -> [any Block] {
        guard let gone = summary.gone else { return [] }
        return [
            Heading("Not in this night"),
            Points(
                gone.map { one in
                    let alarms = one.alarms > 0 ? ", with \(Plural.text(one.alarms, "alarm")) that nobody accepted" : ""
                    let same = one.sameAs.map { "; \($0) is the same market, byte for byte" } ?? ""
                    return "\(one.scenario) was in the night before: \(one.status.label)\(alarms)\(same)"
                }),
        ]
    }
}

/// A line for each scenario, over one axis.
private struct RunsSection: Section {
    let id = "runs"
    let title = "Scenarios"
    let blocks: [any Block]
    var media = Media.all

    /// Nil where there are none.
    /// - Parameter root: address of the site's root from the page.
    init?(_ night: Night, root: String) {
        let runs = night.summary.runs
        guard !runs.isEmpty else { return nil }
        let told = runs.compactMap { run in run.primary.map { (run, $0) } }
        func plot(_ width: String, _ layout: DotIntervalPlot.Layout) -> Element {
            let rows = told.map { run, primary in
                let effects = [primary.told.experiment, primary.told.truth]
                return DotIntervalPlot.Row(
                    label: run.scenario, effects: primary.hasLifts ? effects : [nil, nil],
                    figures: effects.map { EffectText($0, primary.figure) })
            }
            return DotIntervalPlot(
                id: "runs-\(width)", title: "Experiment and truth of each run",
                description: rows.map {
                    "\($0.label): the experiment says \($0.figures[0].line), the truth is \($0.figures[1].line)."
                }.joined(separator: " "), series: DotIntervalPlot.Series.experimentAndTruth, rows: rows,
                layout: layout, axis: "Primary metric of each run, lift over control"
            ).drawing
        }
        let drawing: [any Block] =
            told.isEmpty ? [] : [Drawing(wide: plot("wide", .wide), narrow: plot("narrow", .narrow))]
        blocks =
            [
                Table(
                    name: "Scenarios",
                    columns: [
                        .init(title: "Scenario", kind: .name), .init(title: "Verdict", kind: .words),
                        .init(title: "Decision", kind: .words, media: .written),
                        .init(title: "Metric", kind: .words), .init(title: "Experiment says"), .init(title: "Truth"),
                        .init(title: "Bias", media: .written),
                        .init(title: "Since an earlier night", kind: .words, brief: "since"),
                        .init(title: "Events per second", brief: "events/s", media: .written),
                    ], rows: runs.map { RunsSection.cells($0, night, root: root) })
            ] + drawing
    }

    private static func cells(_ run: NightlySummary.Run, _ night: Night, root: String) -> [Table.Cell] {
        let name = Table.Cell.scenario(run, link: night.pages.contains(run.scenario) ? root + run.page : nil)
        guard run.run != nil else {
            var verdict = Table.Cell.status(run.status)
            let lines = (run.problem ?? "").split(separator: "\n").map(String.init)
            let more = lines.count > 1 ? [("and \(Plural.text(lines.count - 1, "more error"))", "note")] : []
            verdict.remarks = (lines.first.map { [($0, "note")] } ?? []) + more
            return [name, verdict] + Array(repeating: .init(Digits.absent), count: 7)
        }
        var verdict = Table.Cell.verdict(run.agreement)
        let failing =
            (run.health == .fail ? (run.checks ?? []).map(Wording.label) : [])
            + (run.expectations ?? []).filter { $0.outcome == .fail }.map(\.statement)
        verdict.remarks = (run.headline.map { [($0, "note")] } ?? []) + failing.map { ("✗ \($0)", "note") }
        let place = run.earlier.map { $0.night.map { "night \($0): " } ?? "run \($0.run): " } ?? ""
        var since = Table.Cell.toned(place + run.comparison, run.hasAlarm ? .warn : nil)
        since.picture = Sparkline(night.points(of: run.scenario), of: run.scenario)?.drawing
        let bias = run.primary.map { ($0.bias.estimate, $0.differenceFigure) }
        let speed = run.clock.flatMap { $0.seconds > 0 ? Double($0.events) / $0.seconds : nil }
        return [name, verdict, .init(run.decision ?? Digits.absent), .init(run.primary?.label ?? Digits.absent)]
            + Table.Cell.effects(run.primary)
            + [
                .init(bias.map { EffectText($0.0, $0.1) } ?? .absent, bias?.0), since,
                .init(speed.map { Digits.count(Int($0)) } ?? Digits.absent, number: speed),
            ]
    }
}

/// What scenarios expect of their readouts and what does not hold, or cannot be told.
private struct ExpectationsSection: Section {
    let id = "expectations"
    let title = "Expectations"
    let blocks: [any Block]
    var media = Media.all

    /// Nil where no scenario has one.
    init?(_ summary: NightlySummary) {
        let all = summary.runs.flatMap { run in (run.expectations ?? []).map { (run.scenario, $0) } }
        guard !all.isEmpty else { return nil }
        func those(_ outcome: ExpectationResult.Outcome) -> [(scenario: String, result: ExpectationResult)] {
            all.filter { $0.1.outcome == outcome }
        }
        let open = those(.fail) + those(.notEnough)
        blocks =
            [
                Prose(
                    "\(those(.pass).count) passed, \(those(.fail).count) failed, \(those(.notEnough).count) without enough evidence.",
                    .lead)
            ]
            + (open.isEmpty
                ? []
                : [
                    Checks(
                        checks: open.map { scenario, result in
                            Checks.Check(
                                tone: result.outcome.tone, label: "\(scenario): \(result.statement)",
                                message: result.message, outcome: result.outcome.words)
                        })
                ])
    }
}

/// Why scenarios have no readout, each with all of its errors.
private struct FailureSection: Section {
    let id = "failures"
    let title = "Scenarios without a readout"
    let blocks: [any Block]
    var media = Media.all

    /// Nil where all have one.
    init?(_ summary: NightlySummary) {
        let failed = summary.runs.filter { $0.run == nil }
        guard !failed.isEmpty else { return nil }
        blocks = failed.flatMap { run -> [any Block] in
            let sentences = run.problem ?? "The budget ended before its first replications."
            return [Heading(run.scenario), Points(sentences.split(separator: "\n").map(String.init))]
        }
    }
}

/// To the other pages.
private struct WaysSection: Section {
    let id = "pages"
    let title = "Other pages"
    let blocks: [any Block]
    var media = Media.page

    init(_ night: Night) {
        func table(_ name: String, _ columns: (String, String), _ rows: [[Table.Cell]]) -> [any Block] {
            rows.isEmpty
                ? []
                : [
                    Table(
                        name: name,
                        columns: [.init(title: columns.0, kind: .name), .init(title: columns.1, kind: .words)],
                        rows: rows)
                ]
        }
        let policies = PolicyUse.all(in: night).map { use in
            [
                Table.Cell.link("\(use.slot) · \(use.name)", to: use.page),
                .init(Plural.text(Set(use.places.map(\.scenario)).count, "scenario")),
            ]
        }
        let nights = night.past.prefix(Night.mostNights).map { past in
            [
                Table.Cell.link("Night \(past.night)", to: Night.page(past.night)),
                .toned(past.status.label, past.status.tone),
            ]
        }
        blocks =
            table(
                "Health", ("Page", "Content"),
                [[.link("Health", to: "health.html"), .init("the checks of all scenarios")]])
            + table("Policies", ("Policy", "Used in"), policies)
            + table("Earlier nights", ("Night", "Status"), Array(nights))
    }
}
