import Experiments

extension DotIntervalPlot {
    /// What asking brought in the arms that explored: over all decision points, down the page, and along the session.
    init(_ uplifts: [ArmUplift], id: String, level: Double, layout: Layout) {
        let figure = ArmUplift.figure
        let rows = ArmUplift.rows(uplifts)
        self.init(
            id: id, title: "Clicks that asking for a page added",
            description: rows.map { row in
                let arms = zip(uplifts, row.bins).map { "\($0.name) \(ArmUplift.text($1).line)" }
                return "\(row.label): \(arms.joined(separator: ", "))."
            }.joined(separator: " "),
            series: uplifts.map { uplift in
                Series(
                    name: Wording.cut(uplift.name, to: 22),
                    mark: IntervalMark(shape: uplift.isControl ? .diamond : .circle, style: uplift.style))
            },
            rows: rows.map { row in
                Row(label: row.label, effects: row.bins.map(\.uplift), figures: row.bins.map(ArmUplift.text))
            },
            layout: layout.fitting(max(1, uplifts.count)),
            axis: "Clicks per decision point, with \(Digits.plain(level * 100)) % intervals", figure: figure)
    }
}
