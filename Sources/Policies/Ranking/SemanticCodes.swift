public import PolicyKit

/// Ranks by a chance of a click in which listings that were seldom seen borrow from those whose content has the same code.
///
/// A miniature of MMQ's semantic codes: residual k-means of content, built while the market runs, in place of a learned quantiser. What
/// listings of a code have shown is expected of each of them, and gives way to what the listing itself has shown.
///
/// MMQ: Xu et al., "MMQ: Multimodal Mixture-of-Quantization Tokenization for Semantic ID Generation and User Behavioral Adaptation", 2025
/// (arXiv 2508.15281).
public final class SemanticCodes: RankingPolicy {
    public static let name = "semantic-codes"
    public static let sessionSignals: SessionSignals = []
    public static let summary =
        "By a chance of a click that is learned; of a listing that was seldom seen, from listings of like content (MMQ's codes)."
    public static let parameters = FollowTheRegularizedLeader.parameters()
    public let signals = ClickFeature.signals
    public var rememberedCount: Int { GatedRegression<CodeExpectation>.rememberedCount }

    private var model: GatedRegression<CodeExpectation>

    public init(parameters: ParameterValues, seed: UInt64) {
        model = GatedRegression(CodeExpectation(seed: seed), parameters)
    }

    public func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        model.score(batch, into: &answers)
    }

    public func learn(from batch: borrowing FeedbackBatch) { model.learn(from: batch) }

    public func save() -> [UInt8] { model.save() }

    public func load(_ state: [UInt8]) throws {
        guard model.load(state) else { throw PolicyStateError(policy: Self.name) }
    }
}
