public import Experiments

/// A study for the terminal: the recommendation and why, then a table a metric.
public struct StudyText: Sendable {
    /// Lines that end in a line feed.
    public let text: String

    /// - Parameters:
    ///   - width: columns of the terminal.
    ///   - colour: whether to use ANSI colours.
    public init(_ study: StudyReadout, of readout: Readout, width: Int = 100, colour: Bool = false) {
        let width = max(48, width)
        let paint = Paint(isOn: colour)
        let head =
            Wrapping.hanging(study.recommendation, after: "→ ", width: width).map(paint.bold)
            + study.reasons.flatMap { Wrapping.hanging($0, after: "  ", width: width) }
            + Wrapping.hanging(Wording.run(readout), after: "  ", width: width).map(paint.faint)
        let tables = study.metrics.map { metric -> [String] in
            let table = StudyTable(metric, in: readout.money)
            let text = TextTable(
                columns: [.init(title: "design", isNumber: false)]
                    + ["says", "bias", "se", "rmse", "held", "false", "power", "days"].map {
                        TextTable.Column(title: $0)
                    },
                rows: table.rows.map(\.cells))
            return Wrapping.lines("\(table.label): the truth is \(table.truth.line)", width: width).map(paint.bold)
                + text.headers(width: width).map(paint.faint) + text.lines(width: width).joined()
        }
        let legend = Wrapping.lines(StudyText.legend(level: readout.level), width: width).map(paint.faint)
        text = ([head] + tables + [legend]).map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    static func legend(level: Double) -> String {
        let percent = Digits.plain(level * 100)
        return
            "says: mean estimate; se: standard deviation of one experiment's estimate; rmse: typical distance of one "
            + "experiment from the truth; held: \(percent) % intervals that held the truth; false: experiments that found an "
            + "effect where nothing was changed; power: experiments that found the true effect; days: until an experiment finds "
            + "an effect of the size that it sees with a chance of 80 %. As shares of the metric with nobody treated."
    }
}
