import Statistics

/// Sums of all quantities over the units of each cluster, in the experiment and in the warm-up.
struct ClusterTotals {
    private static let quantities = Metric.Quantity.allCases
    private var sums: [[Double]]

    init(clusters: Int) {
        sums = Array(repeating: Array(repeating: 0, count: 2 * Self.quantities.count), count: clusters)
    }

    /// Clusters, those without a member too.
    var count: Int { sums.count }

    mutating func add(_ totals: Totals, before: Totals? = nil, to cluster: Int) {
        for quantity in Self.quantities {
            sums[cluster][quantity.rawValue] += totals.value(quantity)
            if let before { sums[cluster][Self.quantities.count + quantity.rawValue] += before.value(quantity) }
        }
    }

    /// The same with the size of the cluster given: a block of time counts its days.
    mutating func add(_ totals: Totals, members: Double, to cluster: Int) {
        add(totals, to: cluster)
        sums[cluster][Metric.Quantity.members.rawValue] += members - 1
    }

    /// Over the clusters with a member that are in the arm.
    func moments(isInArm: (Int) -> Bool) -> CovarianceMoments {
        var moments = CovarianceMoments(variables: 2 * Self.quantities.count)
        for (cluster, values) in sums.enumerated()
        where values[Metric.Quantity.members.rawValue] > 0 && isInArm(cluster) {
            moments.add(values)
        }
        return moments
    }
}
