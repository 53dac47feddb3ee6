import Experiments

/// The share of p-values up to each one: of uniform ones it is the diagonal.
struct PValuePlot {
    let id: String
    let title: String
    let description: String
    let pValues: [Double]

    private static let (width, height) = (340.0, 250.0)
    private static let ticks = [0, 0.25, 0.5, 0.75, 1]

    /// The drawing.
    var drawing: Element {
        let across = Scale(0...1, to: (44, PValuePlot.width - 12))
        let up = Scale(0...1, to: (PValuePlot.height - 42, 30))
        var steps = [(across(0), up(0))]
        let sorted = pValues.sorted()
        for (place, pValue) in sorted.enumerated() {
            steps.append((across(pValue), up(Double(place) / Double(sorted.count))))
            steps.append((across(pValue), up(Double(place + 1) / Double(sorted.count))))
        }
        steps.append((across(1), up(1)))
        let grid = PValuePlot.ticks.flatMap { tick -> [Element] in
            [
                .line("grid", across(tick), up(0), across(tick), up(1)),
                .line("grid", across(0), up(tick), across(1), up(tick)),
                .text("tick", across(tick), up(0) + 14, Digits.plain(tick), anchor: .middle),
                .text("tick", across(0) - 7, up(tick), Digits.plain(tick), anchor: .end),
            ]
        }
        return .drawing(
            id: id, title: title, description: description, width: PValuePlot.width, height: PValuePlot.height,
            style: "plot small",
            [.text("label", 0, 12, title)] + grid + [
                .line("zero", across(0), up(0), across(1), up(1)), .group("treatment", [.path("line", [steps])]),
                .text(
                    "tick", across(0.5), PValuePlot.height - 10, "p, and the share of experiments below it",
                    anchor: .middle),
            ])
    }
}
