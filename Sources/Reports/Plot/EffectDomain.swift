import Experiments

/// Chooses the stretch of an axis on which most effects can be read.
///
/// One metric whose effect is twenty times the others' would press them all to the zero line; such a one is cut off at
/// the edge, and its numbers stand beside it.
enum EffectDomain {
    /// The stretch, which holds zero and all of the first row's estimates.
    /// - Parameter rows: the effects of each metric, the primary one first.
    static func over(_ rows: [[EffectEstimate]]) -> ClosedRange<Double> {
        let reaches = rows.map(reach).filter { $0 > 0 }
        guard let first = rows.first.map(reach), !reaches.isEmpty else { return -0.01...0.01 }
        let median = reaches.sorted()[reaches.count / 2]
        let limit = max(2.5 * median, 2 * first)
        let shown = rows.joined().flatMap(numbers).filter { abs($0) <= limit }
        let cut = rows.joined().flatMap(numbers).filter { abs($0) > limit }
        var lower = min(0, shown.min() ?? 0)
        var upper = max(0, shown.max() ?? 0)
        // What is cut off needs a side to leave by.
        let room = 0.15 * (upper - lower)
        if cut.contains(where: { $0 < 0 }), lower > -room { lower = -room }
        if cut.contains(where: { $0 > 0 }), upper < room { upper = room }
        // A dot on the edge would look like one that is cut off.
        let margin = 0.03 * (upper - lower)
        return lower < upper ? (lower - margin)...(upper + margin) : -0.01...0.01
    }

    private static func numbers(_ effect: EffectEstimate) -> [Double] {
        [effect.estimate, effect.lower, effect.upper].compactMap(\.self).filter { abs($0) < Scale.drawable }
    }

    private static func reach(_ row: [EffectEstimate]) -> Double { row.flatMap(numbers).map(abs).max() ?? 0 }
}
