import Statistics

/// The cap that winsorising has put on a column's totals.
struct Cap {
    let probability: Double
    /// What larger totals count as.
    let value: Double
    /// Units whose totals were larger, by variant.
    var units: [Int]

    /// Caps the totals of the units that are read out.
    ///
    /// The quantile is interpolated between order statistics (type 7, as in R and NumPy).
    /// - Parameters:
    ///   - totals: one a unit.
    ///   - variants: a variant a unit, nil for units that are left out.
    init?(_ totals: inout [Double], at probability: Double, variants: [Int?], variantCount: Int) {
        let sorted = zip(totals, variants).compactMap { $1 == nil ? nil : $0 }.sorted()
        guard !sorted.isEmpty else { return nil }
        let value = OrderStatistics.quantile(sorted, probability)
        var units = [Int](repeating: 0, count: variantCount)
        for (unit, variant) in variants.enumerated() where totals[unit] > value {
            totals[unit] = value
            if let variant { units[variant] += 1 }
        }
        (self.probability, self.value, self.units) = (probability, value, units)
    }
}
