import Tables

/// Units with the sums of their rows.
struct UnitTable {
    /// The variant and stratum of each unit, as the evidence numbers them in the end.
    private(set) var variants: [Int] = []
    private(set) var strata: [Int] = []
    /// The cluster of each unit, numbered from 0 in the order in which they are met.
    private(set) var clusters: [Int] = []
    /// Column by column, a sum a unit.
    private(set) var sums: [[Double]]
    /// The unit of each row, and column by column its value, where quantiles need them.
    private(set) var rowUnits: [Int] = []
    private(set) var rowValues: [[Double]]
    /// Units with rows in two variants.
    private(set) var isInTwoVariants: [Bool] = []
    /// Units of which a row was triggered; all, where that is not asked for.
    private(set) var isTriggered: [Bool] = []
    private(set) var clusterCount = 0
    private var unitNumbers = KeyTable()
    private var clusterNumbers = KeyTable()
    private let hasUnits: Bool
    private let keepsRows: Bool
    /// Columns that say the same on every row of a unit, and are taken once.
    private let constants: [Int]
    /// Units whose totals are above a threshold.
    private var isDropped: [Bool] = []
    /// The first row that contradicts an earlier one of its unit: its line in its block, and the constant's place.
    private(set) var contradiction: (line: Int, place: Int)?

    /// - Parameters:
    ///   - hasUnits: whether several rows may belong to a unit; else each row is one.
    ///   - keepsRows: whether quantiles over rows are asked for.
    ///   - constants: columns of which each row of a unit says the same, as of covariates.
    init(columns: Int, hasUnits: Bool, keepsRows: Bool, constants: [Int] = []) {
        self.constants = constants
        sums = Array(repeating: [], count: columns)
        rowValues = Array(repeating: [], count: keepsRows ? columns : 0)
        self.hasUnits = hasUnits
        self.keepsRows = keepsRows
    }

    var count: Int { variants.count }

    /// - Parameters:
    ///   - chosen: which of the rows, in their order.
    ///   - variants: of each of the block's cells, its number in the evidence.
    ///   - strata: the same.
    mutating func add(
        _ rows: Block.KeptRows, _ chosen: some Sequence<Int>, variants cellVariants: [Int], strata cellStrata: [Int]
    ) {
        let columns = sums.count
        for row in chosen {
            let cell = Int(rows.cells[row])
            let (unit, isNew) = hasUnits ? unitNumbers.number(of: rows.units[row]) : (count, true)
            if isNew {
                variants.append(cellVariants[cell])
                strata.append(cellStrata[cell])
                let (cluster, isNewCluster) = clusterNumbers.number(of: rows.clusters[row])
                clusters.append(cluster)
                if isNewCluster { clusterCount += 1 }
                isInTwoVariants.append(false)
                isTriggered.append(rows.isTriggered[row])
                isDropped.append(false)
                for column in 0..<columns { sums[column].append(rows.values[row * columns + column]) }
            } else {
                if variants[unit] != cellVariants[cell] { isInTwoVariants[unit] = true }
                if rows.isTriggered[row] { isTriggered[unit] = true }
                let before = constants.map { sums[$0][unit] }
                for column in 0..<columns { sums[column][unit] += rows.values[row * columns + column] }
                for (place, column) in constants.enumerated() {
                    sums[column][unit] = before[place]
                    if contradiction == nil, rows.values[row * columns + column] != before[place] {
                        contradiction = (rows.lines[row], place)
                    }
                }
            }
            guard keepsRows else { continue }
            rowUnits.append(unit)
            for column in 0..<columns { rowValues[column].append(rows.values[row * columns + column]) }
        }
    }

    /// From cells, in the order in which they were met, to variants and strata in the order of their names.
    mutating func renumber(variants variantOfCell: [Int], strata stratumOfCell: [Int]) {
        for unit in variants.indices {
            variants[unit] = variantOfCell[variants[unit]]
            strata[unit] = stratumOfCell[strata[unit]]
        }
    }

    /// A unit's variant; nil for a unit that is left out.
    func variant(of unit: Int) -> Int? {
        isInTwoVariants[unit] || isDropped[unit] || !isTriggered[unit] ? nil : variants[unit]
    }

    /// The table with all units triggered.
    var untriggeredAsWell: Self {
        var table = self
        table.isTriggered = Array(repeating: true, count: count)
        return table
    }

    /// Leaves out units whose total of a column is above a threshold.
    /// - Returns: how many of them were read out before, by variant.
    mutating func drop(above threshold: Double, of column: Int, variantCount: Int) -> [Int] {
        var dropped = Array(repeating: 0, count: variantCount)
        for unit in 0..<count where sums[column][unit] > threshold {
            if let variant = variant(of: unit) { dropped[variant] += 1 }
            isDropped[unit] = true
        }
        return dropped
    }

    /// Caps the totals of a column; nil where no unit is left.
    mutating func winsorise(
        _ column: Int, by rule: Winsorising, over base: Winsorising.Base, variantCount: Int
    ) -> Cap? {
        let variants = variants.indices.map(variant)
        return Cap(&sums[column], by: rule, over: base, variants: variants, variantCount: variantCount)
    }

    /// A unit has succeeded when any of its rows has.
    mutating func makeShares(of column: Int) {
        for unit in sums[column].indices where sums[column][unit] > 1 { sums[column][unit] = 1 }
    }
}

/// The sums of a table's columns by variant and cluster.
struct ClusterTable {
    /// How many clusters there are in all variants.
    let count: Int
    /// Sums by variant, column and cluster.
    private var sums: [[[Double]]]
    /// How many units there are by variant and cluster, as numbers to be summed.
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
