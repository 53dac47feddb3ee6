import Experiments
import Marketplace

/// How far exposures came in each arm: a pair of bars for each step, on an axis of powers of ten.
struct FunnelPlot {
    let id: String
    let steps: [OrderFunnel.Step]
    let layout: Layout

    /// Where things stand, for a wide page and for a phone.
    struct Layout {
        let width: Double
        let left: Double
        let right: Double
        /// Where the counts end and the shares begin.
        let figures: Double
        let rowHeight: Double
        /// From a row's top to its label and to its first bar.
        let label: Double
        let bars: Double
        /// Every so many powers of ten have a number.
        let decadesApart: Int

        static let wide = Layout(
            width: 1040, left: 120, right: 640, figures: 760, rowHeight: 40, label: 20, bars: 6, decadesApart: 1)
        /// Labels above their bars.
        static let narrow = Layout(
            width: 360, left: 8, right: 180, figures: 248, rowHeight: 62, label: 14, bars: 26, decadesApart: 2)
    }

    private static let top = 34.0

    /// The drawing.
    var drawing: Element {
        let largest = steps.flatMap { [$0.control, $0.treatment] }.max() ?? 1
        var scale = 1.0
        while scale < Double(max(10, largest)) { scale *= 10 }
        let decades = Digits.decades(in: scale)
        let bottom = FunnelPlot.top + Double(steps.count) * layout.rowHeight
        return .drawing(
            id: id, title: "How far exposures came in each arm",
            description: steps.map { step in
                "\(Wording.label(step.name)): control \(Digits.count(step.control)), treatment "
                    + "\(Digits.count(step.treatment))."
            }.joined(separator: " "),
            width: layout.width, height: bottom + 44, style: "plot funnel",
            legend + grid(decades, bottom) + steps.indices.map { row($0, decades) })
    }

    private var legend: [Element] {
        [("control", "Control"), ("treatment", "Treatment")].enumerated().map { index, arm in
            let x = layout.left + Double(index) * 120
            return .group(
                arm.0, [.rectangle("bar", x: x, y: 6, width: 14, height: 10), .text("name", x + 20, 11, arm.1)])
        }
    }

    private func grid(_ decades: Int, _ bottom: Double) -> [Element] {
        // Long numbers need the room of two.
        let apart = decades > 5 ? 2 * layout.decadesApart : layout.decadesApart
        let lines = (0...decades).flatMap { decade -> [Element] in
            let x = place(Double(decade), decades)
            let number = (0..<decade).reduce(1) { power, _ in power * 10 }
            let line = Element.line("grid", x, FunnelPlot.top, x, bottom)
            guard decade % apart == 0 else { return [line] }
            return [line, .text("tick", x, bottom + 14, Digits.count(number), anchor: decade == 0 ? .start : .middle)]
        }
        return lines + [.text("tick", layout.left, bottom + 33, "How many, over all replications")]
    }

    private func place(_ decade: Double, _ decades: Int) -> Double {
        layout.left + decade / Double(decades) * (layout.right - layout.left)
    }

    private func row(_ index: Int, _ decades: Int) -> Element {
        let step = steps[index]
        let top = FunnelPlot.top + Double(index) * layout.rowHeight
        let base = steps.first
        var parts: [Element] = [.text("label", 0, top + layout.label, Wording.label(step.name))]
        for (line, arm) in [("control", step.control, base?.control), ("treatment", step.treatment, base?.treatment)]
            .enumerated()
        {
            let y = top + layout.bars + Double(line) * 15
            let width = arm.1 > 0 ? place(Digits.power(of: arm.1), decades) - layout.left : 0
            let share = arm.2.map { $0 > 0 ? Double(arm.1) / Double($0) : 0 } ?? 0
            parts.append(.group(arm.0, [.rectangle("bar", x: layout.left, y: y, width: width, height: 11)]))
            parts.append(.text("figure", layout.figures, y + 6, Digits.count(arm.1), anchor: .end))
            if index > 0 {
                let whole = layout.width < 400 ? "" : " of \(steps[0].name)"
                parts.append(
                    .text("figure faint", layout.figures + 12, y + 6, Figure.value(.share).text(share) + whole))
            }
        }
        return .group("row", parts)
    }
}
