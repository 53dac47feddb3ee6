import Experiments

/// Draws one estimate with its interval on a horizontal line.
struct IntervalMark {
    /// Told apart by more than colour.
    enum Shape: Sendable { case diamond, circle }

    let shape: Shape
    /// Class of the style sheet that gives the colour.
    let style: String
    var size = 5.5

    /// The interval as a line with ends, the estimate as a dot; what lies beyond the scale becomes an arrow.
    func drawing(_ effect: EffectEstimate, on scale: Scale, y: Double) -> Element {
        let estimate = effect.estimate
        let lower = effect.lower ?? estimate
        let upper = effect.upper ?? estimate
        let shown = scale.domain
        var parts: [Element] = []
        if lower < upper, upper > shown.lowerBound, lower < shown.upperBound {
            let left = scale(max(lower, shown.lowerBound))
            let right = scale(min(upper, shown.upperBound))
            parts.append(.line("interval", left, y, right, y))
            if lower >= shown.lowerBound { parts.append(.line("interval", left, y - 4, left, y + 4)) }
            if upper <= shown.upperBound { parts.append(.line("interval", right, y - 4, right, y + 4)) }
        }
        if lower < shown.lowerBound { parts.append(arrow(at: scale.range.0, y: y, towards: -1)) }
        if upper > shown.upperBound { parts.append(arrow(at: scale.range.1, y: y, towards: 1)) }
        if shown.contains(estimate) { parts.append(dot(scale(estimate), y)) }
        return .group(style, parts)
    }

    /// The dot alone, as in a legend.
    func dot(_ x: Double, _ y: Double) -> Element {
        switch shape {
        case .circle: .circle("dot", x, y, radius: size)
        case .diamond:
            .polygon("dot", [(x, y - size * 1.25), (x + size * 1.25, y), (x, y + size * 1.25), (x - size * 1.25, y)])
        }
    }

    private func arrow(at x: Double, y: Double, towards direction: Double) -> Element {
        .polygon("arrow", [(x + 9 * direction, y), (x, y - 5), (x, y + 5)])
    }
}
