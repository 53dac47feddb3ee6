/// The columns whose moments a metric needs together, by place among the numbers: numerator, denominator if it has one,
/// then covariates.
struct MomentGroup: Sendable {
    let columns: [Int]
    /// Whether the second column is a denominator.
    let hasDenominator: Bool
    /// Whether values must be 0 or 1.
    let isShare: Bool

    init(_ term: MetricTerm, of question: Question, roles: ColumnRoles) {
        let covariates = question.covariates.filter { $0.belongs(to: term) }.flatMap(\.columns).map { roles.value($0) }
        columns = term.columns.map { roles.value($0, isShare: term.isShare) } + covariates
        hasDenominator = term.columns.count == 2
        isShare = term.isShare
    }

    /// How many covariates.
    var covariates: Int { columns.count - (hasDenominator ? 2 : 1) }
}
