import Analysis
import Experiments

/// One metric of one variant, over the whole table and segment by segment, as a forest plot.
struct ForestReadout {
    private let title: String
    private let rows: [AnalysisRow]
    private let level: String

    /// One for each metric and variant; none where the answer has no segments.
    static func all(_ answer: Answer, alpha: Double) -> [ForestReadout] {
        guard !answer.segments.isEmpty else { return [] }
        let rows = AnalysisRow.all(answer)
        var titles: [String] = []
        var groups: [String: [AnalysisRow]] = [:]
        for row in rows {
            let title = "\(row.metric) of \(row.variant) by segment"
            if groups[title] == nil { titles.append(title) }
            groups[title, default: []].append(row)
        }
        let level = Digits.level(alpha)
        return titles.map { ForestReadout(title: $0, rows: groups[$0] ?? [], level: level) }
    }

    /// For the page.
    /// - Parameter place: among the page's readouts of this kind, which makes identifiers differ.
    func values(place: Int) -> [String: Any] {
        [
            "place": place, "title": title, "widePlot": plot("forest-wide\(place)", .wide).drawing.markup,
            "narrowPlot": plot("forest-narrow\(place)", .narrow).drawing.markup,
        ]
    }

    private func plot(_ id: String, _ layout: DotIntervalPlot.Layout) -> DotIntervalPlot {
        DotIntervalPlot(
            id: id, title: title,
            description: rows.map { "\($0.segment ?? ""): \($0.lift.line)." }.joined(separator: " "),
            series: [.init(name: "Lift over control", mark: IntervalMark(shape: .diamond, style: "experiment"))],
            rows: rows.map { .init(label: $0.segment ?? "", effects: [$0.effect], figures: [$0.lift]) },
            layout: layout.fitting(1), axis: "Lift over control, with \(level) % intervals")
    }
}
