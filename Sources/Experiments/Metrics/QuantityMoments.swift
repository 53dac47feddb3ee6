import Statistics

/// Gathers the joint moments over an arm's units of every quantity in two rows of totals a unit: those that are asked for,
/// and those before.
struct QuantityMoments {
    private static let quantities = Metric.Quantity.allCases
    private(set) var moments = CovarianceMoments(variables: 2 * quantities.count)
    private var values = [Double](repeating: 0, count: 2 * quantities.count)

    mutating func add(_ totals: Totals, before: Totals?) {
        for quantity in Self.quantities {
            values[quantity.rawValue] = totals.value(quantity)
            values[Self.quantities.count + quantity.rawValue] = before?.value(quantity) ?? 0
        }
        moments.add(values)
    }
}

extension [QuantityMoments] {
    /// One an arm, of no unit yet.
    init(arms: Int) { self.init(repeating: QuantityMoments(), count: arms) }

    var moments: [CovarianceMoments] { map(\.moments) }
}
