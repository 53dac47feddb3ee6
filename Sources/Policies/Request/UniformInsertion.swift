public import PolicyKit

/// Asks for a page every so many slots, whatever happened.
public final class UniformInsertion: RequestPolicy {
    public static let name = "uniform"
    public static let summary = "Every so many slots, whatever happened."
    public static let parameters = [
        Parameter("every", "Slots after which a new page is asked for.", unit: .count, default: 10, range: 1...50)
    ]

    private let every: Float

    public init(parameters: ParameterValues, seed: UInt64) { every = Float(parameters.number("every")) }

    public func decide(_ batch: borrowing RequestBatch, into answers: borrowing RequestAnswers) {
        let slot = batch.fact(.slot)
        for moment in 0..<batch.count { answers.decide(moment, asks: slot[moment] + 1 >= every) }
    }
}
