import Experiments
public import Foundation

/// The overview of a night: how it came out, what changed since the last one, and a line for each scenario.
public struct NightlyDocument: Document {
    private let night: Night

    public init(_ night: Night) { self.night = night }

    public func json() throws(ReportProblem) -> Data { try night.summary.json() }

    public var page: Page {
        let sections: [(any Section)?] = [
            ChangesSection(night), RunsSection(night), ExpectationsSection(night), FailureSection(night),
            WaysSection(night),
        ]
        return Page(
            kind: "night \(night.summary.night) · \(night.date)", title: night.title, banners: [banner],
            sections: sections.compactMap(\.self))
    }

    private var banner: Banner {
        let (entries, summary) = (night.entries, night.summary)
        func count(_ status: NightlyEntry.Status) -> Int { entries.count { $0.status == status } }
        let worst = summary.status
        let verdicts = [
            (summary.totals.agrees, "truthful"), (summary.totals.misleads, "misleading"),
            (summary.totals.unclear, "unclear"), (summary.totals.failed, "without a readout"),
        ].filter { $0.0 > 0 }.map { "\(Digits.count($0.0)) \($0.1)" }
        let standing = NightlyEntry.Status.allCases.filter { $0 != .fine && count($0) > 0 }.map {
            "\($0.label.lowercased()): \(count($0))"
        }
        return Banner(
            worst.tone,
            label: worst == .fine ? "Nothing to look at" : worst == .moved ? "Something moved" : label(worst),
            headline: entries.isEmpty
                ? "No scenarios."
                : "\(Plural.text(entries.count, "scenario")): \(verdicts.joined(separator: ", ")).",
            tiles: [
                .init(name: "Fine", value: Digits.count(count(.fine)), remark: "of \(Digits.count(entries.count))"),
                .init(name: "Moved beyond chance", value: Digits.count(count(.moved))),
                .init(
                    name: "Failed", value: Digits.count(count(.failed) + count(.broken)),
                    remark: count(.notReached) > 0 ? "\(count(.notReached)) not reached" : nil),
            ],
            details: (standing.isEmpty ? [] : [standing.joined(separator: "; ") + "."])
                + (summary.historyProblem.map { [$0] } ?? []) + budgetWords,
            subject: "\(night.date) · \(night.duration) · MarketLab \(summary.version)")
    }

    private func label(_ status: NightlyEntry.Status) -> String {
        switch status {
        case .broken:
            night.summary.historyProblem == nil ? "A scenario could not be run" : "Something could not be done"
        case .failed: "A check failed"
        case .notReached: "Not all scenarios were reached"
        case .moved, .fine: status.label
        }
    }

    /// What a budget left out.
    private var budgetWords: [String] {
        guard let budget = night.summary.clock.budget else { return [] }
        let short = night.entries.filter { entry in
            entry.readout.map { $0.replications < $0.replicationsPlanned } ?? false
        }.count
        return [
            "The night was given \(Night.words(seconds: budget)): \(Plural.text(short, "scenario")) "
                + "\(short == 1 ? "has" : "have") fewer replications than planned; intervals are those of what was run."
        ]
    }
}

/// What is otherwise than in the runs that the night is compared with.
private struct ChangesSection: Section {
    let id = "changes"
    let title: String
    let blocks: [any Block]
    var media = Media.all

    /// Nil of a first night, which has nothing to be compared with.
    init?(_ night: Night) {
        let compared = night.entries.filter { $0.earlier != nil }
        guard !compared.isEmpty else { return nil }
        title = "What changed"
        let same = compared.filter { $0.earlier?.comparison.isUnchanged == true && $0.changes.isEmpty }
        let others = compared.filter { entry in !same.contains { $0.scenario == entry.scenario } }
        let words =
            same.isEmpty
            ? []
            : [
                "In \(Plural.text(same.count, "scenario")) nothing changed: the same bytes happened, and were read out the same."
            ]
        blocks =
            words.map { Prose($0, .lead) }
            + others.sorted { ($0.alarms.isEmpty ? 1 : 0) < ($1.alarms.isEmpty ? 1 : 0) }
            .flatMap { entry -> [any Block] in
                [Heading(entry.scenario), Prose(ChangesSection.lead(entry)), Points(entry.changes)]
            } + [Prose(NightlyDocument.rule, .note).only(.written)]
    }

    private static func lead(_ entry: NightlyEntry) -> String {
        let words = entry.comparisonWords
        let accepted = entry.accepted.map { acceptance in
            " Accepted on \(acceptance.date)" + (acceptance.reason.map { ": \($0)" } ?? "") + "."
        }
        return words.prefix(1).uppercased() + words.dropFirst() + "." + (accepted ?? "")
    }
}

extension NightlyDocument {
    /// How alarms are made, in a sentence or two.
    static let rule =
        "Runs of the same seeds are compared replication by replication, others as independent samples. Metrics are tested together over "
        + "all scenarios (Benjamini and Hochberg) so that where nothing changed at most \(Figure.wholePercent.text(ChangeDetection.falseAlarmRate)) of "
        + "nights have an alarm; of the same seeds, more than \(Figure.wholePercent.text(ChangeDetection.workSlack)) more work is one."
}

/// A line for each scenario, over one axis.
private struct RunsSection: Section {
    let id = "runs"
    let title = "Scenarios"
    let blocks: [any Block]
    var media = Media.all

    /// Nil where there are none.
    init?(_ night: Night) {
        let entries = night.entries
        guard !entries.isEmpty else { return nil }
        let read = entries.compactMap { entry in
            entry.readout.flatMap { readout in readout.rows.first.map { (entry, $0) } }
        }
        func plot(_ width: String, _ layout: DotIntervalPlot.Layout) -> Element {
            DotIntervalPlot(
                id: "runs-\(width)", title: "Experiment and truth of each run",
                description: read.map { entry, row in
                    "\(entry.scenario): the experiment says \(row.lift.line), the truth is \(row.trueLift.line)."
                }.joined(separator: " "), series: DotIntervalPlot.Series.experimentAndTruth,
                rows: read.map { entry, row in
                    .init(
                        label: entry.scenario, effects: [row.lifts?.experiment, row.lifts?.truth],
                        figures: [row.lift, row.trueLift])
                }, layout: layout, axis: "Primary metric of each run, lift over control"
            ).drawing
        }
        let drawing: [any Block] =
            read.isEmpty ? [] : [Drawing(wide: plot("wide", .wide), narrow: plot("narrow", .narrow))]
        let hasPast = !night.past.isEmpty
        blocks =
            [
                Table(
                    name: "Scenarios",
                    columns: [
                        .init(title: "Scenario", kind: .name), .init(title: "Verdict", kind: .words),
                        .init(title: "Decision", kind: .words, media: .written),
                        .init(title: "Metric", kind: .words), .init(title: "Experiment says"), .init(title: "Truth"),
                        .init(title: "Bias", media: .written), .init(title: "Since last time", kind: .words),
                        .init(title: "Events per second", brief: "events/s", media: .written),
                    ], rows: entries.map { RunsSection.cells($0, night, hasPast: hasPast) })
            ] + drawing
    }

    private static func cells(_ entry: NightlyEntry, _ night: Night, hasPast: Bool) -> [Table.Cell] {
        var name = Table.Cell(entry.title.isEmpty ? entry.scenario : entry.title)
        name.link = entry.page
        name.remarks = [(entry.scenario, "note")]
        guard let readout = entry.readout else {
            var verdict = Table.Cell(entry.status.label)
            verdict.tone = entry.status.tone
            let lines = (entry.problem ?? "").split(separator: "\n").map(String.init)
            let more = lines.count > 1 ? [("and \(Plural.text(lines.count - 1, "more error"))", "note")] : []
            verdict.remarks = (lines.first.map { [($0, "note")] } ?? []) + more
            return [name, verdict] + Array(repeating: .init(Digits.absent), count: 7)
        }
        var verdict = Table.Cell(readout.verdict.agreement.label)
        verdict.tone = readout.verdict.agreement.tone
        let failing =
            (readout.health.filter { $0.status == .fail }.map(\.label)
            + (readout.expectations ?? []).filter { $0.outcome == .fail }.map(\.statement)).map { ("✗ \($0)", "note") }
        verdict.remarks = [(readout.verdict.headline, "note")] + failing
        var since = Table.Cell(entry.comparisonWords)
        if !entry.alarms.isEmpty, entry.accepted == nil { since.tone = .warn }
        since.picture = hasPast ? Sparkline(night.points(of: entry.scenario), of: entry.scenario)?.drawing : nil
        let row = readout.rows.first
        let speed = entry.clock.flatMap { $0.seconds > 0 ? Double($0.events) / $0.seconds : nil }
        return [
            name, verdict, .init(readout.decision?.headline ?? Digits.absent), .init(row?.label ?? Digits.absent),
            .init(row?.lift ?? .absent, row?.lifts?.experiment), .init(row?.trueLift ?? .absent, row?.lifts?.truth),
            .init(row?.bias ?? .absent, readout.metrics.first?.bias.estimate), since,
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
    init?(_ night: Night) {
        let all = night.entries.flatMap { entry in (entry.readout?.expectations ?? []).map { (entry.scenario, $0) } }
        guard !all.isEmpty else { return nil }
        func count(_ outcome: ExpectationResult.Outcome) -> Int { all.count { $0.1.outcome == outcome } }
        let open = [ExpectationResult.Outcome.fail, .notEnough].flatMap { outcome in
            all.filter { $0.1.outcome == outcome }
        }
        blocks =
            [
                Prose(
                    "Expectations that hold: \(count(.pass)); that do not: \(count(.fail)); without enough evidence: "
                        + "\(count(.notEnough)).", .lead)
            ]
            + (open.isEmpty
                ? []
                : [
                    Checks(
                        checks: open.map { scenario, result in
                            Checks.Check(
                                tone: result.outcome.tone, label: "\(scenario): \(result.statement)",
                                message: result.message,
                                outcome: result.outcome.words)
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
    init?(_ night: Night) {
        let failed = night.entries.filter { $0.readout == nil }
        guard !failed.isEmpty else { return nil }
        blocks = failed.flatMap { entry -> [any Block] in
            [
                Heading(entry.scenario),
                Points(
                    (entry.problem ?? "The budget ended before its first replications.").split(separator: "\n").map(
                        String.init)),
            ]
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
        func row(_ title: String, _ link: String, _ words: String) -> [Table.Cell] {
            var cell = Table.Cell(title)
            cell.link = link
            return [cell, .init(words)]
        }
        let policies = PolicyUse.all(in: night).map { use in
            row("\(use.slot) · \(use.name)", use.page, Plural.text(Set(use.places.map(\.scenario)).count, "scenario"))
        }
        let nights = night.past.prefix(Night.mostNights).map { past in
            row(
                "Night \(past.night)", Night.page(past.night),
                "\(Wording.moment(past.clock.startedAt, night.timeZone)), \(past.status.label.lowercased())")
        }
        blocks =
            [
                Table(
                    name: "Health",
                    columns: [.init(title: "Page", kind: .name), .init(title: "What it has", kind: .words)],
                    rows: [row("Health", "health.html", "the checks of all scenarios")])
            ]
            + (policies.isEmpty
                ? []
                : [
                    Table(
                        name: "Policies",
                        columns: [.init(title: "Policy", kind: .name), .init(title: "Used in", kind: .words)],
                        rows: policies)
                ])
            + (nights.isEmpty
                ? []
                : [
                    Table(
                        name: "Earlier nights",
                        columns: [.init(title: "Night", kind: .name), .init(title: "How it came out", kind: .words)],
                        rows: Array(nights))
                ])
    }
}
