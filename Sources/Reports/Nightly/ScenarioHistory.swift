import Experiments
import Foundation
import PolicyKit

/// What a night adds to the page of one of its runs: what changed since the earlier run, and what the scenario said night by night.
struct ScenarioNight {
    let entry: NightlyEntry
    let night: Night

    var sections: [any Section] {
        ([SinceSection(entry, night), HistorySection(entry.scenario, night)] as [(any Section)?]).compactMap(\.self)
    }
}

/// The run beside the earlier one that it is compared with.
private struct SinceSection: Section {
    let id = "since"
    let title: String
    let blocks: [any Block]
    var media = Media.written

    /// Nil where there is none.
    init?(_ entry: NightlyEntry, _ night: Night) {
        guard let earlier = entry.earlier, let readout = entry.readout else { return nil }
        title = "Since \(earlier.night.map { "night \($0)" } ?? "run \(earlier.run)")"
        let run = NightlySummary.Run(entry)
        let lead = "Compared with the run of \(Wording.moment(earlier.startedAt, night.timeZone)): \(run.comparison)."
        blocks =
            [Prose(([lead] + run.acceptances).joined(separator: " "), .lead), Points(run.changes)]
            + [
                Folded(
                    title: "Quantity by quantity",
                    blocks: [ShiftTable.table(earlier.comparison, in: readout.money)], media: .written),
                Prose(NightlyDocument.rule + SinceSection.sight(entry, readout), .note),
            ]
    }

    /// What shift the night would have seen.
    private static func sight(_ entry: NightlyEntry, _ readout: Readout) -> String {
        guard let detectable = entry.detectable, let metric = readout.metrics.first else { return "" }
        let figure = Figure.difference(metric.unit, in: readout.money)
        return
            " A shift of the experiment's effect on \(metric.label) by "
            + "\(figure.text(EffectEstimate(estimate: detectable))) would have been detected with a chance of about 80 %."
    }
}

/// Two runs of a scenario, quantity by quantity.
enum ShiftTable {
    static func table(_ comparison: RunComparison, in currency: Currency) -> Table {
        Table(
            name: "Shifts",
            columns: [
                .init(title: "Quantity", kind: .name), .init(title: "Of", kind: .words), .init(title: "Before"),
                .init(title: "Now"), .init(title: "Shift"), .init(title: "p"),
            ],
            rows: comparison.shifts.map { shift in
                let level = shift.unit.map { unit in
                    shift.kind == .control ? Figure.value(unit, in: currency) : .difference(unit, in: currency)
                }
                let figure = level ?? .count
                let difference = shift.unit.map { Figure.difference($0, in: currency) } ?? .count
                return [
                    .init(shift.label), .init(shift.kind.words), .init(figure.text(shift.before), number: shift.before),
                    .init(figure.text(shift.now), number: shift.now),
                    .init(EffectText(shift.shift, difference), shift.shift),
                    .init(shift.pValue.map(Digits.pValue) ?? Digits.absent, number: shift.pValue),
                ]
            })
    }
}

/// The primary metric night by night.
private struct HistorySection: Section {
    let id = "history"
    let title = "History"
    let blocks: [any Block]
    var media = Media.written

    /// Nil where there was no night before.
    init?(_ scenario: String, _ night: Night) {
        let points = night.points(of: scenario)
        guard let last = points.last?.primary, points.count > 1 else { return nil }
        let figure = last.figure
        // A metric or a form that is another one now would stand on another axis.
        let like = points.filter { $0.isLike(points[points.count - 1]) }
        let byNight = Dictionary(like.map { ($0.night, $0) }) { first, _ in first }
        let told = (points[0].night...points[points.count - 1].night).map { byNight[$0] }
        func series(_ name: String, _ style: String, _ effect: (HistoryPoint) -> EffectEstimate) -> LinePlot.Series {
            LinePlot.Series(
                name: name, style: style, values: told.map { $0.map { effect($0).estimate } },
                band: told.map { point in
                    point.flatMap { point in
                        let effect = effect(point)
                        guard let lower = effect.lower, let upper = effect.upper, lower <= upper else { return nil }
                        return lower...upper
                    }
                })
        }
        let drawing = LinePlot(
            id: "nights", title: "Effect on \(last.label)" + (figure.suffix.isEmpty ? "" : ",\(figure.suffix)"),
            description:
                "The effect on \(last.label) as the experiment says it and as it is, over \(points.count) nights.",
            series: [
                series("Experiment", "experiment") { $0.primary.told.experiment },
                series("Truth", "truth") { $0.primary.told.truth },
            ], shaded: [], marked: nil, figure: figure,
            axis: ("night", points[0].night)
        ).drawing
        let shown = points.suffix(HistorySection.mostRows).reversed()
        blocks = [
            Prose(
                "The effect on \(last.label), night by night"
                    + (points.count > HistorySection.mostRows
                        ? "; the table has the newest \(HistorySection.mostRows) of \(points.count) nights." : "."),
                .lead),
            Drawings([drawing]),
            Table(
                name: "Nights",
                columns: [
                    .init(title: "Night", kind: .name), .init(title: "Started", kind: .words),
                    .init(title: "Status", kind: .words), .init(title: "Experiment says"), .init(title: "Truth"),
                    .init(title: "Replications"),
                ],
                rows: shown.map { point in
                    [
                        .link("\(point.night)", to: "../" + Night.page(point.night)),
                        .init(Wording.moment(point.startedAt, night.timeZone)), .status(point.run.status),
                    ] + Table.Cell.effects(point.primary) + [.count(point.run.replications)]
                }),
        ]
    }

    private static let mostRows = 120
}
