/// The exact test that treatment did nothing in any period, by all assignments that the design could have drawn.
public struct SwitchbackRandomisationTest: Sendable, Codable, Hashable {
    /// The Horvitz-Thompson estimate under the assignment that was drawn.
    public let estimate: Double
    /// Probability of an estimate at least as large in magnitude, were the outcomes the same under all assignments.
    public let pValue: Double

    /// - Throws: as `SwitchbackDesign.horvitzThompson` and `assignments()`.
    public init(
        design: SwitchbackDesign, outcomes: [Double], assignment: [Bool]
    ) throws(StatisticsError) {
        estimate = try design.horvitzThompson(outcomes: outcomes, assignment: assignment)
        let scale = outcomes.reduce(0) { max($0, $1.magnitude) }
        let limit = estimate.magnitude - 1e-12 * scale
        var extreme = 0.0
        for (other, probability) in try design.assignments() {
            let value = try design.horvitzThompson(outcomes: outcomes, assignment: other)
            if value.magnitude >= limit { extreme += probability }
        }
        pValue = min(1, extreme)
    }
}
