import Statistics

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

/// The units of one variant in one stratum: rows come one by one, moments are taken of some hundred at a time.
final class CellMoments {
    private static let capacity = 512
    /// From one column's numbers to the next one's: a power of two would have them contend for the same lines of the cache.
    private static let stride = capacity + 8

    /// One a group.
    private(set) var moments: [CovarianceMoments]
    private(set) var count = 0
    private let groups: [MomentGroup]
    /// Column behind column.
    private let rows: UnsafeMutablePointer<Double>
    private let width: Int
    private var filled = 0

    init(_ groups: [MomentGroup], width: Int) {
        self.groups = groups
        self.width = width
        moments = groups.map { CovarianceMoments(variables: $0.columns.count) }
        rows = .allocate(capacity: CellMoments.stride * width)
        rows.initialize(repeating: 0, count: CellMoments.stride * width)
    }

    deinit { rows.deallocate() }

    @inline(__always) func add(_ row: UnsafePointer<Double>) {
        for column in 0..<width { rows[column * CellMoments.stride + filled] = row[column] }
        filled += 1
        count += 1
        if filled == CellMoments.capacity { flush() }
    }

    /// Takes what has come since the last hundreds into the moments.
    func flush() {
        guard filled > 0 else { return }
        for (index, group) in groups.enumerated() {
            moments[index].add(
                filled, columns: group.columns.map { UnsafePointer(rows + $0 * CellMoments.stride) })
        }
        filled = 0
    }
}
