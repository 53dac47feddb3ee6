/// The slot that puts a page's candidates in order.
public struct RankingSlot: Slot {
    public typealias Filling = any RankingPolicy

    public init() {}

    public var name: String { "ranking" }
    public var summary: String { "Scores the candidates of a page, whose highest are shown first." }
    public var defaultPolicy: PolicyChoice { PolicyChoice("content-affinity") }
    public var seeds: SeedUse { .ranking }

    public var calls: [SlotCall] {
        let outcomes: [SlotColumn] = [
            .count(of: "Exposures"), .rememberedCount,
            .items("What was shown, in the order of exposures"),
            SlotColumn(
                "outcomes", .uint32, .flags, "What the exposure led to until now: \(FeedbackBatch.Outcome.legend)."),
            .returned,
        ]
        return [
            SlotCall(
                "score", "Scores the candidates of a page.", row: "candidate",
                inputs: [
                    .count(of: "Candidates"),
                    SlotColumn(
                        "dimensions", .int64, [], .count, "Numbers in a content vector and in the user's profile."),
                    .randomOfSession,
                    SlotColumn(
                        "user", .int64, [], .index,
                        "Number of the user, as the event log has it; of people's own users the row of the file, from 0."
                    ),
                    .categoryCount,
                    SlotColumn("listings", .uint32, .index, "Ids of the candidates."),
                    SlotColumn(
                        "content", .float32, [.dimension, .row], .number, "Content vectors of the candidates."),
                ] + Signal.allCases.map(\.column) + [
                    SlotColumn(
                        "own_signal_count", .int64, [], .count, "Columns of people's own files that the policy names."),
                    SlotColumn(
                        "own_signals", .float32, [.ownSignal, .row], .number,
                        "Their numbers of the candidates; the column's mean where one has none."),
                    SlotColumn(
                        "profile", .float32, [.dimension], .number,
                        "Mean content of what the user clicked until the session's start; 0 before the first click."),
                    SlotColumn(
                        "affinity", .float32, [.category], .share,
                        "The platform's belief, as of the session's start, of which category the user looks for."),
                ] + SessionHistory.columns,
                answers: RankingAnswers.columns),
            SlotCall(
                "learn", "Tells what has become of shown candidates, when the platform would know it.",
                row: "exposure", feedback: outcomes),
            SlotCall(
                "learnOrders", "Tells what has become of orders of shown candidates.", row: "exposure",
                feedback: outcomes),
        ]
    }
}

extension SeedUse {
    /// The ranking policy of every arm.
    public static let ranking = SeedUse("ranking", 2..<3)
}

extension Slot where Self == RankingSlot {
    /// The slot of ranking policies.
    public static var ranking: RankingSlot { RankingSlot() }
}

/// Scores the candidates of a page; the platform shows the highest first.
public protocol RankingPolicy: Policy where Home == RankingSlot {
    /// What the policy reads of the session; all, unless it says less.
    static var sessionSignals: SessionSignals { get }
    /// What the policy reads of each candidate; the platform fills in nothing else.
    var signals: SignalSet { get }
    /// Columns of people's own files of users or listings that the policy reads as well, by their names in the header.
    var ownSignals: [String] { get }
    /// Numbers per candidate that the policy wants back with its feedback; 0 for one that does not learn.
    var rememberedCount: Int { get }

    /// Scores each candidate; ties go to the candidate that was retrieved first.
    func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers)

    /// Takes in what has become of shown candidates, when the platform would know it.
    func learn(from batch: borrowing FeedbackBatch)

    /// Takes in what has become of orders of shown candidates, hours to weeks after `learn` was told of their exposures. All
    /// that has become known since the policy was last asked comes in one batch, right before it is asked again.
    ///
    /// An order comes once when it is paid or lapses, and a paid one again when it is refunded or when the refund window
    /// has closed; its outcome says which.
    func learnOrders(from batch: borrowing FeedbackBatch)
}

extension RankingPolicy {
    public static var sessionSignals: SessionSignals { .all }
    public var ownSignals: [String] { [] }
    public var rememberedCount: Int { 0 }
    public func learn(from batch: borrowing FeedbackBatch) {}
    public func learnOrders(from batch: borrowing FeedbackBatch) {}
}
