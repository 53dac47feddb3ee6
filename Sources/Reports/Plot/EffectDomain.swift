import Experiments

/// Chooses the stretches of axes on which all effects can be read.
///
/// One metric whose effect is twenty times the others' would press them all to the zero line, and cut off it could not be read
/// itself. So effects of very different size stand on axes of their own.
enum EffectDomain {
    /// Rows that share an axis, and the stretch that it shows.
    struct Panel {
        /// Places of the rows, in their order.
        let rows: [Int]
        let domain: ClosedRange<Double>
    }

    /// A row goes to another axis when it reaches further than so many times what most rows do.
    private static let mostOfMedian = 4.0
    private static let mostOfFirst = 3.0
    private static let mostPanels = 3

    /// The panels, the one with the primary row first.
    /// - Parameter rows: the effects of each row, the primary one first.
    static func panels(_ rows: [[EffectEstimate]]) -> [Panel] {
        var panels: [Panel] = []
        var left = Array(rows.indices)
        while !left.isEmpty {
            let reaches = left.map { reach(rows[$0]) }
            let seen = reaches.filter { $0 > 0 }.sorted()
            let limit = seen.isEmpty ? 0 : max(mostOfMedian * seen[seen.count / 2], mostOfFirst * reaches[0])
            let isLast = panels.count == mostPanels - 1
            let own = isLast ? left : zip(left, reaches).filter { $0.1 <= limit }.map(\.0)
            panels.append(Panel(rows: own, domain: stretch(own.flatMap { rows[$0].flatMap(numbers) })))
            left.removeAll(where: Set(own).contains)
        }
        return panels
    }

    /// Holds zero and all of the numbers.
    private static func stretch(_ numbers: [Double]) -> ClosedRange<Double> {
        let (lower, upper) = (min(0, numbers.min() ?? 0), max(0, numbers.max() ?? 0))
        // A dot on the edge would look like one that is cut off.
        let margin = 0.03 * (upper - lower)
        return lower < upper ? (lower - margin)...(upper + margin) : -0.01...0.01
    }

    private static func numbers(_ effect: EffectEstimate) -> [Double] {
        [effect.estimate, effect.lower, effect.upper].compactMap(\.self).filter { abs($0) < Scale.drawable }
    }

    private static func reach(_ row: [EffectEstimate]) -> Double { row.flatMap(numbers).map(abs).max() ?? 0 }
}
