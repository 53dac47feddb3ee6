import Experiments
import Marketplace

/// How far exposures came in each arm: a pair of bars for each step, on an axis of powers of ten.
struct FunnelPlot {
    let id: String
    let steps: [OrderFunnel.Step]

    private static let left = 120.0
    private static let right = 640.0
    private static let top = 34.0
    private static let rowHeight = 40.0

    /// The drawing.
    var drawing: SVGElement {
        let largest = steps.flatMap { [$0.control, $0.treatment] }.max() ?? 1
        var scale = 1.0
        while scale < Double(max(10, largest)) { scale *= 10 }
        let decades = Digits.decades(in: scale)
        let bottom = FunnelPlot.top + Double(steps.count) * FunnelPlot.rowHeight
        return .drawing(
            id: id, title: "How far exposures came in each arm",
            description: steps.map { step in
                "\(Wording.label(step.name)): control \(Digits.count(step.control)), treatment "
                    + "\(Digits.count(step.treatment))."
            }.joined(separator: " "),
            width: 1040, height: bottom + 30, style: "plot funnel",
            legend + grid(decades, bottom) + steps.indices.map { row($0, decades) })
    }

    private var legend: [SVGElement] {
        [("control", "Control"), ("treatment", "Treatment")].enumerated().map { index, arm in
            let x = FunnelPlot.left + Double(index) * 120
            return .group(
                arm.0, [.rectangle("bar", x: x, y: 6, width: 14, height: 10), .text("name", x + 20, 11, arm.1)])
        }
    }

    private func grid(_ decades: Int, _ bottom: Double) -> [SVGElement] {
        (0...decades).flatMap { decade -> [SVGElement] in
            let x = place(Double(decade), decades)
            let number = (0..<decade).reduce(1) { power, _ in power * 10 }
            let line = SVGElement.line("grid", x, FunnelPlot.top, x, bottom)
            // Long numbers need the room of two.
            guard decades <= 5 || decade % 2 == 0 else { return [line] }
            return [line, .text("tick", x, bottom + 14, Digits.count(number), anchor: .middle)]
        }
    }

    private func place(_ decade: Double, _ decades: Int) -> Double {
        FunnelPlot.left + decade / Double(decades) * (FunnelPlot.right - FunnelPlot.left)
    }

    private func row(_ index: Int, _ decades: Int) -> SVGElement {
        let step = steps[index]
        let top = FunnelPlot.top + Double(index) * FunnelPlot.rowHeight
        let base = steps.first
        var parts: [SVGElement] = [.text("label", 0, top + 20, Wording.label(step.name))]
        for (line, arm) in [("control", step.control, base?.control), ("treatment", step.treatment, base?.treatment)]
            .enumerated()
        {
            let y = top + 6 + Double(line) * 15
            let width = arm.1 > 0 ? place(Digits.power(of: arm.1), decades) - FunnelPlot.left : 0
            let share = arm.2.map { $0 > 0 ? Double(arm.1) / Double($0) : 0 } ?? 0
            parts.append(
                .group(
                    arm.0, [.rectangle("bar", x: FunnelPlot.left, y: y, width: width, height: 11)]))
            parts.append(.text("figure", 760, y + 6, Digits.count(arm.1), anchor: .end))
            if index > 0 {
                parts.append(
                    .text("figure faint", 776, y + 6, "\(Figure.value(.share).text(share)) of \(steps[0].name)"))
            }
        }
        return .group("row", parts)
    }
}
