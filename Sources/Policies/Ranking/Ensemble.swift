public import PolicyKit
import Randomness

/// Ranks by the mean log-odds of several regressions of clicks, each of which learns from a random part of the exposures.
///
/// The smallest ensemble of learners (Breiman, "Bagging predictors", 1996), held against what EnsNAS asks of members: that they err
/// differently. Which members learn from an exposure is drawn by session and listing, and so equal in every twin world.
public final class Ensemble: RankingPolicy {
    public static let name = "ensemble"
    public static let sessionSignals: SessionSignals = []
    public static let summary =
        "By the mean of several regressions of clicks, each learned from a random part of the exposures."
    public static let parameters =
        FollowTheRegularizedLeader.parameters() + [
            Parameter("members", "Regressions.", unit: .count, default: 5, range: 1...16),
            Parameter(
                "learns_from", "Share of the exposures that a member learns from; at 100 % the ranking of `logistic`.",
                unit: .share, default: 0.5, range: 0.01...1),
        ]
    public let signals = ClickFeature.signals
    public var rememberedCount: Int { Column.learners + 1 }

    /// The column that is remembered behind those of `ClickFeature`: a bit for each member that is to learn.
    private enum Column { static let learners = ClickFeature.allCases.count }

    private var members: [FollowTheRegularizedLeader]
    private let share: Double

    public init(parameters: ParameterValues, seed: UInt64) {
        let model = FollowTheRegularizedLeader(features: ClickFeature.allCases.count, parameters)
        members = Array(repeating: model, count: Int(parameters.number("members")))
        share = parameters.number("learns_from")
    }

    public func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        let (features, count) = (ClickFeature.allCases.count, batch.count)
        ClickFeature.write(batch, scratch: &answers.scores, into: &answers.remembered)
        let listings = batch.listings
        for index in 0..<count {
            answers.remembered[Column.learners * count + index] = Float(
                learners(StableHash.mix(batch.random, UInt64(listings[index]))))
        }
        LinearScore.write(answers.remembered, features: features, count: count, into: &answers.scores) {
            meanWeight($0)
        }
    }

    /// The mean of log-odds is that of mean weights. Equal weights have that mean exactly.
    private func meanWeight(_ feature: Int) -> Float {
        var mean = 0.0
        for (place, member) in members.enumerated() {
            mean += (member.exactWeight(feature) - mean) / Double(place + 1)
        }
        return Float(mean)
    }

    /// A bit for each member that learns from an exposure with these random bits.
    private func learners(_ random: UInt64) -> UInt32 {
        var bits: UInt32 = 0
        for member in members.indices where share == 1 || StableHash.fraction(random, UInt64(member)) < share {
            bits |= 1 << UInt32(member)
        }
        return bits
    }

    public func learn(from batch: borrowing FeedbackBatch) {
        for index in 0..<batch.count {
            let (row, isClicked) = (batch.remembered(index), batch.outcome(index).contains(.click))
            let learners = UInt32(row[Column.learners])
            for member in members.indices where learners >> UInt32(member) & 1 == 1 {
                members[member].learn(row, success: isClicked)
            }
        }
    }

    public func save() -> [UInt8] { members.flatMap { $0.save() } }

    public func load(_ state: [UInt8]) throws {
        let sizes = members.map(\.stateSize)
        guard let parts = StateBytes.parts(state, sizes) else { throw PolicyStateError(policy: Self.name) }
        for member in members.indices {
            guard members[member].load(parts[member]) else { throw PolicyStateError(policy: Self.name) }
        }
    }
}
