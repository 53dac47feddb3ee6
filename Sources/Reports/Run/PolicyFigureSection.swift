import Experiments
import PolicyKit

/// What the arms' ranking policies state of themselves, by day.
struct PolicyFigureSection: Section {
    let id = "policy-figures"
    let title = "What the ranking policies say of themselves"
    let blocks: [any Block]
    var media = Media.written

    /// Nil where no policy states anything.
    init?(_ readout: Readout) {
        let figures = PolicyFigureSection.figures(of: readout)
        guard !figures.isEmpty else { return nil }
        let intervals =
            readout.replications == 1
            ? "; one replication gives no intervals. "
            : ", with \(Digits.plain(readout.level * 100)) % intervals over replications. "
        let isAllTold = figures.allSatisfy { $0.overall != nil && $0.spans.allSatisfy { $0.value != nil } }
        var explained: [String] = []
        for figure in figures {
            let sentence = "\(figure.label): \(figure.meaning)"
            if !explained.contains(sentence) { explained.append(sentence) }
        }
        blocks = [
            Prose(
                "As each arm's policy reckons in the experiment" + intervals + explained.joined(separator: " ")
                    + (isAllTold
                        ? "" : " \(Digits.absent) where the replications do not tell from 0 what is divided by."),
                .lead),
            PolicyFigureSection.table(figures),
        ]
    }

    /// Those of all treatments, and of control once.
    private static func figures(of readout: Readout) -> [PolicyFigureReadout] {
        var figures: [PolicyFigureReadout] = []
        for one in readout.treatments.flatMap({ $0.policyFigures ?? [] })
        where !figures.contains(where: { ($0.arm, $0.name) == (one.arm, one.name) }) {
            figures.append(one)
        }
        return figures
    }

    /// A row for each span of days, a column for each arm's figure.
    private static func table(_ figures: [PolicyFigureReadout]) -> Table {
        func cell(_ value: EffectEstimate?, _ unit: PolicyFigure.Unit) -> Table.Cell {
            guard let value else { return .init(Digits.absent) }
            return .init(EffectText(value, Figure.value(unit)), value)
        }
        let spans = figures.first?.spans ?? []
        let rows = spans.indices.map { place in
            let span = spans[place]
            let days =
                span.firstDay == span.lastDay ? "Day \(span.firstDay)" : "Days \(span.firstDay) to \(span.lastDay)"
            return [Table.Cell(days)] + figures.map { cell($0.spans[place].value, $0.unit) }
        }
        return Table(
            name: "Figures of policies by day",
            columns: [.init(title: "Day", kind: .name)] + figures.map { .init(title: "\($0.label), \($0.arm)") },
            rows: rows + [[Table.Cell("All days")] + figures.map { cell($0.overall, $0.unit) }])
    }
}
