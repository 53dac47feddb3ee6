public import PolicyKit

/// Ranks by chances of a click from a regression that reads the user's few clicks close to the candidate beside the profile of all.
///
/// A miniature of CDNet (few core behaviours, and the global distribution of interests): the profile says what a user likes in all
/// categories together, the last clicks in the candidate's category what the user likes there.
///
/// CDNet: "Bridging Sequential and Contextual Features with a Dual-View of Fine-grained Core-Behaviors and Global Interest-Distribution",
/// 2026 (arXiv 2603.12578).
public final class CoreBehaviour: RankingPolicy {
    public static let name = "core-behaviour"
    public static let sessionSignals: SessionSignals = []
    public static let summary =
        "By a learned chance of a click that reads what the user clicked in the candidate's category beside the profile (CDNet)."
    public static let parameters =
        FollowTheRegularizedLeader.parameters() + [
            Parameter(
                "memory", "Clicks of each user that are remembered.", unit: .count, default: 32, range: 1...10_000)
        ]
    public let signals = ClickFeature.signals.union(SignalSet(.category))
    public var rememberedCount: Int { Column.click + 1 + ClickMemory.dimensions }

    /// The columns that are remembered, behind those of `ClickFeature`.
    private enum Column {
        static let match = ClickFeature.allCases.count
        static let features = match + 1
        static let user = features
        /// Category and content, of which a click is remembered.
        static let click = user + 1
    }

    private var model: FollowTheRegularizedLeader
    private var memory: ClickMemory

    public init(parameters: ParameterValues, seed: UInt64) {
        model = FollowTheRegularizedLeader(features: Column.features, parameters)
        memory = ClickMemory(capacity: Int(parameters.number("memory")))
    }

    public func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        ClickFeature.write(batch, scratch: &answers.scores, into: &answers.remembered)
        let (count, user) = (batch.count, Float(batch.user))
        let (vectors, offsets) = memory.deviations(of: batch.user)
        let category = batch.signal(.category)
        for index in 0..<count {
            answers.remembered[Column.user * count + index] = user
            answers.remembered[Column.click * count + index] = category[index]
            answers.remembered[Column.match * count + index] = -offsets[Categories.place(category[index])] * 0.25
        }
        for dimension in 0..<ClickMemory.dimensions {
            let column = (Column.click + 1 + dimension) * count
            guard dimension < batch.dimensions else {
                for index in 0..<count { answers.remembered[column + index] = 0 }
                continue
            }
            let content = batch.content(dimension)
            for index in 0..<count {
                answers.remembered[column + index] = content[index]
                let place = Categories.place(category[index]) * ClickMemory.dimensions + dimension
                answers.remembered[Column.match * count + index] += 0.25 * content[index] * vectors[place]
            }
        }
        LinearScore.write(answers.remembered, features: Column.features, count: count, into: &answers.scores) {
            model.weight($0)
        }
    }

    public func learn(from batch: borrowing FeedbackBatch) {
        for index in 0..<batch.count {
            let (row, isClicked) = (batch.remembered(index), batch.outcome(index).contains(.click))
            model.learn(row, success: isClicked)
            memory.learn(row, from: Column.click, by: max(0, Int(row[Column.user])), isClicked: isClicked)
        }
    }

    public func save() -> [UInt8] { model.save() + memory.save() }

    public func load(_ state: [UInt8]) throws {
        guard let parts = StateBytes.partsAndRest(state, [model.stateSize]),
            memory.load(parts[1]), model.load(parts[0])
        else { throw PolicyStateError(policy: Self.name) }
    }
}
