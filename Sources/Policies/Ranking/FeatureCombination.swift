import PolicyKit

/// Sorts what a regression on clicks looks at into bins, and gives each pair of bins of two features a place of its own.
///
/// There are so few pairs that no two have to share a place, as they would where they are hashed.
struct FeatureCombination {
    /// A column that a policy remembers and its bins: of equal width from `low` on, the outermost without end.
    private struct Field {
        let column: Int
        let low: Float
        let width: Float
        let bins: Int
    }

    /// The column behind those of `ClickFeature`, in which a policy that asks for combinations has the listing's category.
    static let category = ClickFeature.allCases.count

    private static let fields =
        [
            (ClickFeature.contentMatch, -1, 0.25), (.categoryAffinity, 0, 0.05), (.relativePrice, -1.2, 0.3),
            (.age, 0, 0.15), (.clickRate, -1, 0.25), (.exposure, 0, 0.1),
        ].map { Field(column: $0.0.rawValue, low: $0.1, width: $0.2, bins: 8) }
        + [Field(column: category, low: 0, width: 1, bins: 32)]

    /// Two of the fields, by their number.
    let first: Int
    let second: Int
    /// The place of their lowest bins.
    let start: Int
    /// How many bins the second has: from one of the first's to the next are as many places.
    let width: Int32

    /// Every two of the fields.
    static let all: [FeatureCombination] = {
        var all: [FeatureCombination] = []
        var start = 0
        for second in fields.indices {
            for first in 0..<second {
                all.append(
                    FeatureCombination(first: first, second: second, start: start, width: Int32(fields[second].bins)))
                start += fields[first].bins * fields[second].bins
            }
        }
        return all
    }()

    /// Places of all pairs of bins.
    static let places = all.reduce(0) { $0 + fields[$1.first].bins * fields[$1.second].bins }

    /// The bins of candidates, field by field.
    /// - Parameter columns: what is remembered of each, column by column.
    static func bins(_ columns: borrowing MutableSpan<Float>, count: Int) -> [Int32] {
        var bins = [Int32](repeating: 0, count: fields.count * count)
        for (number, field) in fields.enumerated() {
            for index in 0..<count {
                bins[number * count + index] = bin(columns[field.column * count + index], field)
            }
        }
        return bins
    }

    /// The bins of one candidate, from what was remembered of it.
    static func bins(_ row: borrowing Span<Float>) -> [Int32] {
        var bins = [Int32](repeating: 0, count: fields.count)
        for (number, field) in fields.enumerated() { bins[number] = bin(row[field.column], field) }
        return bins
    }

    @inline(__always) private static func bin(_ value: Float, _ field: Field) -> Int32 {
        let (scaled, last) = ((value - field.low) / field.width, Float(field.bins - 1))
        return Int32(scaled > 0 ? scaled < last ? scaled : last : 0)
    }

    /// The place of a pair of bins. These are below 32, so that nothing overflows.
    @inline(__always) func place(_ bin: Int32, _ other: Int32) -> Int { start &+ Int(bin &* width &+ other) }
}
