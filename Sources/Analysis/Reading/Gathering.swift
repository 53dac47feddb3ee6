import Statistics

/// Gathers what blocks of rows say of a whole table, or of one of its segments, in the order of the blocks.
struct Gathering {
    private let question: Question
    private let roles: ColumnRoles
    private let groups: [MomentGroup]
    /// The names of variant and stratum, in the order in which they are met.
    private var names: [(variant: String, stratum: String)] = []
    private var cells: [(count: Int, untriggered: Int, moments: [CovarianceMoments])] = []
    private var numbers: [String: [String: Int]] = [:]
    /// The first cell of each variant.
    private var firstCells: [String: Int] = [:]
    private var units: UnitTable?

    init(_ question: Question, _ roles: ColumnRoles, _ groups: [MomentGroup]) {
        self.question = question
        self.roles = roles
        self.groups = groups
        if question.keepsRows {
            units = UnitTable(
                columns: roles.values.count, hasUnits: question.unit != nil,
                keepsRows: question.metrics.contains(where: \.isQuantile),
                constants: question.hasUnitConstants
                    ? question.covariates.flatMap(\.columns).map { roles.value($0) } : [])
        }
    }

    /// The line of the first row that contradicts an earlier one of its unit, and in which of the covariates; see `UnitTable`.
    var contradiction: (line: Int, place: Int)? { units?.contradiction }

    /// - Parameters:
    ///   - chosen: the block's cells that are meant.
    ///   - rows: the rows of those cells, in their order.
    /// - Throws: a sentence about too many cells.
    mutating func add(
        _ block: Block, cells chosen: some Sequence<Int>, rows: some Sequence<Int>
    ) throws(AnalysisProblem) {
        var own = Array(repeating: 0, count: block.cells.count)
        for place in chosen where block.cells[place].name.fault == nil {
            let cell = block.cells[place]
            let number = try number(of: cell.name, groups: cell.moments)
            cells[number].count += cell.count
            cells[number].untriggered += cell.untriggered
            for group in cell.moments.indices { cells[number].moments[group].merge(cell.moments[group]) }
            own[place] = number
        }
        guard let kept = block.kept else { return }
        // The table numbers variants by the first of their cells; strata keep the cell's.
        let variants = own.map { $0 < names.count ? firstCells[names[$0].variant] ?? $0 : $0 }
        units?.add(kept, rows, variants: variants, strata: own)
    }

    private mutating func number(
        of name: CellIndex.Name, groups: [CovarianceMoments]
    ) throws(AnalysisProblem) -> Int {
        if let known = numbers[name.pooled]?[name.stratum] { return known }
        guard names.count < 1_000_000 else {
            throw AnalysisProblem("there are more than a million variants and strata; is --variant the right column?")
        }
        names.append((name.pooled, name.stratum))
        cells.append((0, 0, groups.map { CovarianceMoments(variables: $0.variables) }))
        numbers[name.pooled, default: [:]][name.stratum] = names.count - 1
        if firstCells[name.pooled] == nil { firstCells[name.pooled] = names.count - 1 }
        return names.count - 1
    }

    /// What was gathered, with variants and strata in the order of their names.
    var evidence: Evidence {
        let variants = Set(names.map(\.variant)).sorted()
        let strata = Set(names.map(\.stratum)).sorted()
        func places(_ names: [String]) -> [String: Int] {
            Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        }
        let (variantPlaces, stratumPlaces) = (places(variants), places(strata))
        let variantOf = names.map { variantPlaces[$0.variant] ?? 0 }
        let stratumOf = names.map { stratumPlaces[$0.stratum] ?? 0 }
        var evidence = Evidence(
            variants: variants, strata: strata, columns: roles.values.map { ($0.name, $0.isShare) })
        if var units {
            units.renumber(variants: variantOf, strata: stratumOf)
            evidence.take(units, groups: groups, question: question)
        } else {
            for (index, cell) in cells.enumerated() {
                evidence.take(
                    cell.moments, count: cell.count, leftOut: cell.untriggered, variant: variantOf[index],
                    stratum: stratumOf[index])
            }
        }
        return evidence
    }
}

extension Question {
    /// Whether several rows of a unit must say the same of covariates.
    var hasUnitConstants: Bool { unit != nil && !covariates.isEmpty }

    /// Whether rows are kept because units, clusters, quantiles, caps, scores, labels, folds or triggers need them.
    var keepsRows: Bool {
        unit != nil || groups != nil || metrics.contains(where: \.isQuantile) || !winsorising.isEmpty || uplift != nil
            || randomisation != nil || isCrossFitted || !drops.isEmpty || trigger != nil
    }
}
