public import PolicyKit

/// Ranks by a chance of a click in which what a listing's content promises gives way to what the listing has shown, the more it has
/// been seen.
///
/// A miniature of GateSID (Zhu et al., "GateSID: Adaptive Gating for Semantic-Collaborative Alignment in Cold-Start Recommendation",
/// 2026), whose gate is one number here and no network.
public final class MaturityGate: RankingPolicy {
    public static let name = "maturity-gate"
    public static let sessionSignals: SessionSignals = []
    public static let summary =
        "By a chance of a click that is learned; of a listing that was seldom seen, from its content (GateSID's gate)."
    public static let parameters =
        FollowTheRegularizedLeader.parameters() + [
            Parameter(
                "content", "Whether content says what to expect of a listing, and not its category alone.",
                unit: .toggle, default: .toggle(true))
        ]
    public let signals = ClickFeature.signals.union(SignalSet(.category))
    public var rememberedCount: Int { GatedRegression<ContentPrior>.rememberedCount }

    private var model: GatedRegression<ContentPrior>

    public init(parameters: ParameterValues, seed: UInt64) {
        model = GatedRegression(
            ContentPrior(readsContent: parameters.toggle("content"), model: parameters), parameters)
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
