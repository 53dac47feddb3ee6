package import Experiments

/// A gate's readout for the terminal: the verdict, a line for each metric and estimator, the split, and what it all means.
package struct GateText {
    /// Lines that end in a line feed.
    package let text: String

    /// - Parameters:
    ///   - width: columns of the terminal.
    ///   - colour: whether to use ANSI colours.
    package init(_ gate: GateReadout, width: Int = 100, colour: Bool = false) {
        let width = max(48, width)
        let paint = Paint(isOn: colour)
        let words = GateWords(gate)
        let table = TextTable(
            columns: [
                .init(title: "", isNumber: false), .init(title: "metric", isNumber: false),
                .init(title: "estimator", isNumber: false), .init(title: "users behind"), .init(title: "uniform p"),
                .init(title: "hold 0"),
            ],
            rows: words.rows.map {
                [$0.status.mark, $0.metric, $0.estimator, $0.users, $0.uniformity, $0.coverage]
            })
        let body = zip(table.lines(width: width, heading: 2), words.rows).flatMap { lines, row in
            lines.map { paint.toned($0, row.status) }
                + (row.note.map { Wrapping.hanging($0, after: "     ", width: width) } ?? [])
        }
        let checks = words.checks.flatMap { check in
            Wrapping.hanging(check.text, after: "\(check.status.mark) ", width: width).map {
                paint.toned($0, check.status)
            }
        }
        let sections = [
            Wrapping.hanging(words.headline, after: gate.passed ? "✓ " : "✗ ", width: width).map(paint.bold),
            table.headers(width: width).map(paint.faint) + body, checks,
            Wrapping.lines(words.legend, width: width).map(paint.faint),
        ]
        text = sections.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }
}
