public import PolicyKit

/// Asks for a page when that promises more than a price, which makes the budget last (AdaRequest; Qian et al. 2022).
public final class Adaptive: RequestPolicy {
    public static let name = "adaptive"
    public static let summary = "When the uplift, learnt in the run, is above a price that makes the budget last."
    public static let parameters =
        UpliftExploration.parameters + [
            Parameter(
                "minimum_uplift", "Clicks that a request must promise when the budget is plentiful.", unit: .number,
                default: 0, range: 0...100)
        ]

    private var learner: UpliftExploration
    private var price: RequestPrice

    public init(parameters: ParameterValues, seed: UInt64) {
        learner = UpliftExploration(parameters)
        price = RequestPrice(least: parameters.number("minimum_uplift"))
    }

    public var exploration: RequestExploration? { learner.settings }

    public func decide(_ batch: borrowing RequestBatch, into answers: inout RequestAnswers) {
        for moment in 0..<batch.count {
            guard let uplift = learner.uplift(batch, moment, into: &answers) else { continue }
            answers.decide(moment, asks: price.accepts(uplift, batch, moment))
        }
    }

    public func learn(from batch: borrowing RequestFeedback) { learner.learn(from: batch) }
}
