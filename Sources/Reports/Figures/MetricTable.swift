import Experiments
import PolicyKit

/// Metrics in rows: what the experiment says of each, what is true, and the bias.
///
/// This is the one place where a metric is put into words and columns; terminal, Markdown, page and CSV show the columns that
/// they have room for.
struct MetricTable {
    /// In the order of the table's rows.
    let rows: [MetricRow]
    private let level: Double

    init(_ metrics: [MetricReadout], of readout: Readout) {
        rows = metrics.map { MetricRow($0, in: readout.money) }
        level = readout.level
    }

    /// - Parameters:
    ///   - name: of the table.
    ///   - thing: what has a row, as a title.
    ///   - treatment: the arm that is compared with control, where there are several.
    func table(_ name: String, of thing: String = "Metric", treatment: String? = nil) -> Table {
        let hasAdjusted = rows.contains { $0.metric.adjusted != nil }
        let columns = MetricTable.columns.filter { hasAdjusted || !$0.isOfAdjustment }
        return Table(
            name: name, caption: "\(name); intervals are \(Digits.plain(level * 100)) %",
            columns: [.init(title: thing, kind: .name, brief: "")] + columns.map { $0.column(of: treatment) },
            rows: rows.map { row in
                var label = Table.Cell(row.label)
                label.meaning = row.metric.definition
                return [label] + columns.map { $0.cell(row) }
            })
    }

    /// One column, and what stands in it of a metric.
    private struct Column {
        let column: Table.Column
        var isOfAdjustment = false
        var isOfTreatment = false

        /// With the treatment's name in place of the word, where there are several.
        func column(of treatment: String?) -> Table.Column {
            guard isOfTreatment, let treatment else { return column }
            return Table.Column(title: treatment, brief: treatment, group: .experiment)
        }

        let cell: @Sendable (MetricRow) -> Table.Cell
    }

    private static let columns = [
        Column(column: .init(title: "Control", group: .experiment)) {
            .init($0.control, number: $0.metric.control.mean)
        },
        Column(column: .init(title: "Treatment", group: .experiment), isOfTreatment: true) {
            .init($0.treatment, number: $0.metric.treatment.mean)
        },
        Column(column: .init(title: "Difference", group: .experiment, media: .written)) {
            .init($0.difference, $0.metric.difference)
        },
        Column(column: .init(title: "Lift", brief: "experiment says", group: .experiment)) {
            .init($0.lift, $0.lifts?.experiment)
        },
        Column(column: .init(title: "p", group: .experiment, media: .written)) {
            .init($0.pValue, number: $0.metric.pValue)
        },
        Column(column: .init(title: "With CUPED", group: .experiment, media: .page), isOfAdjustment: true) { row in
            var cell = row.adjusted.map { Table.Cell($0, row.metric.adjusted?.difference) } ?? .init(Digits.absent)
            cell.remarks = row.varianceReduction.map { [("variance \($0)", "")] } ?? []
            return cell
        },
        Column(column: .init(title: "True difference", short: "Difference", group: .truth, media: .written)) {
            .init($0.trueDifference, $0.metric.truth.difference)
        },
        Column(column: .init(title: "True lift", brief: "truth", short: "Lift", group: .truth)) {
            .init($0.trueLift, $0.lifts?.truth)
        },
        Column(column: .init(title: "Bias")) { row in
            var cell = Table.Cell(row.bias, row.metric.bias.estimate)
            let misleads = row.metric.judgement?.agreement == .misleads
            cell.remarks =
                (row.biasOfTruth.map { [($0, "")] } ?? [])
                + (row.judged.isEmpty ? [] : [(row.judged, misleads ? "misses" : "")])
            return cell
        },
        Column(column: .init(title: "Judged", kind: .words, brief: "", media: .terminal)) { .init($0.mark) },
    ]
}
