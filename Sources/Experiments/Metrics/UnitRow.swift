/// One unit of a design: which it is, its arm, and its quantities.
package struct UnitRow {
    /// Of the user, session, listing, ..., or of the cluster, counted from 0.
    package private(set) var number = 0
    package private(set) var arm: UInt8 = 0
    /// Whether it counts: false for a user who was not triggered, where only those are who were.
    package var isReadOut = true
    /// In the order of `KeptQuantities`; 0 where nothing was kept of the warm-up.
    package var values: [Double]

    package init(_ quantities: KeptQuantities) { values = [Double](repeating: 0, count: quantities.width) }

    mutating func name(_ number: Int, arm: UInt8) { (self.number, self.arm) = (number, arm) }
}
