/// Units with an outcome, a treatment and a score by which they would be targeted, sorted by falling score.
///
/// The common ground of the uplift curves: among equal scores the later unit comes first, as in scikit-uplift.
public struct UpliftSample: Sendable {
    /// What the outcomes are.
    public enum Kind: String, Sendable, Codable {
        /// 0 or 1.
        case successes
        /// Any numbers, such as money or counts.
        case values
    }

    /// What the outcomes are.
    public let kind: Kind
    /// Outcome of each unit, by falling score.
    public let outcomes: [Double]
    /// Whether each unit is treated, by falling score.
    public let treated: [Bool]
    /// The scores, falling.
    public let scores: [Double]

    /// How many units.
    public var count: Int { scores.count }

    /// A sample of successes.
    ///
    /// - Parameters:
    ///   - outcomes: 0 or 1, both occurring.
    ///   - treated: whether the unit is treated, both occurring.
    ///   - scores: the predicted uplift.
    /// - Throws: `unequalLengths`; `undefined` where outcomes are not 0 and 1, or an arm is empty.
    public init(outcomes: [Double], treated: [Bool], scores: [Double]) throws(StatisticsError) {
        try self.init(.successes, outcomes, treated, scores)
        guard outcomes.allSatisfy({ $0 == 0 || $0 == 1 }), outcomes.contains(0), outcomes.contains(1) else {
            throw .undefined("uplift curves need outcomes of 0 and 1, both of them")
        }
    }

    /// A sample of values.
    ///
    /// - Parameters:
    ///   - values: finite, in any unit.
    ///   - treated: whether the unit is treated, both occurring.
    ///   - scores: the predicted uplift.
    /// - Throws: `unequalLengths`; `tooFewUnits` where an arm is empty; `noVariance` where all values are equal.
    public init(values: [Double], treated: [Bool], scores: [Double]) throws(StatisticsError) {
        try self.init(.values, values, treated, scores)
        guard values.contains(where: { $0 != values[0] }) else { throw .noVariance }
    }

    private init(
        _ kind: Kind, _ outcomes: [Double], _ treated: [Bool], _ scores: [Double]
    ) throws(StatisticsError) {
        guard outcomes.count == treated.count else { throw .unequalLengths("outcomes", "treatments") }
        guard outcomes.count == scores.count else { throw .unequalLengths("outcomes", "scores") }
        guard treated.contains(true) else { throw .tooFewUnits(in: .treatment, minimum: 1) }
        guard treated.contains(false) else { throw .tooFewUnits(in: .control, minimum: 1) }
        self.kind = kind
        let order = scores.indices.sorted { (scores[$0], $0) > (scores[$1], $1) }
        self.outcomes = order.map { outcomes[$0] }
        self.treated = order.map { treated[$0] }
        self.scores = order.map { scores[$0] }
    }
}
