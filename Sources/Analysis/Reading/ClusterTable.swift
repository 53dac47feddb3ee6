/// The sums of a table's columns by variant and cluster.
struct ClusterTable {
    /// How many clusters there are in all variants.
    let count: Int
    /// By variant, column and cluster.
    private var sums: [[[Double]]]
    /// By variant and cluster: how many units, as numbers to be summed.
    private var units: [[Double]]

    /// - Parameter variants: how many.
    init(_ table: UnitTable, variants: Int) {
        count = table.clusterCount
        let none = [Double](repeating: 0, count: count)
        sums = Array(repeating: Array(repeating: none, count: table.sums.count), count: variants)
        units = Array(repeating: none, count: variants)
        for unit in 0..<table.count {
            guard let variant = table.variant(of: unit) else { continue }
            let cluster = table.clusters[unit]
            units[variant][cluster] += 1
            for column in table.sums.indices { sums[variant][column][cluster] += table.sums[column][unit] }
        }
    }

    /// The clusters that have a unit of either variant; others say nothing about the two.
    func present(_ variants: [Int]) -> [Int] {
        (0..<count).filter { cluster in variants.contains { units[$0][cluster] > 0 } }
    }

    /// How many clusters each variant has; nil where one has units of two variants, so that clusters are not what was drawn.
    var countsByVariant: [Int]? {
        let isShared = (0..<count).contains { cluster in units.count { $0[cluster] > 0 } > 1 }
        return isShared ? nil : units.map { clusters in clusters.count { $0 > 0 } }
    }

    /// A variant's sums in some of the clusters.
    func sums(of column: Int, variant: Int, in clusters: [Int]) -> [Double] {
        clusters.map { sums[variant][column][$0] }
    }

    func units(of variant: Int, in clusters: [Int]) -> [Double] { clusters.map { units[variant][$0] } }
}
