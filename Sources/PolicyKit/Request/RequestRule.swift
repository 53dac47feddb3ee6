/// When an arm's app asks for a page before the old one ends: bounds and a weighted sum of the facts of a moment.
///
/// A policy that answers with a rule is not asked at each exposure: the platform follows the rule until the policy renews it.
/// It asks where every fact lies within its bounds and the facts' weighted sum is above the threshold, in `share` of those
/// moments, drawn by the platform. Facts come as `RequestBatch.Fact`, a place per fact in the order of its raw values.
///
/// All memory is the platform's and lent for the call only. The rule in force stands in it: what is not written stays.
@frozen public struct RequestRule: ~Copyable, ~Escapable {
    /// The least that each fact must be; minus infinity at first.
    public var least: MutableSpan<Double>
    /// The most that each fact may be; infinity at first.
    public var most: MutableSpan<Double>
    /// What each fact adds to the sum for each of its units; 0 at first.
    public var weights: MutableSpan<Double>
    /// What the sum must be above; minus infinity at first.
    public var threshold: Double
    /// The share of the moments that fit at which a page is asked for, from 0 to 1; 0 at first, so that no page is.
    public var share: Double
    /// The share of all moments whose decision is drawn at random, half of them for a request, and followed up; 0 at first.
    /// The moment's facts come back with the outcome (`RequestExploration.ofRule`).
    public var exploration: Double

    @inlinable @_lifetime(copy least, copy most, copy weights)
    public init(
        least: consuming MutableSpan<Double>, most: consuming MutableSpan<Double>,
        weights: consuming MutableSpan<Double>, threshold: Double, share: Double, exploration: Double
    ) {
        self.least = least
        self.most = most
        self.weights = weights
        self.threshold = threshold
        self.share = share
        self.exploration = exploration
    }

    /// Asks at all moments whose fact is at least `bound`.
    @inlinable public mutating func require(_ fact: RequestBatch.Fact, atLeast bound: Double) {
        least[fact.rawValue] = bound
    }

    /// What each of its columns is.
    static let columns = [
        SlotColumn("least", .float64, [.fact], .number, "The least that the fact must be for a request."),
        SlotColumn("most", .float64, [.fact], .number, "The most that the fact may be for a request."),
        SlotColumn("weights", .float64, [.fact], .number, "What the fact adds to the sum for each of its units."),
        SlotColumn("threshold", .float64, [], .number, "What the sum must be above for a request."),
        SlotColumn(
            "share", .float64, [], .share, "The part of the moments that fit at which a page is asked for, drawn."),
        SlotColumn(
            "exploration", .float64, [], .share,
            "The part of all moments whose decision is drawn, half of them for a request, and followed up."),
    ]
}

/// What a request policy knows when it renews its rule.
@frozen public struct RequestOutlook: BitwiseCopyable, Sendable, Equatable {
    /// Moments since the rule was last renewed, and those of them at which a page was asked for.
    public var moments: Double
    public var asked: Double
    /// Inserted requests of the budget period, as a share of its budget.
    public var budgetSpent: Double
    /// The share of the period's usual traffic that has passed.
    public var budgetPlan: Double
    /// Requests that may still be inserted in the period.
    public var budgetLeft: Double
    /// Hours since Monday 00:00, from 0 to 168.
    public var hourOfWeek: Double

    @inlinable public init(
        moments: Double, asked: Double, budgetSpent: Double, budgetPlan: Double, budgetLeft: Double, hourOfWeek: Double
    ) {
        self.moments = moments
        self.asked = asked
        self.budgetSpent = budgetSpent
        self.budgetPlan = budgetPlan
        self.budgetLeft = budgetLeft
        self.hourOfWeek = hourOfWeek
    }

    /// What each of its numbers is.
    static let columns =
        [
            SlotColumn("moments", .float64, [], .count, "Moments since the rule was last renewed."),
            SlotColumn("asked", .float64, [], .count, "Moments of them at which the rule asked for a page."),
        ]
        + [RequestBatch.Fact.budgetSpent, .budgetPlan, .budgetLeft, .hourOfWeek].map {
            SlotColumn($0.column.name, .float64, [], $0.column.unit, $0.column.meaning)
        }
}
