/// One unit of a design: which it is, its arm, and its total of every quantity.
package struct UnitRow {
    private static let quantities = Metric.Quantity.allCases
    /// Of the user, session, listing, ..., or of the cluster, counted from 0.
    package private(set) var number = 0
    package private(set) var arm: UInt8 = 0
    /// Whether it counts: false for a user who was not triggered, where only those are who were.
    package private(set) var isReadOut = true
    /// Of every `Metric.Quantity` in the experiment, then of every one in the warm-up, which are 0 where nothing was kept.
    package private(set) var values = [Double](repeating: 0, count: 2 * quantities.count)

    mutating func set(_ number: Int, arm: UInt8, isReadOut: Bool = true, _ totals: Totals, before: Totals? = nil) {
        (self.number, self.arm, self.isReadOut) = (number, arm, isReadOut)
        for quantity in Self.quantities {
            values[quantity.rawValue] = totals.value(quantity)
            values[Self.quantities.count + quantity.rawValue] = before?.value(quantity) ?? 0
        }
    }

    /// - Parameter sums: of a cluster's members.
    mutating func set(_ number: Int, arm: UInt8, sums: [Double]) {
        (self.number, self.arm, values) = (number, arm, sums)
    }
}
