public import PolicyKit

/// Ranks by chances of a click from a regression for each stratum of users' activity, which lean on what all users have in common.
///
/// A miniature of AW-MoE (experts that are chosen by a user's behaviour): what the platform knows of a user's taste is worth the more, the
/// more it was learned from. A user's activity is the number of exposures that the policy has heard of.
///
/// AW-MoE: Gong et al., "Attention Weighted Mixture of Experts with Contrastive Learning for Personalized Ranking in E-commerce", 2023
/// (arXiv 2306.05011).
public final class ActivityMixture: RankingPolicy {
    public static let name = "activity-mixture"
    public static let sessionSignals: SessionSignals = []
    public static let summary =
        "By a chance of a click that is learned for new, occasional and frequent users, each from all and their own (AW-MoE)."
    public static let parameters = FollowTheRegularizedLeader.parameters()
    public let signals = ClickFeature.signals
    public var rememberedCount: Int { Column.user + 1 }

    /// The columns that are remembered, behind those of `ClickFeature`.
    private enum Column {
        static let stratum = ClickFeature.allCases.count
        static let user = stratum + 1
    }

    /// Exposures from which on a user is of the next stratum.
    private static let bounds: [Float] = [30, 100, 300]

    private var model: GroupedRegression
    /// By user.
    private var exposures: [Float] = []

    public init(parameters: ParameterValues, seed: UInt64) {
        model = GroupedRegression(
            features: ClickFeature.allCases.count, groups: Self.bounds.count + 1, parameters)
    }

    public func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        ClickFeature.write(batch, scratch: &answers.scores, into: &answers.remembered)
        let seen = batch.user < exposures.count ? exposures[batch.user] : 0
        let stratum = Self.bounds.count { seen >= $0 }
        let (count, user) = (batch.count, Float(batch.user))
        for index in 0..<count {
            answers.remembered[Column.stratum * count + index] = Float(stratum)
            answers.remembered[Column.user * count + index] = user
        }
        let weights = model.weights(of: stratum)
        LinearScore.write(answers.remembered, features: weights.count, count: count, into: &answers.scores) {
            weights[$0]
        }
    }

    public func learn(from batch: borrowing FeedbackBatch) {
        for index in 0..<batch.count {
            let row = batch.remembered(index)
            let stratum = min(max(0, Int(row[Column.stratum])), Self.bounds.count)
            model.learn(row, of: stratum, success: batch.outcome(index).contains(.click))
            let user = Int(row[Column.user])
            if user >= exposures.count { exposures += Array(repeating: 0, count: user + 1 - exposures.count) }
            exposures[user] += 1
        }
    }

    public func save() -> [UInt8] { model.save() + StateBytes.encode(exposures.map(Double.init)) }

    public func load(_ state: [UInt8]) throws {
        guard let (parts, counts) = StateBytes.partsAndNumbers(state, [model.stateSize]), model.load(parts[0]) else {
            throw PolicyStateError(policy: Self.name)
        }
        exposures = counts
    }
}
