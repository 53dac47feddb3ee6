package import Marketplace

/// The quantities that a run keeps of each unit: those of which its metrics are made, and a few that are only counted.
///
/// A unit's values stand in one row: every measured quantity in the experiment, every one in the warm-up, then every counted one in the
/// experiment.
package struct KeptQuantities: Sendable, Equatable {
    /// The quantities whose sum is shown for each arm, whatever the metrics are.
    static let counted: [Quantity] = [
        .exposures, .clicks, .likes, .offers, .carts, .checkouts, .orders, .deliveries, .refunds, .refusedRequests,
    ]

    /// The quantities whose moments are kept, in the order in which mechanisms declare them.
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

/// Sums of all values over the units of each cluster.
struct ClusterTotals {
    private let quantities: KeptQuantities
    private var clusters: [Cluster] = []
    /// The place of each cluster, by its number; only those with a member have one.
    private var places: [Int: Int] = [:]

    private struct Cluster {
        let number: Int
        var sums: [Double]
    }

    init(_ quantities: KeptQuantities) { self.quantities = quantities }

    /// - Parameter values: of a unit, in the order of `KeptQuantities`.
    mutating func add(_ values: [Double], to number: Int) {
        let place = place(of: number)
        for index in values.indices { clusters[place].sums[index] += values[index] }
    }

    /// Hands out the sums of each cluster that has a member, in the order in which they were met.
    func forEachCluster(_ body: (_ number: Int, _ sums: [Double]) throws -> Void) rethrows {
        for cluster in clusters { try body(cluster.number, cluster.sums) }
    }

    private mutating func place(of number: Int) -> Int {
        if let place = places[number] { return place }
        places[number] = clusters.count
        clusters.append(Cluster(number: number, sums: [Double](repeating: 0, count: quantities.width)))
        return clusters.count - 1
    }
}
