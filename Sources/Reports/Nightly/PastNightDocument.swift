import Experiments
import Foundation

/// A night as it was, out of its summary: what the pages of later nights link to.
struct PastNightDocument: Document {
    let summary: NightlySummary
    let timeZone: TimeZone
    /// Scenarios that have a page on the site.
    let pages: Set<String>

    func json() throws(ReportProblem) -> Data { try summary.json() }

    var page: Page {
        let moved = summary.runs.filter { $0.alarms?.isEmpty == false }
        let sections: [(any Section)?] = [
            Rows(summary, pages: pages), Moved(moved), Problems(summary.runs.filter { $0.problem != nil }),
        ]
        return Page(
            kind: "night \(summary.night)", title: "Night \(summary.night)",
            banners: [
                Banner(
                    summary.status.tone, label: summary.status.label,
                    headline:
                        "\(Plural.text(summary.runs.count, "scenario")) on \(Wording.moment(summary.clock.startedAt, timeZone)).",
                    details: summary.historyProblem.map { [$0] } ?? [],
                    subject: "\(Night.words(seconds: summary.clock.seconds)) · MarketLab \(summary.version)")
            ], sections: sections.compactMap(\.self), index: "../index.html")
    }

    private struct Rows: Section {
        let id = "runs"
        let title = "Scenarios"
        let blocks: [any Block]
        var media = Media.all

        init(_ summary: NightlySummary, pages: Set<String>) {
            blocks = [
                Table(
                    name: "Scenarios",
                    columns: [
                        .init(title: "Scenario", kind: .name), .init(title: "Standing", kind: .words),
                        .init(title: "Verdict", kind: .words), .init(title: "Experiment says"), .init(title: "Truth"),
                        .init(title: "Replications"),
                    ],
                    rows: summary.runs.map { run in
                        var name = Table.Cell(run.title.isEmpty ? run.scenario : run.title)
                        name.link =
                            pages.contains(run.scenario) ? "../" + Address.of("\(run.scenario)/index.html") : nil
                        name.remarks = [(run.scenario, "note")]
                        var standing = Table.Cell(run.status.label)
                        standing.tone = run.status.tone
                        var verdict = Table.Cell(run.agreement?.label ?? Digits.absent)
                        verdict.tone = run.agreement?.tone
                        let told = run.primary.map { ($0.told, $0.figure) }
                        return [
                            name, standing, verdict,
                            .init(told.map { EffectText($0.0.experiment, $0.1) } ?? .absent, told?.0.experiment),
                            .init(told.map { EffectText($0.0.truth, $0.1) } ?? .absent, told?.0.truth),
                            .init(
                                run.replications.map(Digits.count) ?? Digits.absent,
                                number: run.replications.map(Double.init)),
                        ]
                    })
            ]
        }
    }

    private struct Moved: Section {
        let id = "changes"
        let title = "What moved"
        let blocks: [any Block]
        var media = Media.all

        init?(_ runs: [NightlySummary.Run]) {
            guard !runs.isEmpty else { return nil }
            blocks = runs.flatMap { run -> [any Block] in
                let accepted = run.accepted.map { "Accepted on \($0.date)" + ($0.reason.map { ": \($0)" } ?? "") + "." }
                return [Heading(run.scenario)] + (accepted.map { [Prose($0)] } ?? [])
                    + [
                        Points(
                            (run.alarms ?? []).map(\.sentence) + (run.earlier?.differences ?? []).map(\.sentence))
                    ]
            }
        }
    }

    private struct Problems: Section {
        let id = "failures"
        let title = "Scenarios that could not be run"
        let blocks: [any Block]
        var media = Media.all

        init?(_ runs: [NightlySummary.Run]) {
            guard !runs.isEmpty else { return nil }
            blocks = runs.flatMap { run -> [any Block] in
                [Heading(run.scenario), Points((run.problem ?? "").split(separator: "\n").map(String.init))]
            }
        }
    }
}
