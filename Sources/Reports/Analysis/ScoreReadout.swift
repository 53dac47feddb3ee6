import Analysis
import Experiments

/// Whom a variant helps by a score, in words: deciles, and how well the score sorts.
struct ScoreReadout {
    let title: String
    /// How well the score sorts, in a sentence.
    let areas: String
    private let lines: [Line]
    private let alpha: Double

    /// One decile.
    private struct Line {
        let label: String
        let cells: [String]
        let text: EffectText
        let effect: EffectEstimate?
    }

    /// Tenths, or what equal scores leave of them.
    private let part: String

    /// What stands in each line, which of the parts first.
    private var columns: [String] { [part, "units", "control units", "control", "mean", "difference"] }
    private static let score = Figure(factor: 1, suffix: "", significantDigits: 3, decimals: 0...4, signed: true)

    private static func words(_ scale: UpliftAnswer.Scale) -> String {
        switch scale {
        case .shareOfPerfect: "0 is no better than chance, 1 perfect"
        case .gainPerUnit:
            "What a unit gains over targeting at random, in the mean over all shares that could be targeted (of a mean it is "
                + "not known what a perfect score would gain)"
        }
    }

    /// nil where the metric has none.
    init?(_ answer: MetricAnswer, alpha: Double) {
        guard let uplift = answer.uplift else { return nil }
        self.alpha = alpha
        part = uplift.deciles.count == 10 ? "decile" : "group"
        let (part, name) = (part, part.prefix(1).uppercased() + part.dropFirst())
        title = "\(answer.metric) of \(answer.variant) by \(part) of \(uplift.score)"
        let figure = uplift.scale == .shareOfPerfect ? ScoreReadout.score : AnalysisRow.differences
        areas =
            ScoreReadout.words(uplift.scale) + ": Qini \(AnalysisRow.text(uplift.qini, figure).line), "
            + "AUUC \(AnalysisRow.text(uplift.auuc, figure).line), by "
            + "\(Digits.count(uplift.resamples)) draws of units. \(name) 1 has the highest scores"
            + (part == "group" ? "; units of equal scores are one group." : ".")
        lines = uplift.deciles.enumerated().map { place, decile in
            let text = decile.uplift.map { AnalysisRow.text($0, AnalysisRow.differences) } ?? .absent
            return Line(
                label: "\(name) \(place + 1)",
                cells: [
                    "\(place + 1)", Digits.count(decile.units), Digits.count(decile.unitsControl),
                    decile.meanControl.map(AnalysisRow.level) ?? Digits.absent,
                    decile.mean.map(AnalysisRow.level) ?? Digits.absent, text.line,
                ], text: text, effect: decile.uplift.map { EffectEstimate($0) })
        }
    }

    /// For the terminal: in columns; where it is narrow, intervals stand under their estimates, or each figure on its own line.
    func text(width: Int, paint: Paint) -> [String] {
        let tables = [table(isStacked: false), table(isStacked: true)]
        if let table = tables.first(where: { $0.width <= width }) {
            return [paint.faint(table.header)] + table.body
        }
        return lines.flatMap { line in
            [paint.bold(line.label)]
                + zip(columns, line.cells).dropFirst().flatMap { title, figure in
                    let mark = "  " + title + String(repeating: " ", count: max(1, 15 - title.count))
                    return Wrapping.hanging(figure, after: mark, width: width)
                }
        }
    }

    private func table(isStacked: Bool) -> TextTable {
        TextTable(
            columns: columns.map { TextTable.Column(title: $0) },
            rows: lines.flatMap { line in
                line.text.lines(stacked: isStacked).enumerated().map { place, text in
                    line.cells.dropLast().map { place == 0 ? $0 : "" } + [text]
                }
            })
    }

    /// For the page.
    /// - Parameter place: among the page's readouts of this kind, which makes identifiers differ.
    func values(place: Int) -> [String: Any] {
        [
            "place": place, "title": title, "areas": areas,
            "columns": columns.map { $0.prefix(1).uppercased() + $0.dropFirst() },
            "lines": lines.map { ["cells": $0.cells] },
            "widePlot": plot("uplift-wide\(place)", .wide).drawing.markup,
            "narrowPlot": plot("uplift-narrow\(place)", .narrow).drawing.markup,
        ]
    }

    private func plot(_ id: String, _ layout: DotIntervalPlot.Layout) -> DotIntervalPlot {
        DotIntervalPlot(
            id: id, title: title, description: lines.map { "\($0.label): \($0.text.line)." }.joined(separator: " "),
            series: [.init(name: "Variant less control", mark: IntervalMark(shape: .diamond, style: "experiment"))],
            rows: lines.map { .init(label: $0.label, effects: [$0.effect], figures: [$0.text]) },
            layout: layout.fitting(1), axis: "Difference, with \(Digits.level(alpha)) % intervals",
            figure: AnalysisRow.differences)
    }
}
