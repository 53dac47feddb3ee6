import Statistics

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

    /// Over the clusters with a member of each arm.
    func moments(arms: Int, arm: (Int) -> UInt8) -> [CovarianceMoments] {
        var moments = Array(repeating: CovarianceMoments(variables: 2 * Self.quantities.count), count: arms)
        for cluster in clusters { moments[Int(arm(cluster.number))].add(cluster.sums) }
        return moments
    }

    private mutating func place(of number: Int) -> Int {
        if let place = places[number] { return place }
        places[number] = clusters.count
        clusters.append(Cluster(number: number))
        return clusters.count - 1
    }
}
