import Statistics

/// What a table says about its variants, as far as a question needs it.
struct Evidence {
    /// Rows of the table.
    var rows = 0
    /// Units by variant, in the order of the variants' names.
    var variants: [(name: String, units: Int)] = []
    /// Strata, in the order of their names; one without a name where none are asked for.
    var strata: [String] = []
    /// Units that had rows in two variants, which are left out.
    var unitsInTwoVariants = 0
    /// By variant and stratum, one a group; nil where the stratum has no unit of the variant.
    var moments: [[[CovarianceMoments]?]] = []
    /// The columns of numbers, in the order of the units' sums.
    var columns: [(name: String, isShare: Bool)] = []
    /// The units themselves, where clusters or quantiles need them.
    var units: UnitTable?

    /// - Precondition: the column is one of the question's.
    func place(of column: String, isShare: Bool = false) -> Int {
        guard let place = columns.firstIndex(where: { $0.name == column && $0.isShare == isShare }) else {
            preconditionFailure("\(column) was not read")
        }
        return place
    }

    func variant(_ name: String) -> Int? { variants.firstIndex { $0.name == name } }
}
