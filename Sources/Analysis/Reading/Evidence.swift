import Statistics

/// What a table says about its variants, as far as a question needs it.
struct Evidence {
    /// Units by variant, in the order of the variants' names, and those that were not triggered.
    private(set) var variants: [(name: String, units: Int, untriggered: Int)]
    /// Strata, in the order of their names; one without a name where none are asked for.
    let strata: [String]
    /// The columns of numbers, in the order of the units' sums.
    let columns: [(name: String, isShare: Bool)]
    /// Units that had rows in two variants, which are left out.
    private(set) var unitsInTwoVariants = 0
    /// The moments by variant and stratum, one a group; nil where the stratum has no unit of the variant.
    private(set) var moments: [[[CovarianceMoments]?]]
    private var groups: [MomentGroup] = []
    /// Units that were left out for their totals, by variant.
    private(set) var drops: [(rule: DropRule, units: [Int])] = []
    /// The caps on units' totals, by column; nil where there are none.
    private(set) var caps: [Cap?] = []
    /// The sums by cluster, where clusters are asked for.
    private(set) var clusters: ClusterTable?
    /// The units themselves, where they are kept.
    private(set) var units: UnitTable?

    /// Without units yet.
    init(variants: [String], strata: [String], columns: [(name: String, isShare: Bool)]) {
        self.variants = variants.map { ($0, 0, 0) }
        self.strata = strata
        self.columns = columns
        moments = Array(repeating: Array(repeating: nil, count: strata.count), count: variants.count)
    }

    /// - Precondition: the column is one of the question's.
    func place(of column: String, isShare: Bool = false) -> Int {
        guard let place = columns.firstIndex(where: { $0.name == column && $0.isShare == isShare }) else {
            preconditionFailure("\(column) was not read")
        }
        return place
    }

    func variant(_ name: String) -> Int? { variants.firstIndex { $0.name == name } }

    /// How many of what was drawn each variant has: clusters where all units of a cluster are of one variant, else units.
    var drawn: [Int] { clusters?.countsByVariant ?? variants.map(\.units) }

    /// Takes in the units of a variant in a stratum, of which only moments are left.
    /// - Parameter leftOut: units that were not triggered.
    mutating func take(_ moments: [CovarianceMoments], count: Int, leftOut: Int, variant: Int, stratum: Int) {
        variants[variant].untriggered += leftOut
        guard count > 0 else { return }
        variants[variant].units += count
        self.moments[variant][stratum] = moments
    }

    /// Takes in the units of a whole table, dropped and capped as the question asks.
    mutating func take(_ table: UnitTable, groups: [MomentGroup], question: Question) {
        var table = table
        for group in groups where group.isShare { table.makeShares(of: group.columns[0]) }
        unitsInTwoVariants = table.isInTwoVariants.count { $0 }
        for unit in 0..<table.count where !table.isTriggered[unit] && !table.isInTwoVariants[unit] {
            variants[table.variants[unit]].untriggered += 1
        }
        drops = question.drops.map { rule in
            (rule, table.drop(above: rule.threshold, of: place(of: rule.column), variantCount: variants.count))
        }
        caps = columns.indices.map { column in
            guard !columns[column].isShare, let rule = question.cap(of: columns[column].name) else { return nil }
            return table.winsorise(column, by: rule, over: question.capsOver, variantCount: variants.count)
        }
        gather(table, groups: groups, question: question)
    }

    /// The evidence of all units, whether they were triggered or not; what was capped and dropped stays so.
    /// - Precondition: the units are kept.
    func ofEveryone(_ question: Question) -> Evidence {
        var evidence = Evidence(variants: variants.map(\.name), strata: strata, columns: columns)
        guard let units else { return self }
        evidence.caps = caps
        evidence.gather(units.untriggeredAsWell, groups: groups, question: question)
        return evidence
    }

    private mutating func gather(_ table: UnitTable, groups: [MomentGroup], question: Question) {
        self.groups = groups
        takeMoments(of: table, groups)
        if question.groups != nil { clusters = ClusterTable(table, variants: variants.count) }
        units = table
    }

    private mutating func takeMoments(of table: UnitTable, _ groups: [MomentGroup]) {
        let width = max(1, columns.count)
        let cells = variants.indices.map { _ in strata.indices.map { _ in CellMoments(groups, width: width) } }
        var row = Array(repeating: 0.0, count: width)
        for unit in 0..<table.count {
            guard let variant = table.variant(of: unit) else { continue }
            for column in columns.indices { row[column] = table.sums[column][unit] }
            row.withUnsafeBufferPointer { row in
                if let base = row.baseAddress { cells[variant][table.strata[unit]].add(base) }
            }
        }
        for variant in variants.indices {
            for (stratum, cell) in cells[variant].enumerated() {
                cell.flush()
                take(cell.moments, count: cell.count, leftOut: 0, variant: variant, stratum: stratum)
            }
        }
    }
}
