public import Analysis
import Experiments

/// An answer for the terminal: a line for each metric and variant, then what stands behind the figures.
public struct AnalysisText: Sendable {
    /// Lines that end in a line feed.
    public let text: String

    /// - Parameters:
    ///   - alpha: 1 less the level of the intervals.
    ///   - width: columns of the terminal.
    ///   - colour: whether to use ANSI colours.
    public init(_ answer: Answer, alpha: Double, width: Int = 100, colour: Bool = false) {
        let width = max(48, width)
        let paint = Paint(isOn: colour)
        let table = AnalysisTable(AnalysisRow.all(answer), width: width, paint: paint)
        let said = AnalysisWords(answer, alpha: alpha)
        let notes = said.notes.flatMap { Wrapping.hanging($0, after: "  ", width: width) }
        let remarks = said.remarks.flatMap { Wrapping.hanging($0, after: "! ", width: width) }
        let uplifts = answer.rows.compactMap { ScoreReadout($0, alpha: alpha) }.map { uplift in
            Wrapping.lines(uplift.title, width: width) + uplift.text(width: width, paint: paint)
                + Wrapping.hanging(uplift.areas, after: "  ", width: width).map(paint.faint)
        }
        let sections = [
            table.lines,
            Wrapping.lines(said.legend, width: width).map(paint.faint) + notes.map(paint.faint),
            remarks.map { paint.toned($0, .warn) } + Wrapping.hanging(said.split, after: "  ", width: width),
        ]
        text = (sections.prefix(1) + uplifts + sections.dropFirst()).map { $0.joined(separator: "\n") + "\n" }.joined(
            separator: "\n")
    }
}
