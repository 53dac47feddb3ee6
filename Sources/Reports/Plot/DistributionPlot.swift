import Calibration
import Experiments
import Foundation

/// A distribution of the data as bars, one per bin, and that of the fit as a line over them.
struct DistributionPlot {
    let distribution: Distribution
    let id: String

    private let width = 520.0
    private let height = 236.0
    private let left = 54.0
    private let right = 426.0
    private let top = 34.0
    private let bottom = 182.0

    init(_ distribution: Distribution, id: String) {
        self.distribution = distribution
        self.id = id
    }

    var drawing: Element {
        let x = Scale(0...Double(max(1, distribution.labels.count)), to: (left, right))
        let y = Scale.nice(over: distribution.data + distribution.fit + [0], ticks: 4, to: (bottom, top))
        let title = distribution.title
        return .drawing(
            id: id, title: title,
            description: "\(title): share in each bin, of the data as bars, of the fit as a line.",
            width: width, height: height, style: "plot lines",
            [.text("label", 0, 12, title)] + grid(y) + bars(x, y) + [fit(x, y)] + bins(x) + names)
    }

    private func grid(_ y: Scale) -> [Element] {
        y.ticks(4).flatMap { level -> [Element] in
            [
                .line("grid", left, y(level), right, y(level)),
                .text(
                    "tick", left - 7, y(level), "\(Digits.plain((level * 1_000).rounded() / 10)) %", anchor: .end),
            ]
        }
    }

    private func bars(_ x: Scale, _ y: Scale) -> [Element] {
        distribution.data.enumerated().map { bin, share in
            let (from, to) = (x(Double(bin) + 0.12), x(Double(bin) + 0.88))
            return .rectangle("data-bar", x: from, y: y(share), width: to - from, height: max(0, y(0) - y(share)))
        }
    }

    private func fit(_ x: Scale, _ y: Scale) -> Element {
        let points = distribution.fit.enumerated().map { (x(Double($0) + 0.5), y($1)) }
        return .group(
            "truth",
            (points.count > 1 ? [Element.path("line", [points])] : [])
                + points.map { Element.circle("dot", $0.0, $0.1, radius: 2.5) })
    }

    /// The word of every few bins, so that they have room.
    private func bins(_ x: Scale) -> [Element] {
        let step = (distribution.labels.count + 11) / 12
        return distribution.labels.enumerated().filter { $0.offset % step == 0 }.map { bin, label in
            .text(
                "tick", x(Double(bin) + 0.5), bottom + 14, label.count > 6 ? label.prefix(5) + "…" : label,
                anchor: .middle)
        } + [.text("tick", (left + right) / 2, bottom + 33, distribution.axis, anchor: .middle)]
    }

    private var names: [Element] {
        [
            .rectangle("data-bar", x: right + 12, y: top + 8, width: 12, height: 12),
            .text("name", right + 30, top + 14, "data"),
            .group("truth", [.path("line", [[(right + 12, top + 38), (right + 24, top + 38)]])]),
            .text("name", right + 30, top + 38, "fit"),
        ]
    }
}
