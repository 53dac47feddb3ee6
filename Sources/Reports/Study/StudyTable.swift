import Experiments
import Foundation
import PolicyKit

/// The designs of a study on one metric as lines of text, the same in the terminal and on the page.
struct StudyTable {
    let label: String
    /// The true effect, as a share of the metric with nobody treated where there is one.
    let truth: EffectText
    let rows: [Row]
    private let figure: Figure
    private let base: Double

    /// One design.
    struct Row {
        let design: String
        let estimate: EffectText
        let bias: EffectText
        let error: String
        let rootMeanSquareError: String
        let coverage: String
        let falsePositives: String
        let power: String
        let days: String
        /// The same in numbers.
        let study: DesignStudy
    }

    /// - Parameter currency: that money is in.
    init(_ metric: StudiedMetric, in currency: Currency) {
        let base = metric.truth.control.magnitude
        let isRelative = base > 0
        self.base = isRelative ? base : 1
        figure = isRelative ? .relative : .difference(metric.unit, in: currency)
        label = metric.label
        let share = 1 / self.base
        truth = EffectText(metric.truth.difference.times(share), figure)
        let (figure, divisor) = (figure, self.base)
        rows = metric.designs.map { design in
            func plain(_ number: Double?) -> String {
                number.map { figure.unsigned.text($0 / divisor) } ?? Digits.absent
            }
            return Row(
                design: design.words, estimate: EffectText(design.estimate.times(share), figure),
                bias: EffectText(design.bias.estimate.times(share), figure), error: plain(design.standardError),
                rootMeanSquareError: plain(design.rootMeanSquareError), coverage: StudyTable.share(design.coverage),
                falsePositives: StudyTable.share(design.falsePositives), power: StudyTable.share(design.power),
                days: StudyTable.days(design.daysToDecision), study: design)
        }
    }

    /// A line for each design.
    var table: Table {
        Table(
            name: "Designs on \(label)",
            columns: [
                .init(title: "Design", kind: .name), .init(title: "Says"), .init(title: "Bias"),
                .init(title: "Judged", kind: .words, media: [.page, .markdown]),
                .init(title: "SE", brief: "se"), .init(title: "RMSE", brief: "rmse"), .init(title: "Held"),
                .init(title: "False"), .init(title: "Power"), .init(title: "Days"),
            ],
            rows: rows.map { row in
                let study = row.study
                return [
                    .init(row.design), .init(row.estimate, study.estimate), .init(row.bias, study.bias.estimate),
                    .init(study.judgement.map(Wording.judged) ?? ""),
                    .init(row.error, number: study.standardError),
                    .init(row.rootMeanSquareError, number: study.rootMeanSquareError),
                    .init(row.coverage, number: study.coverage?.share),
                    .init(row.falsePositives, number: study.falsePositives?.share),
                    .init(row.power, number: study.power?.share), .init(row.days, number: study.daysToDecision),
                ]
            })
    }

    /// What the columns are.
    static func legend(level: Double) -> String {
        let percent = Digits.plain(level * 100)
        return
            "Says: mean estimate; bias: of the same units beside the other arm and without it, where they live in both twins, and so not "
            + "exactly what the design says less the truth; SE: standard deviation of one experiment's estimate; RMSE: typical distance of one "
            + "experiment from the truth; held: \(percent) % intervals that held the truth; false: experiments that found an "
            + "effect where nothing was changed; power: experiments that found the true effect; days: until an experiment "
            + "finds an effect of the size that it sees with a chance of 80 %. As shares of the metric with nobody treated."
    }

    /// Estimate against truth, a line per design.
    func plot(_ metric: StudiedMetric, id: String, level: Double, layout: DotIntervalPlot.Layout) -> DotIntervalPlot {
        let share = 1 / base
        return DotIntervalPlot(
            id: id, title: "What each design says of \(label), and what is true",
            description: zip(metric.designs, rows).map { "\($1.design): \($1.estimate.line)." }.joined(separator: " ")
                + " The truth is \(truth.line).",
            series: [
                DotIntervalPlot.Series(
                    name: "The design, on average", mark: IntervalMark(shape: .diamond, style: "experiment")),
                DotIntervalPlot.Series(name: "The truth", mark: IntervalMark(shape: .circle, style: "truth")),
            ],
            rows: zip(metric.designs, rows).map { design, row in
                DotIntervalPlot.Row(
                    label: row.design, effects: [design.estimate.times(share), metric.truth.difference.times(share)],
                    figures: [row.estimate, truth])
            }, layout: layout,
            axis: "Mean over replications, with \(Digits.plain(level * 100)) % intervals",
            figure: figure)
    }

    private static func share(_ rate: DesignStudy.Rate?) -> String {
        rate.map { String(format: "%.0f %%", $0.share * 100) } ?? Digits.absent
    }

    private static func days(_ days: Double?) -> String {
        guard let days else { return Digits.absent }
        return days > DesignDecisions.mostDays ? "never" : days < 1 ? "< 1" : String(format: "%.0f", days.rounded(.up))
    }
}
