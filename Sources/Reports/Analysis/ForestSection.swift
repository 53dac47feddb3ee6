import Analysis
import Experiments

/// One metric of one variant, over the whole table and segment by segment, as a forest plot.
struct ForestSection: Section {
    let id: String
    let title: String
    let blocks: [any Block]
    var media = Media.page

    /// One for each metric and variant; none where the answer has no segments.
    static func all(_ answer: Answer) -> [ForestSection] {
        guard !answer.segments.isEmpty else { return [] }
        var titles: [String] = []
        var groups: [String: [AnalysisRow]] = [:]
        for row in AnalysisRow.all(answer) {
            let title = "\(row.metric) of \(row.variant) by segment"
            if groups[title] == nil { titles.append(title) }
            groups[title, default: []].append(row)
        }
        return titles.enumerated().map { place, title in
            ForestSection(title, groups[title] ?? [], place: place, alpha: answer.question.alpha)
        }
    }

    /// - Parameter place: among the document's sections of this kind.
    private init(_ title: String, _ rows: [AnalysisRow], place: Int, alpha: Double) {
        id = "forest-\(place)"
        self.title = title
        func plot(_ width: String, _ layout: DotIntervalPlot.Layout) -> Element {
            DotIntervalPlot(
                id: "forest-\(width)\(place)", title: title,
                description: rows.map { "\($0.segment ?? ""): \($0.lift.line)." }.joined(separator: " "),
                series: [.init(name: "Lift over control", mark: IntervalMark(shape: .diamond, style: "experiment"))],
                rows: rows.map { .init(label: $0.segment ?? "", effects: [$0.effect], figures: [$0.lift]) },
                layout: layout.fitting(1), axis: "Lift over control, with \(Digits.level(alpha)) % intervals"
            ).drawing
        }
        blocks = [Drawing(wide: plot("wide", .wide), narrow: plot("narrow", .narrow))]
    }
}
