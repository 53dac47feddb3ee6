import Experiments

/// Estimates with intervals, a row for each metric and a line in it for each series, over one axis with a zero line.
package struct DotIntervalPlot: Sendable {
    /// One metric.
    package struct Row: Sendable {
        let label: String
        /// One per series; nil is not drawn.
        let effects: [EffectEstimate?]
        /// What stands beside each series' line.
        let figures: [EffectText]
    }

    /// One kind of estimate: what the experiment says, what is true.
    package struct Series: Sendable {
        let name: String
        let mark: IntervalMark
    }

    let id: String
    let title: String
    let description: String
    let series: [Series]
    let rows: [Row]
    let layout: Layout
    let axis: String
    /// How the axis writes its numbers.
    var figure = Figure.relative

    /// The drawing: the rows over one axis, and those of another size over one of their own below.
    package var drawing: Element {
        var top = layout.top
        let panels = EffectDomain.panels(rows.map { $0.effects.compactMap(\.self) })
        let parts = panels.flatMap { panel -> [Element] in
            let scale = Scale(panel.domain, to: (layout.left, layout.right))
            let bottom = top + Double(panel.rows.count) * layout.rowHeight
            let drawn =
                grid(scale, top, bottom, isLast: panel.rows.last == panels.last?.rows.last)
                + panel.rows.enumerated().map { place, index in
                    row(rows[index], top + Double(place) * layout.rowHeight, scale)
                }
            top = bottom + DotIntervalPlot.axisHeight
            return drawn
        }
        return .drawing(
            id: id, title: title, description: description, width: layout.width, height: top + 14,
            style: "plot dots", legend + parts)
    }

    /// For an axis' numbers under its rows.
    private static let axisHeight = 30.0

    private var legend: [Element] {
        series.enumerated().map { i, one in
            let x = layout.stacksLegend ? 8.0 : layout.left + Double(i) * 200
            let y = layout.stacksLegend ? 10 + Double(i) * 18 : 12.0
            return .group(one.mark.style, [one.mark.dot(x, y), .text("name", x + 14, y, one.name)])
        }
    }

    /// - Parameter isLast: whether the axis' name stands under it.
    private func grid(_ scale: Scale, _ top: Double, _ bottom: Double, isLast: Bool) -> [Element] {
        let lines = ticks(scale).flatMap { tick, number -> [Element] in
            let x = scale(tick)
            return [
                .line(tick == 0 ? "zero" : "grid", x, top, x, bottom + 4),
                // At the edge a number that stands in the middle would leave the drawing.
                .text(
                    "tick", max(0, x - (x < 26 ? 8 : 0)), bottom + 16, number,
                    anchor: x < 26 ? .start : .middle),
            ]
        }
        let name: Element =
            layout.labelsAbove
            ? .text("tick", 0, bottom + 35, axis)
            : .text("tick", (layout.left + layout.right) / 2, bottom + 35, axis, anchor: .middle)
        return lines + (isLast ? [name] : [])
    }

    /// As many as have room for their numbers side by side.
    private func ticks(_ scale: Scale) -> [(tick: Double, number: String)] {
        func ticks(_ count: Int) -> [(tick: Double, number: String)] {
            let ticks = scale.ticks(count)
            let step = ticks.count > 1 ? ticks[1] - ticks[0] : 1
            return ticks.map { ($0, figure.tick($0, step: step)) }
        }
        func fit(_ ticks: [(tick: Double, number: String)]) -> Bool {
            let longest = ticks.map(\.number.count).max() ?? 0
            return ticks.count < 2
                || scale(ticks[1].tick) - scale(ticks[0].tick) >= Double(longest + 1) * DotIntervalPlot.tickCharacter
        }
        return (1...layout.ticks).reversed().lazy.map(ticks).first(where: fit) ?? []
    }

    /// The width of a character of an axis' numbers.
    private static let tickCharacter = 7.0

    private func row(_ row: Row, _ top: Double, _ scale: Scale) -> Element {
        var parts: [Element] = [.line("rule", 0, top, layout.width, top)]
        let label = Wrapping.lines(row.label, width: layout.labelCharacters).prefix(2)
        for (i, line) in label.enumerated() {
            let shift = (Double(i) - Double(label.count - 1) / 2) * 16
            parts.append(.text("label", 0, layout.labelsAbove ? top + 14 : top + layout.rowHeight / 2 + shift, line))
        }
        for (i, one) in series.enumerated() where i < row.figures.count {
            let y = top + layout.firstLine + Double(i) * layout.lineHeight
            if let effect = row.effects[i] { parts.append(one.mark.drawing(effect, on: scale, y: y)) }
            parts.append(.text("figure \(one.mark.style)", layout.figures, y, row.figures[i].estimate, anchor: .end))
            if let interval = row.figures[i].interval {
                // A phone has room for so many characters.
                let isLong = layout.labelsAbove && interval.count > 18
                parts.append(.text(isLong ? "figure faint long" : "figure faint", layout.figures + 6, y, interval))
            }
        }
        return .group("row", parts)
    }

    /// Where things stand, for a wide page and for a phone.
    package struct Layout: Sendable {
        let width: Double
        let top: Double
        let left: Double
        let right: Double
        /// Where the estimates' figures end and their intervals begin.
        let figures: Double
        var rowHeight: Double
        let firstLine: Double
        let lineHeight: Double
        let labelsAbove: Bool
        let labelCharacters: Int
        let stacksLegend: Bool
        let ticks: Int

        /// Labels to the left, figures to the right.
        package static let wide = Layout(
            width: 1040, top: 30, left: 178, right: 770, figures: 868, rowHeight: 46, firstLine: 14, lineHeight: 18,
            labelsAbove: false, labelCharacters: 24, stacksLegend: false, ticks: 8)
        /// Labels above their lines.
        package static let narrow = Layout(
            width: 360, top: 44, left: 8, right: 160, figures: 230, rowHeight: 66, firstLine: 33, lineHeight: 18,
            labelsAbove: true, labelCharacters: 44, stacksLegend: true, ticks: 2)

        /// The same with room for so many series; there is room for two.
        func fitting(_ series: Int) -> Layout {
            var layout = self
            layout.rowHeight += Double(series - 2) * lineHeight
            return layout
        }
    }
}

extension DotIntervalPlot.Series {
    /// What the experiment says, and what is true.
    package static let experimentAndTruth = [
        DotIntervalPlot.Series(
            name: "The experiment says", mark: IntervalMark(shape: .diamond, style: "experiment")),
        DotIntervalPlot.Series(name: "The truth", mark: IntervalMark(shape: .circle, style: "truth")),
    ]
}

extension DotIntervalPlot {
    /// The lift of each metric, in the experiment and in truth.
    /// - Parameters:
    ///   - rows: the metrics in words.
    init(
        _ metrics: [MetricReadout], _ rows: [MetricRow], id: String, level: Double, layout: Layout,
        title: String = "Lift of each metric, in the experiment and in truth"
    ) {
        self.init(
            id: id, title: title,
            description: rows.map { row in
                "\(row.label): the experiment says \(row.lift.line), the truth is \(row.trueLift.line)."
            }.joined(separator: " "),
            series: Series.experimentAndTruth,
            rows: rows.map { row in
                Row(
                    label: row.label, effects: [row.lifts?.experiment, row.lifts?.truth],
                    figures: [row.lift, row.trueLift])
            },
            layout: layout, axis: "Lift over control, with \(Digits.plain(level * 100)) % intervals")
    }
}
