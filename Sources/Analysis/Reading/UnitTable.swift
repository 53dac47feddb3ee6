import Tables

/// Units with the sums of their rows.
struct UnitTable {
    /// By unit: variant and stratum, as the evidence numbers them in the end.
    private(set) var variants: [Int] = []
    private(set) var strata: [Int] = []
    /// By unit: which cluster, numbered from 0 in the order in which they are met.
    private(set) var clusters: [Int] = []
    /// Column by column, a sum a unit.
    private(set) var sums: [[Double]]
    /// Of each row, where quantiles need them: its unit, and column by column its value.
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

    /// - Parameters:
    ///   - hasUnits: whether several rows may belong to a unit; else each row is one.
    ///   - keepsRows: whether quantiles over rows are asked for.
    init(columns: Int, hasUnits: Bool, keepsRows: Bool) {
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
                for column in 0..<columns { sums[column].append(rows.values[row * columns + column]) }
            } else {
                if variants[unit] != cellVariants[cell] { isInTwoVariants[unit] = true }
                if rows.isTriggered[row] { isTriggered[unit] = true }
                for column in 0..<columns { sums[column][unit] += rows.values[row * columns + column] }
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
    func variant(of unit: Int) -> Int? { isInTwoVariants[unit] || !isTriggered[unit] ? nil : variants[unit] }

    /// Caps the totals of a column; nil where no unit is left.
    mutating func winsorise(_ column: Int, at probability: Double, variantCount: Int) -> Cap? {
        let variants = variants.indices.map(variant)
        return Cap(&sums[column], at: probability, variants: variants, variantCount: variantCount)
    }

    /// A unit has succeeded when any of its rows has.
    mutating func makeShares(of column: Int) {
        for unit in sums[column].indices where sums[column][unit] > 1 { sums[column][unit] = 1 }
    }
}
