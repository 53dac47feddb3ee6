import Experiments
public import Foundation

/// A night as a document: all its runs on one page, with what changed since each was run before. Written into a folder it is
/// `index.html` and, for machines that compare nights, `summary.json`.
public struct NightlyDocument: Document {
    private let entries: [NightlyEntry]
    private let title: String
    private let startedAt: Date?
    private let timeZone: TimeZone

    /// - Parameters:
    ///   - title: of the page; a branch.
    ///   - startedAt: when the night began; nil leaves it out.
    ///   - timeZone: in which people read when something was.
    public init(
        _ entries: [NightlyEntry], title: String = "Nightly runs", startedAt: Date? = nil,
        timeZone: TimeZone = .current
    ) {
        self.entries = entries
        self.title = title
        self.startedAt = startedAt
        self.timeZone = timeZone
    }

    public func json() throws(ReportProblem) -> Data {
        try JSONFile.bytes(of: NightlySummary(entries, startedAt: startedAt))
    }

    public var page: Page {
        let date = startedAt.map { Wording.moment($0, timeZone) }
        let sections: [(any Section)?] = [
            RunsSection(entries), FailureSection(entries), HistorySection(entries, timeZone),
        ]
        return Page(
            kind: ["nightly", date].compactMap(\.self).joined(separator: " · "), title: title, banners: [banner],
            sections: sections.compactMap(\.self))
    }

    private var banner: Banner {
        let totals = NightlySummary(entries).totals
        let health = entries.compactMap { $0.readout?.health }.filter { HealthCheck.Status.worst($0) == .fail }.count
        let counts = [
            (totals.agrees, "truthful"), (totals.misleads, "misleading"), (totals.unclear, "unclear"),
            (totals.failed, "failed"),
        ].filter { $0.0 > 0 }.map { "\(Digits.count($0.0)) \($0.1)" }
        let isBad = totals.failed > 0 || health > 0
        return Banner(
            isBad ? .fail : .pass, label: isBad ? "Something failed" : "All runs are healthy",
            headline: entries.isEmpty
                ? "No runs." : "\(Plural.text(entries.count, "run")): \(counts.joined(separator: ", ")).",
            tiles: [
                .init(name: "The experiment tells the truth", value: Digits.count(totals.agrees)),
                .init(name: "The experiment misleads", value: Digits.count(totals.misleads)),
                .init(
                    name: "Unclear", value: Digits.count(totals.unclear),
                    remark: totals.failed > 0 ? "\(Plural.text(totals.failed, "run")) without a readout" : nil),
            ],
            details: health > 0 ? ["\(Plural.text(health, "run")) with a health check that failed."] : [])
    }

    /// Writes both files into the folder, which is made when it is not there; whole or not at all.
    public func write(to folder: String) throws(ReportProblem) {
        try WholeFiles.write(
            [("index.html", try html()), ("summary.json", String(decoding: try json(), as: UTF8.self))], to: folder)
    }
}

/// A line for each run, over one axis.
private struct RunsSection: Section {
    let id = "runs"
    let title = "Runs"
    let blocks: [any Block]
    var media = Media.all

    /// Nil where there are none.
    init?(_ entries: [NightlyEntry]) {
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
        blocks =
            drawing + [
                Table(
                    name: "Runs",
                    columns: [
                        .init(title: "Scenario", kind: .name), .init(title: "Verdict", kind: .words),
                        .init(title: "Metric", kind: .words), .init(title: "Experiment says"), .init(title: "Truth"),
                        .init(title: "Health", kind: .words), .init(title: "Since last time", kind: .words),
                    ], rows: entries.map(RunsSection.cells))
            ]
    }

    private static func cells(_ entry: NightlyEntry) -> [Table.Cell] {
        var name = Table.Cell(entry.title.isEmpty ? entry.scenario : entry.title)
        name.link = entry.page.map(address)
        name.remarks = [(entry.scenario, "note")]
        guard let readout = entry.readout else {
            var verdict = Table.Cell("Failed")
            verdict.tone = .fail
            let lines = (entry.problem ?? "no readout").split(separator: "\n").map(String.init)
            let more = lines.count > 1 ? [("and \(Plural.text(lines.count - 1, "more error"))", "note")] : []
            verdict.remarks = [(lines.first ?? "no readout", "note")] + more
            return [name, verdict] + Array(repeating: .init(Digits.absent), count: 5)
        }
        var verdict = Table.Cell(readout.verdict.agreement.label)
        verdict.tone = readout.verdict.agreement.tone
        verdict.remarks = [(readout.verdict.headline, "note")]
        let worst = HealthCheck.Status.worst(readout.health)
        var health = Table.Cell(worst.rawValue)
        health.tone = worst.tone
        health.remarks = readout.health.filter { $0.status != .pass }.map { ($0.label, "note") }
        let row = readout.rows.first
        return [
            name, verdict, .init(row?.label ?? Digits.absent),
            .init(row?.lift ?? .absent, row?.lifts?.experiment),
            .init(row?.trueLift ?? .absent, row?.lifts?.truth),
            health, .init(entry.change ?? Digits.absent),
        ]
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

/// Why runs have no readout, each with all of its errors.
private struct FailureSection: Section {
    let id = "failures"
    let title = "Runs without a readout"
    let blocks: [any Block]
    var media = Media.all

    /// Nil where all runs have one.
    init?(_ entries: [NightlyEntry]) {
        let failed = entries.filter { $0.readout == nil }
        guard !failed.isEmpty else { return nil }
        blocks = failed.flatMap { entry -> [any Block] in
            [Heading(entry.scenario), Points((entry.problem ?? "no readout").split(separator: "\n").map(String.init))]
        }
    }
}

/// What the scenarios said before.
private struct HistorySection: Section {
    let id = "history"
    let title = "History"
    let blocks: [any Block]
    var media = Media.written

    /// Of each scenario.
    private static let mostRuns = 10

    /// Nil where nothing was run before.
    init?(_ entries: [NightlyEntry], _ timeZone: TimeZone) {
        let rows = entries.flatMap { entry in
            entry.past.prefix(HistorySection.mostRuns).map { past in
                let row = past.readout.rows.first
                var verdict = Table.Cell(past.readout.verdict.agreement.label)
                verdict.tone = past.readout.verdict.agreement.tone
                return [
                    Table.Cell(entry.scenario), .init(Wording.moment(past.startedAt, timeZone)), verdict,
                    .init(row?.lift ?? .absent, row?.lifts?.experiment),
                    .init(row?.trueLift ?? .absent, row?.lifts?.truth), .init(past.readout.version),
                ]
            }
        }
        guard !rows.isEmpty else { return nil }
        blocks = [
            Prose("Earlier readouts in the run store, the newest first; lift of the primary metric.", .lead),
            Table(
                name: "History",
                columns: [
                    .init(title: "Scenario", kind: .name), .init(title: "Started", kind: .words),
                    .init(title: "Verdict", kind: .words), .init(title: "Experiment says"), .init(title: "Truth"),
                    .init(title: "MarketLab", kind: .words),
                ], rows: rows),
        ]
    }
}
