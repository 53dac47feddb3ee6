import Marketplace
package import PolicyKit

extension EffectCourse {
    /// What a verdict says where an effect has not settled: of the first metric that has moved, and which others have; else nothing.
    package static func words(_ courses: [EffectCourse], in currency: Currency) -> [String] {
        let moved = courses.filter(\.hasMoved)
        guard let first = moved.first else { return [] }
        let others = Plural.list(moved.dropFirst().map(\.label))
        return [
            "The effect has not settled: \(first.movement(in: currency))."
        ] + (others.isEmpty ? [] : ["Nor has the effect on \(others)."])
    }

    /// How the metric is called.
    package var label: String { Metric.named(metric)?.label ?? metric }

    /// How its effects are written.
    package func figure(in currency: Currency) -> Figure {
        scale == .relative ? .relative : .difference(Metric.named(metric)?.unit ?? .count, in: currency)
    }

    /// How a change of them is written.
    package func changeFigure(in currency: Currency) -> Figure {
        scale == .relative ? .difference(.share) : figure(in: currency)
    }

    /// The last days beside the whole window, of what has moved.
    private func movement(in currency: Currency) -> String {
        let figure = figure(in: currency)
        func text(_ effect: EffectEstimate?) -> String {
            effect.map { [figure.text($0), figure.interval($0)].compactMap(\.self).joined(separator: " ") }
                ?? Digits.absent
        }
        let parts = [("in truth", truth), ("in the experiment", experiment)].compactMap { place, line -> String? in
            guard let line, line.hasMoved == true else { return nil }
            return "\(text(line.last)) \(place), over the whole window \(text(line.whole))"
        }
        let days = Plural.text(lastDays, "day")
        return "in the last \(days) the effect on \(label) is \(parts.joined(separator: ", and "))"
    }
}
