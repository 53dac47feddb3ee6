import Statistics

/// The caps that winsorising has put on a column's totals.
struct Cap {
    let base: Winsorising.Base
    private(set) var lower: End?
    private(set) var upper: End?

    /// One end.
    struct End {
        let probability: Double
        /// What totals beyond it count as.
        let value: Double
        /// Units whose totals were beyond it, by variant.
        var units: [Int]
    }

    /// Caps the totals of the units that are read out.
    ///
    /// Quantiles are interpolated between order statistics (type 7, as in R and NumPy).
    /// - Parameters:
    ///   - totals: one a unit.
    ///   - variants: a variant a unit, nil for units that are left out.
    init?(
        _ totals: inout [Double], by rule: Winsorising, over base: Winsorising.Base, variants: [Int?], variantCount: Int
    ) {
        let sorted = zip(totals, variants).compactMap { total, variant in
            variant == nil || (base == .nonzero && total == 0) ? nil : total
        }.sorted()
        guard !sorted.isEmpty else { return nil }
        self.base = base
        func end(_ probability: Double?) -> End? {
            probability.map {
                End(
                    probability: $0, value: OrderStatistics.quantile(sorted, $0),
                    units: Array(repeating: 0, count: variantCount))
            }
        }
        (lower, upper) = (end(rule.lower), end(rule.upper))
        for (unit, variant) in variants.enumerated() {
            // What no unit has is no low value where quantiles are of those that have something.
            if let value = lower?.value, totals[unit] < value, base == .all || totals[unit] != 0 {
                totals[unit] = value
                if let variant { lower?.units[variant] += 1 }
            } else if let value = upper?.value, totals[unit] > value {
                totals[unit] = value
                if let variant { upper?.units[variant] += 1 }
            }
        }
    }
}
