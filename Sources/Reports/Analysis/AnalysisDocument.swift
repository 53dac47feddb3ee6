public import Analysis
import Experiments
public import Foundation

/// An answer to a question about a table, as a document: the metrics of each variant, whom it helps, and what stands behind the
/// figures.
public struct AnalysisDocument: Document {
    private let answer: Answer
    private let data: String
    private let version: String

    /// - Parameters:
    ///   - data: the table's name.
    ///   - version: of the program.
    public init(_ answer: Answer, data: String, version: String) {
        self.answer = answer
        self.data = data
        self.version = version
    }

    public func json() throws(ReportProblem) -> Data {
        try JSONFile.bytes(of: AnswerRecord(answer, data: data, version: version))
    }

    public var page: Page {
        let words = AnalysisWords(answer, alpha: answer.question.alpha)
        let banner = AnalysisBanner.banner(answer, subject: words.split)
        let sections: [any Section] =
            [AnswerSection(answer, words)] + ForestSection.all(answer) + ScoreSection.all(answer)
            + [DataSection(words)]
        // In a terminal the table says it in as few lines.
        return Page(
            kind: "analysis", title: data, banners: [],
            summary: [banner.only(.written)] + words.remarks.map { Prose($0, .warning).only(.written) },
            sections: sections)
    }
}

/// What stands first on the page: the first metric of the first variant, or that the data cannot be trusted.
private enum AnalysisBanner {
    static func banner(_ answer: Answer, subject: String) -> Banner {
        guard let first = answer.rows.first else {
            return Banner(.warn, label: "Nothing to compare", headline: "No metric was read out.", subject: subject)
        }
        let row = AnalysisRow(first)
        let control = answer.question.control
        let tiles = [
            Banner.Tile(
                name: "\(row.variant) less \(control), \(row.metric)", value: row.difference.estimate,
                remark: row.difference.interval, style: "experiment"),
            Banner.Tile(name: "Lift over \(control)", value: row.lift.estimate, remark: row.lift.interval),
            Banner.Tile(
                name: "Mean of \(row.variant)", value: row.mean, remark: "\(control): \(row.control)"),
        ]
        if answer.hasSampleRatioMismatch {
            return Banner(
                .fail, label: "Sample ratio mismatch",
                headline: "The variants do not have their intended shares: the effects below may not be theirs.",
                tiles: tiles, subject: subject)
        }
        return Banner(
            advice: "Variant against control",
            headline: headline(first, row, control), tiles: tiles, subject: subject)
    }

    private static func headline(_ answer: MetricAnswer, _ row: AnalysisRow, _ control: String) -> String {
        guard let difference = answer.difference else {
            return "\(row.metric) of \(row.variant) against \(control) has no estimate."
        }
        let told = answer.relative == nil ? row.difference.line : row.lift.line
        if (difference.lower ?? -.infinity) > 0 {
            return "\(row.metric) of \(row.variant) is above \(control): \(told)."
        }
        if (difference.upper ?? .infinity) < 0 {
            return "\(row.metric) of \(row.variant) is below \(control): \(told)."
        }
        return "No clear difference in \(row.metric) between \(row.variant) and \(control): \(told)."
    }
}

/// The metrics of each variant, and what stands behind their figures.
private struct AnswerSection: Section {
    let id = "effects"
    let title = "Effects over control"
    let blocks: [any Block]
    var media = Media.all

    init(_ answer: Answer, _ words: AnalysisWords) {
        let rows = AnalysisRow.all(answer)
        let hasForest = !answer.segments.isEmpty
        let level = Digits.level(answer.question.alpha)
        func plot(_ width: String, _ layout: DotIntervalPlot.Layout) -> Element {
            DotIntervalPlot(
                id: "lift-\(width)", title: "Lift over control",
                description: rows.map { "\($0.name): \($0.lift.line)." }.joined(separator: " "),
                series: [.init(name: "Lift over control", mark: IntervalMark(shape: .diamond, style: "experiment"))],
                rows: rows.map {
                    .init(label: Wording.cut($0.name, to: 60), effects: [$0.effect], figures: [$0.lift])
                },
                layout: layout.fitting(1), axis: "Lift over control, with \(level) % intervals"
            ).drawing
        }
        // With segments every metric has a plot of its own.
        let drawing: [any Block] =
            hasForest || !rows.contains { $0.effect != nil }
            ? [] : [Drawing(wide: plot("wide", .wide), narrow: plot("narrow", .narrow))]
        blocks = drawing + [AnalysisRow.table(rows), Prose(words.legend, .note), Points(words.notes)]
    }
}

/// Who was counted, and what a reader must not overlook.
private struct DataSection: Section {
    let id = "data"
    let title = "Data"
    let blocks: [any Block]
    var media = Media.all

    init(_ words: AnalysisWords) {
        blocks = words.remarks.map { Prose($0, .warning).only(.terminal) } + [Prose(words.split)]
    }
}
