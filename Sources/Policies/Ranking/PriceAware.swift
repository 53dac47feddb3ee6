public import PolicyKit

/// Ranks by content match, less a weight on price against the category's median.
public final class PriceAware: RankingPolicy {
    public static let name = "price-aware"
    public static let sessionSignals: SessionSignals = []
    public static let summary = "By content match, cheaper listings of a category first."
    public static let parameters = [
        Parameter(
            "price_weight", "Score lost for each unit of ln(price / category median); negative prefers the dear.",
            unit: .number, default: 0.5, range: -100...100)
    ]
    public let signals: SignalSet = [.content, SignalSet(.relativePrice)]

    private let priceWeight: Float

    public init(parameters: ParameterValues, seed: UInt64) {
        priceWeight = Float(parameters.number("price_weight"))
    }

    public func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        ProfileMatch.score(batch, into: &answers.scores)
        let price = batch.signal(.relativePrice)
        for index in 0..<batch.count { answers.scores[index] -= priceWeight * price[index] }
    }
}
