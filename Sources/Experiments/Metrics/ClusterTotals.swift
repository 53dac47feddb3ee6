/// Sums of all values over the units of each cluster.
struct ClusterTotals {
    private let quantities: KeptQuantities
    private var clusters: [Cluster] = []
    /// By the cluster's number; only those with a member have a place.
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
