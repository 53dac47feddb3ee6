package import Marketplace

/// The quantities that a run keeps of each unit: those of which its metrics are made, and a few that are only counted.
///
/// A unit's values stand in one row: every measured quantity in the experiment, every one in the warm-up, then every counted one in the
/// experiment.
package struct KeptQuantities: Sendable, Equatable {
    /// Of which each arm's sum is shown, whatever the metrics are.
    static let counted: [Quantity] = [
        .exposures, .clicks, .likes, .offers, .carts, .checkouts, .orders, .deliveries, .refunds, .refusedRequests,
    ]

    /// Of which moments are kept, in the order in which mechanisms declare them.
    package let measured: [Quantity]

    package init(metrics: [Metric]) {
        let needed = Set(metrics.flatMap(\.quantities) + [.members])
        measured = Mechanisms.quantities.filter(needed.contains)
    }

    /// Values of a unit.
    var width: Int { 2 * measured.count + Self.counted.count }

    /// Where moments find their variables in a unit's values.
    var variables: Range<Int> { 0..<2 * measured.count }

    /// Where a counted quantity stands in a unit's values. - Precondition: it is one.
    func place(ofCounted quantity: Quantity) -> Int {
        guard let place = Self.counted.firstIndex(of: quantity) else {
            preconditionFailure("\(quantity.name) is not counted")
        }
        return 2 * measured.count + place
    }

    /// Where the size of a unit stands among its values.
    var members: Int { measured.count - 1 }

    /// The sums of what is counted in a unit's values.
    func add(_ values: [Double], to sums: inout [Double]) {
        for place in Self.counted.indices { sums[place] += values[2 * measured.count + place] }
    }
}

extension Plan {
    /// What the run keeps of each unit.
    var quantities: KeptQuantities { KeptQuantities(metrics: metrics.compactMap(Metric.named)) }
}
