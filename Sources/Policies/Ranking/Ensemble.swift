public import PolicyKit
import Randomness

/// Ranks by the mean log-odds of several regressions of clicks, each of which learns from a random part of the exposures.
///
/// The smallest ensemble of learners (Breiman, "Bagging predictors", 1996), held against what EnsNAS asks of members: that they err
/// differently. Which members learn from an exposure is drawn by session and listing, and so equal in every twin world.
///
/// EnsNAS: Chen et al., "AgenticRS-EnsNAS: Ensemble-Decoupled Self-Evolving Architecture Search", 2026 (arXiv 2603.20014).
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
    public var rememberedCount: Int { Column.all }

    /// What is remembered behind the `ClickFeature`s: 64 random bits, of which it follows who learns. Of candidates few are shown, so
    /// that is worked out when they are learned from.
    private enum Column {
        static let random = ClickFeature.allCases.count
        /// A `Float` holds whole numbers of 24 bits.
        static let bits = 24
        static let all = random + 3
    }

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
            var random = StableHash.mix(batch.random, UInt64(listings[index]))
            for column in Column.random..<Column.all {
                answers.remembered[column * count + index] = Float(random & (1 << UInt64(Column.bits) - 1))
                random >>= UInt64(Column.bits)
            }
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

    /// The random bits of an exposure that is remembered so.
    private static func random(_ row: Span<Float>) -> UInt64 {
        (Column.random..<Column.all).reversed().reduce(0) { $0 << UInt64(Column.bits) | UInt64(row[$1]) }
    }

    public func learn(from batch: borrowing FeedbackBatch) {
        for index in 0..<batch.count {
            let (row, isClicked) = (batch.remembered(index), batch.outcome(index).contains(.click))
            let random = Self.random(row)
            for member in members.indices where share == 1 || StableHash.fraction(random, UInt64(member)) < share {
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
