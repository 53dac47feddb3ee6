public import PolicyKit

/// Asks for a page when that promises more than a fixed number of clicks, whatever the budget.
public final class FixedThreshold: RequestPolicy {
    public static let name = "fixed-threshold"
    public static let summary = "When the uplift, learnt in the run, is above a fixed threshold."
    public static let parameters =
        UpliftExploration.parameters + [
            Parameter(
                "threshold", "Clicks that a request must promise.", unit: .number, default: 0.05, range: -100...100)
        ]

    private var learner: UpliftExploration
    private let threshold: Double

    public init(parameters: ParameterValues, seed: UInt64) {
        learner = UpliftExploration(parameters)
        threshold = parameters.number("threshold")
    }

    public var exploration: RequestExploration? { learner.settings }

    public func decide(_ batch: borrowing RequestBatch, into answers: inout RequestAnswers) {
        for moment in 0..<batch.count {
            guard let uplift = learner.uplift(batch, moment, into: &answers) else { continue }
            answers.decide(moment, asks: uplift > threshold && batch.fact(.budgetLeft)[moment] > 0)
        }
    }

    public func learn(from batch: borrowing RequestFeedback) { learner.learn(from: batch) }
}
