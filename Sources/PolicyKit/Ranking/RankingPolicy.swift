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
            SlotColumn(
                "time", .int64, .milliseconds,
                "Since the market opened, until what is told happened: the exposure, or the step of its order."),
            SlotColumn("exposure_time", .int64, .milliseconds, "Since the market opened, until the exposure."),
            SlotColumn(
                "own", .uint8, .flags,
                "1 where this policy ranked the page, 0 where it learns from a page that another one ranked."),
        ]
        return [
            SlotCall(
                "score", "Scores the candidates of a page.", row: "candidate",
                inputs: [
                    .count(of: "Candidates"), .dimensions, .randomOfSession,
                    SlotColumn(
                        "user", .int64, [], .index,
                        "Number of the user, as the event log has it; of people's own users the row of the file, from 0."
                    ),
                    .categoryCount,
                ] + SlotColumn.ofCandidates + [
                    SlotColumn(
                        "profile", .float32, [.dimension], .number,
                        "Mean content of what the user clicked until the session's start; 0 before the first click."),
                    SlotColumn(
                        "affinity", .float32, [.category], .share,
                        "The platform's belief, as of the session's start, of which category the user looks for."),
                ] + SessionHistory.columns,
                answers: RankingAnswers.columns),
            SlotCall(
                "scoreRequests", "Scores the candidates of several requests, in the place of `score`.",
                row: "candidate", standsFor: "score", inputs: RankingRequests.columns, answers: RankingAnswers.columns),
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
    /// Whether the policy scores several requests in one call: those that wait for their pages when the first page is due. Its
    /// scores must depend on the batch and on what it has learnt alone. A policy that reads the session's exposures cannot.
    var gathersRequests: Bool { get }
    /// Whether any order of the candidates is as likely as any other, which is then logged as the chance of what is shown.
    var ranksAtRandom: Bool { get }
    /// Whether a candidate's score depends on nothing but its content, the user and the session's random bits, so that it is the same
    /// for all pages of a session. A feed that retrieves once a round then has each round scored once.
    var scoresHoldInSession: Bool { get }
    /// Milliseconds for which outcomes wait before the policy hears of them, so that more requests can be gathered; 0 for none.
    var learningInterval: Int64 { get }

    /// Scores each candidate; ties go to the candidate that was retrieved first.
    func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers)

    /// Scores each candidate of several requests; called where the policy `gathersRequests`. Without a method of its own it scores
    /// one request after the other.
    func scoreRequests(_ requests: borrowing RankingRequests, into answers: inout RankingAnswers)

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
    public var gathersRequests: Bool { false }
    public var ranksAtRandom: Bool { false }
    public var scoresHoldInSession: Bool { false }
    public var learningInterval: Int64 { 0 }
    public func scoreRequests(_ requests: borrowing RankingRequests, into answers: inout RankingAnswers) {
        for request in 0..<requests.requestCount {
            let rows = requests.rows(of: request)
            var scores = [Float](repeating: 0, count: rows.count)
            var remembered = [Float](repeating: 0, count: rows.count * rememberedCount)
            var alone = RankingAnswers(scores: scores.mutableSpan, remembered: remembered.mutableSpan)
            score(requests.batch(of: request), into: &alone)
            for (place, row) in rows.enumerated() {
                answers.scores[row] = alone.scores[place]
                for number in 0..<rememberedCount {
                    answers.remembered[number * requests.count + row] = alone.remembered[number * rows.count + place]
                }
            }
        }
    }
    public func learn(from batch: borrowing FeedbackBatch) {}
    public func learnOrders(from batch: borrowing FeedbackBatch) {}
}
