import Experiments
import Foundation

/// Lines over days, or what else comes one after the other, with shaded stretches and a marked moment.
package struct LinePlot: Sendable {
    /// One line; nil makes a gap.
    struct Series: Sendable {
        let name: String
        /// Class of the style sheet.
        let style: String
        /// One value per day.
        let values: [Double?]
        /// The interval of each value, drawn as a band; empty for none.
        var band: [ClosedRange<Double>?] = []
    }

    /// A shaded stretch of days with its name.
    struct Stretch: Sendable {
        let days: ClosedRange<Double>
        let name: String
    }

    let id: String
    let title: String
    let description: String
    let series: [Series]
    let shaded: [Stretch]
    /// A day to mark, and what happens then.
    let marked: (day: Double, name: String)?
    let figure: Figure
    /// What comes one after the other, and the number of the first of them where they are counted and not measured.
    var axis = (name: "day", first: Int?.none)

    private let width = 520.0
    private let height = 236.0
    /// The least room for an axis' numbers, and what one of their characters takes on a phone.
    private let leastLeft = 54.0
    private let tickCharacter = 9.4
    private let right = 426.0
    private let top = 50.0
    private let bottom = 196.0

    /// The drawing.
    package var drawing: Element {
        let days = max(1, series.map(\.values.count).max() ?? 1)
        let y = Scale.nice(over: extent, ticks: 4, to: (bottom, top))
        let levels = levels(y)
        let left = max(leastLeft, 7 + tickCharacter * Double(levels.map(\.number.count).max() ?? 0))
        let x = Scale(0...Double(days), to: (left, right))
        return .drawing(
            id: id, title: title, description: description, width: width, height: height, style: "plot lines",
            [.text("label", 0, 12, title)] + shades(x) + grid(x, y, levels) + mark(x) + zero(x, y)
                + series.map { band($0, x, y) } + series.map { line($0, x, y) } + names(x, y))
    }

    /// All values, and zero when they come near it: far above it, a line from zero would hide what happens.
    private var extent: [Double] {
        let values = series.flatMap(\.values).compactMap(\.self).filter(\.isFinite)
        guard let lower = values.min(), let upper = values.max() else { return [] }
        let bands = series.flatMap(\.band).compactMap(\.self).flatMap { [$0.lowerBound, $0.upperBound] }
        guard bands.isEmpty else {
            // A band that is many times as wide as what it is of would press that to a line, and is cut off.
            let reach = LinePlot.widestBand * max(abs(lower), abs(upper))
            return values + bands.map { min(max($0, -reach), reach) } + [0]
        }
        return lower >= 0 && lower < 0.4 * upper ? values + [0] : values
    }

    private static let widestBand = 2.0

    /// No effect, where there are bands about effects.
    private func zero(_ x: Scale, _ y: Scale) -> [Element] {
        series.contains { !$0.band.isEmpty } ? [.line("zero", x.range.0, y(0), right, y(0))] : []
    }

    private func band(_ series: Series, _ x: Scale, _ y: Scale) -> Element {
        func place(_ day: Int, _ value: Double) -> (Double, Double) {
            (x(Double(day) + 0.5), y(min(max(value, y.domain.lowerBound), y.domain.upperBound)))
        }
        let stretches = series.band.indices.split { series.band[$0] == nil }.map { days -> [(Double, Double)] in
            let bounds = days.compactMap { day in series.band[day].map { (day, $0) } }
            return bounds.map { place($0, $1.upperBound) } + bounds.reversed().map { place($0, $1.lowerBound) }
        }
        return .group(series.style, stretches.map { .polygon("band", $0) })
    }

    private func shades(_ x: Scale) -> [Element] {
        shaded.filter { $0.days.lowerBound < $0.days.upperBound }.flatMap { stretch -> [Element] in
            let from = x(min(stretch.days.lowerBound, x.domain.upperBound))
            let to = x(min(stretch.days.upperBound, x.domain.upperBound))
            return [
                .rectangle("shade", x: from, y: top, width: to - from, height: bottom - top),
                .text("tick", (from + to) / 2, top - 9, stretch.name, anchor: .middle),
            ]
        }
    }

    private func mark(_ x: Scale) -> [Element] {
        guard let marked, x.domain.contains(marked.day) else { return [] }
        let place = x(marked.day)
        return [
            .line("moment", place, top - 16, place, bottom), .text("tick moment-name", place + 5, top - 9, marked.name),
        ]
    }

    private func levels(_ y: Scale) -> [(level: Double, number: String)] {
        let levels = y.ticks(4)
        let step = levels.count > 1 ? levels[1] - levels[0] : 1
        return levels.map { ($0, figure.bareTick($0, step: step)) }
    }

    private func grid(_ x: Scale, _ y: Scale, _ levels: [(level: Double, number: String)]) -> [Element] {
        let left = x.range.0
        let horizontal = levels.flatMap { level, number -> [Element] in
            [
                .line("grid", left, y(level), right, y(level)),
                .text("tick", left - 7, y(level), number, anchor: .end),
            ]
        }
        let weeks = dayTicks(x.domain.upperBound).map { day in
            let (place, number) = axis.first.map { (day + 0.5, day + Double($0)) } ?? (day, day)
            return Element.text("tick", x(place), bottom + 14, Digits.plain(number), anchor: .middle)
        }
        return horizontal + weeks + [.text("tick", (left + right) / 2, bottom + 31, axis.name, anchor: .middle)]
    }

    /// Whole weeks where there are some, else whole days.
    private func dayTicks(_ days: Double) -> [Double] {
        let step = days <= 8 ? 1.0 : days <= 70 ? 7 : (days / 70).rounded(.up) * 7
        // What is counted has no end of the last one.
        return Array(stride(from: 0, through: axis.first == nil ? days : days - 1, by: step))
    }

    /// A value stands in the middle of its day; one without neighbours is a dot.
    private func line(_ series: Series, _ x: Scale, _ y: Scale) -> Element {
        var stretches: [[(Double, Double)]] = [[]]
        for (day, value) in series.values.enumerated() {
            if let value, value.isFinite {
                stretches[stretches.count - 1].append((x(Double(day) + 0.5), y(value)))
            } else {
                stretches.append([])
            }
        }
        let alone = stretches.filter { $0.count == 1 }.map { Element.circle("dot", $0[0].0, $0[0].1, radius: 2.5) }
        let lines = stretches.filter { $0.count > 1 }
        return .group(series.style, (lines.isEmpty ? [] : [.path("line", lines)]) + alone)
    }

    /// The series' names at their lines' ends, moved apart when they would meet and cut where the room ends.
    private func names(_ x: Scale, _ y: Scale) -> [Element] {
        let ends = series.compactMap { one -> (Series, Double)? in
            one.values.last(where: { $0?.isFinite == true }).flatMap(\.self).map { (one, y($0)) }
        }.sorted { $0.1 < $1.1 }
        var last = -Double.infinity
        return ends.map { one, place in
            last = max(place, last + 16)
            return .text("name \(one.style)", right + 8, last, Wording.cut(one.name, to: 11))
        }
    }
}
