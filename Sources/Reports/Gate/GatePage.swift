package import Experiments

/// A gate's readout as one page that needs nothing else, with the distribution of each metric's p-values drawn.
package struct GatePage {
    private let gate: GateReadout

    package init(_ gate: GateReadout) { self.gate = gate }

    package func html() throws(ReportProblem) -> String { try PageTemplates().render("gate", values) }

    private var values: [String: Any] {
        let words = GateWords(gate)
        return [
            "title": gate.title, "headline": Wording.unbroken(words.headline), "mark": gate.passed ? "✓" : "✗",
            "run": "\(gate.scenario) · \(Digits.count(gate.experiments)) experiments · seed \(gate.seed) · MarketLab "
                + gate.version,
            "legend": Wording.unbroken(words.legend), "command": gate.command,
            "checks": words.checks.map { ["mark": $0.status.mark, "text": Wording.unbroken($0.text)] },
            "rows": words.rows.enumerated().map { index, row -> [String: Any] in
                [
                    "mark": row.status.mark, "metric": row.metric, "estimator": row.estimator, "users": row.users,
                    "uniformity": row.uniformity, "coverage": row.coverage, "note": row.note ?? "",
                    "plot": row.pValues.isEmpty ? "" : GatePage.drawing(row, index).markup,
                ]
            },
        ]
    }

    /// The share of p-values up to each one: of uniform ones it is the diagonal.
    private static func drawing(_ row: GateWords.Row, _ index: Int) -> SVGElement {
        let (width, height, margin) = (120.0, 60.0, 4.0)
        let across = Scale(0...1, to: (margin, width - margin))
        let up = Scale(0...1, to: (height - margin, margin))
        var steps = [(across(0), up(0))]
        let sorted = row.pValues.sorted()
        for (place, pValue) in sorted.enumerated() {
            steps.append((across(pValue), up(Double(place) / Double(sorted.count))))
            steps.append((across(pValue), up(Double(place + 1) / Double(sorted.count))))
        }
        steps.append((across(1), up(1)))
        return .drawing(
            id: "p\(index)", title: "Distribution of p-values",
            description: "\(row.metric), \(row.estimator): uniform p = \(row.uniformity)", width: width, height: height,
            style: "plot mini",
            [
                .line("zero", across(0), up(0), across(1), up(1)),
                .group("treatment", [.path("line", [steps])]),
            ])
    }
}
