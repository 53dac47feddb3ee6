import PolicyKit

/// A ranking policy of somebody else.
final class GuestRanking: RankingPolicy {
    static let name = "guest"
    static let summary = "A policy of somebody else."

    let signals: SignalSet
    let ownSignals: [String]
    let rememberedCount: Int
    private let guest: Guest
    private let fallback: (any RankingPolicy)?
    private let score: GuestCall<RankingBatch>?
    private let learn: GuestCall<FeedbackBatch>?
    private let learnOrders: GuestCall<FeedbackBatch>?

    static let properties = [SlotProperty.remembered]

    init(_ guest: Guest, fallback: (any RankingPolicy)?) {
        self.guest = guest
        self.fallback = fallback
        let policy = guest.description
        ownSignals = policy.ownSignals
        // A policy that wants nothing back is told nothing, as nobody could tell what of.
        let learns = policy.index(of: "learn") != nil || policy.index(of: "learn_orders") != nil
        rememberedCount = max(learns ? 1 : 0, Int(guest.property(.remembered)))
        score = GuestCall("score", of: policy, in: .ranking, Self.scoring) { batch, place, memory in
            memory.lend(batch.ownSignal(place))
        }
        learn = GuestCall("learn", of: policy, in: .ranking, Self.learning)
        learnOrders = GuestCall("learn_orders", of: policy, in: .ranking, Self.learning)
        signals = Self.signals(of: policy).union(fallback?.signals ?? [])
    }

    convenience init(parameters: ParameterValues, seed: UInt64) { self.init(Guest(), fallback: nil) }

    func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        if let score, !guest.isReplaced {
            let count = batch.count
            let scores = score.answers[0].room(Float.self, count: count)
            scores.initialize(repeating: 0)
            score.answers[1].open(rememberedCount)
            let remembered = (0..<rememberedCount).map { score.answers[1].room(Float.self, count: count, chunk: $0) }
            for column in remembered { column.initialize(repeating: 0) }
            if guest.ask(score, batch, rows: count) {
                for row in 0..<count { answers.scores[row] = scores[row] }
                for (place, column) in remembered.enumerated() {
                    for row in 0..<count { answers.remembered[place * count + row] = column[row] }
                }
                return
            }
        }
        guard guest.isReplaced, let fallback else { return }
        guest.countReplacement()
        fallback.score(batch, into: &answers)
    }

    func learn(from batch: borrowing FeedbackBatch) { guest.tell(learn, batch, rows: batch.count) }
    func learnOrders(from batch: borrowing FeedbackBatch) { guest.tell(learnOrders, batch, rows: batch.count) }
    func save() -> [UInt8] { guest.save() }
    func load(_ state: [UInt8]) throws { try guest.load(state) }

    // MARK: - Columns

    /// What of each candidate the platform must fill in.
    private static func signals(of policy: PolicyDescription) -> SignalSet {
        let asked = Set(policy.calls.first { $0.name == "score" }?.inputs ?? [])
        var signals = SignalSet(Signal.allCases.filter { asked.contains($0.column.name) })
        if asked.contains("content") { signals.insert(.content) }
        if !asked.isDisjoint(with: ["session_count", "session_categories", "session_outcomes"]) {
            signals.insert(.session)
        }
        return signals
    }

    /// What of the session the policy reads.
    static func sessionSignals(of policy: PolicyDescription) -> SessionSignals {
        let asked = Set(policy.calls.first { $0.name == "score" }?.inputs ?? [])
        var signals: SessionSignals = []
        if !asked.isDisjoint(with: ["session_count", "session_categories", "session_outcomes"]) {
            signals.insert(.exposures)
        }
        if asked.contains("session_declared_category") { signals.insert(.declaredCategory) }
        return signals
    }

    static let scoring: [ColumnFill<RankingBatch>] =
        [
            ColumnFill("count") { $1.put(Int64($0.count)) },
            ColumnFill("dimensions") { $1.put(Int64($0.dimensions)) },
            ColumnFill("random") { $1.put($0.random) },
            ColumnFill("user") { $1.put(Int64($0.user)) },
            ColumnFill("category_count") { $1.put(Int64($0.categoryCount)) },
            ColumnFill("listings") { $1.lend($0.listings) },
            ColumnFill("content") {
                $1.open($0.dimensions)
                for dimension in 0..<$0.dimensions { $1.lend($0.content(dimension), chunk: dimension) }
            },
        ]
        + Signal.allCases.map { signal in ColumnFill(signal.column.name) { $1.lend($0.signal(signal)) } }
        + [
            ColumnFill("own_signal_count") { $1.put(Int64($0.ownSignalCount)) },
            ColumnFill("own_signals") {
                $1.open($0.ownSignalCount)
                for place in 0..<$0.ownSignalCount { $1.lend($0.ownSignal(place), chunk: place) }
            },
            ColumnFill("profile") { $1.lend($0.profile) },
            ColumnFill("affinity") { $1.lend($0.affinity) },
            ColumnFill("session_count") { $1.put(Int64($0.session.count)) },
            ColumnFill("session_declared_category") { $1.put(Int64($0.session.declaredCategory ?? -1)) },
            ColumnFill("session_categories") { $1.lend($0.session.categories) },
            ColumnFill("session_outcomes") { $1.lend($0.session.outcomeBits) },
        ]

    static let learning: [ColumnFill<FeedbackBatch>] = [
        ColumnFill("count") { $1.put(Int64($0.count)) },
        ColumnFill("remembered_count") { $1.put(Int64($0.rememberedCount)) },
        ColumnFill("items") { $1.lend($0.items) },
        ColumnFill("outcomes") { $1.lend($0.outcomeBits) },
        ColumnFill("remembered") {
            $1.lendLists($0.allRemembered, rows: $0.count, size: $0.rememberedCount)
        },
    ]
}

extension SlotProperty {
    /// Of policies that learn.
    static let remembered = SlotProperty(
        name: "remembered_count", assumed: 0, range: 0...64,
        meaning: "Numbers per row that the policy wants back with what became of its answers.")
}

extension ColumnMemory {
    /// Points a chunk at numbers that live until the call has returned.
    @inline(__always) func lend<Number: BitwiseCopyable>(_ values: borrowing Span<Number>, chunk: Int = 0) {
        let count = values.count
        values.withUnsafeBufferPointer { lend(UnsafeRawPointer($0.baseAddress), count: count, chunk: chunk) }
    }

    /// As `lend`, for a fixed-size list of `size` numbers per row.
    func lendLists<Number: BitwiseCopyable>(_ values: borrowing Span<Number>, rows: Int, size: Int) {
        values.withUnsafeBufferPointer { lendLists(UnsafeRawPointer($0.baseAddress), rows: rows, size: size) }
    }
}
