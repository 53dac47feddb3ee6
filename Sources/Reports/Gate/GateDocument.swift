public import Experiments
public import Foundation
import Marketplace

/// A gate's readout as a document: the verdict, a line for each metric and estimator, the distribution of p-values, the split.
public struct GateDocument: Document {
    private let gate: GateReadout

    public init(_ gate: GateReadout) { self.gate = gate }

    public func json() throws(ReportProblem) -> Data { try JSONFile.bytes(of: gate) }

    public var page: Page {
        let words = GateWords(gate)
        let run =
            "\(gate.scenario) · \(Digits.count(gate.experiments)) experiments · seed \(gate.seed) · MarketLab \(gate.version)"
        return Page(
            kind: "gate · \(gate.scenario)", title: "\(gate.title), against itself",
            banners: [
                Banner(
                    gate.passed ? .pass : .fail, label: gate.passed ? "Passed" : "Not passed", headline: words.headline,
                    tiles: tiles, subject: run)
            ], sections: [ClaimSection(gate, words), SplitSection(words), AgainSection(gate.command)])
    }

    private var tiles: [Banner.Tile] {
        let judged = gate.metrics.count { $0.status != .warn }
        let alarms = gate.metrics.count { $0.status == .fail }
        return [
            .init(name: "Experiments without an effect", value: Digits.count(gate.experiments)),
            .init(
                name: "Rows that claim what chance does not",
                value: "\(Digits.count(alarms)) of \(Digits.count(judged))",
                remark: judged < gate.metrics.count
                    ? "\(Digits.count(gate.metrics.count - judged)) more could not be judged" : nil),
            .init(
                name: "Smallest p allowed", value: Digits.pValue(gate.alarmBelow),
                remark: "for each of \(Digits.count(gate.checks)) checks"),
        ]
    }
}

/// What experiments without an effect claim.
private struct ClaimSection: Section {
    let id = "claims"
    let title = "What experiments without an effect claim"
    let blocks: [any Block]
    var media = Media.all

    init(_ gate: GateReadout, _ words: GateWords) {
        let table = Table(
            name: "Claims",
            columns: [
                .init(title: "Metric", kind: .name), .init(title: "Estimator", kind: .words),
                .init(title: "Users behind"), .init(title: "Uniform p"), .init(title: "Hold 0"),
            ],
            rows: zip(gate.metrics, words.rows).map { claim, row in
                var metric = Table.Cell(row.metric)
                metric.tone = row.status.tone
                metric.meaning = Metric.named(claim.name)?.definition
                var estimator = Table.Cell(row.estimator)
                estimator.remarks = row.note.map { [($0, "note")] } ?? []
                return [
                    metric, estimator, .init(row.users, number: claim.effectiveUsers),
                    .init(row.uniformity, number: claim.uniformity), .init(row.coverage, number: claim.coverage),
                ]
            }, remarks: words.rows.map { $0.note.map { [$0] } ?? [] })
        let plots = words.rows.enumerated().filter { !$0.element.pValues.isEmpty }.map { place, row in
            PValuePlot(
                id: "p\(place)", title: "\(row.metric), \(row.estimator)",
                description: "Distribution of p-values; uniform p = \(row.uniformity).", pValues: row.pValues
            ).drawing
        }
        blocks = [
            table,
            Points(words.rows.compactMap { row in row.note.map { "\(row.metric), \(row.estimator): \($0)" } })
                .only(.markdown), Prose(words.legend, .note), Heading("Distribution of p-values").only(.page),
            Prose("Where no effect is claimed that is not there, the line follows the diagonal.", .lead).only(.page),
            Drawings(plots, size: .small),
        ]
    }
}

/// Whether users were split as planned, and whether the books add up.
private struct SplitSection: Section {
    let id = "split"
    let title = "Split and books"
    let blocks: [any Block]
    var media = Media.all

    init(_ words: GateWords) {
        blocks = [
            Checks(
                checks: words.checks.map { check in
                    Checks.Check(tone: check.status.tone, label: check.label, message: check.text)
                })
        ]
    }
}

/// The command that does it again.
struct AgainSection: Section {
    let id = "again"
    let title = "Make it again"
    let blocks: [any Block]
    var media = Media.written

    init(_ command: String) { blocks = [Code(text: command, language: "sh")] }
}
