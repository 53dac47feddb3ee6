/// Sums of all quantities over the units of each cluster, in the experiment and in the warm-up.
struct ClusterTotals {
    private static let quantities = Metric.Quantity.allCases
    private var clusters: [Cluster] = []
    /// By the cluster's number; only those with a member have a place.
    private var places: [Int: Int] = [:]

    private struct Cluster {
        let number: Int
        var sums = [Double](repeating: 0, count: 2 * ClusterTotals.quantities.count)
    }

    mutating func add(_ totals: Totals, before: Totals? = nil, to number: Int) {
        let place = place(of: number)
        for quantity in Self.quantities {
            clusters[place].sums[quantity.rawValue] += totals.value(quantity)
            if let before { clusters[place].sums[Self.quantities.count + quantity.rawValue] += before.value(quantity) }
        }
    }

    /// The same with the size of the cluster given: a block of time counts its days.
    mutating func add(_ totals: Totals, members: Double, to number: Int) {
        add(totals, to: number)
        clusters[place(of: number)].sums[Metric.Quantity.members.rawValue] += members - 1
    }

    /// Hands out the sums of each cluster that has a member, in the order in which they were met.
    func forEachCluster(_ body: (_ number: Int, _ sums: [Double]) throws -> Void) rethrows {
        for cluster in clusters { try body(cluster.number, cluster.sums) }
    }

    private mutating func place(of number: Int) -> Int {
        if let place = places[number] { return place }
        places[number] = clusters.count
        clusters.append(Cluster(number: number))
        return clusters.count - 1
    }
}
