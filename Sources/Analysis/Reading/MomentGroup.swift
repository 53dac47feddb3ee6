/// The columns whose moments a metric needs together, by place among the numbers: numerator, denominator if it has one,
/// then covariates.
struct MomentGroup: Sendable {
    let columns: [Int]
    /// Whether the second column is a denominator.
    let hasDenominator: Bool
    /// Whether values must be 0 or 1.
    let isShare: Bool

    init(_ term: MetricTerm, of question: Question, roles: ColumnRoles) {
        let covariates = question.covariates.filter { $0.belongs(to: term) }.map { roles.value($0.column) }
        columns = term.columns.map(roles.value) + covariates
        hasDenominator = term.columns.count == 2
        if case .proportion = term.kind { isShare = true } else { isShare = false }
    }

    /// How many covariates.
    var covariates: Int { columns.count - (hasDenominator ? 2 : 1) }
}
