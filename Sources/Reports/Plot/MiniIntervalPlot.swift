import Experiments

/// One metric's estimate and truth in a line of a table, over an axis that all lines share.
package struct MiniIntervalPlot: Sendable {
    private static let width = 200.0
    private static let height = 34.0

    let id: String
    let experiment: EffectEstimate
    let truth: EffectEstimate
    /// The same for all lines of the table.
    let domain: ClosedRange<Double>

    /// The drawing.
    package var drawing: SVGElement {
        let scale = Scale(domain, to: (14, Self.width - 14))
        let zero = scale(min(max(0, domain.lowerBound), domain.upperBound))
        return .drawing(
            id: id, title: "Experiment and truth",
            description: "The experiment says \(EffectText(experiment, .relative).line), "
                + "the truth is \(EffectText(truth, .relative).line).",
            width: Self.width, height: Self.height, style: "plot mini",
            [
                .line("zero", zero, 2, zero, Self.height - 2),
                IntervalMark(shape: .diamond, style: "experiment", size: 4.5).drawing(experiment, on: scale, y: 11),
                IntervalMark(shape: .circle, style: "truth", size: 4.5).drawing(truth, on: scale, y: 24),
            ])
    }
}
