import PolicyKit

/// A ranking policy of somebody else.
final class GuestRanking: RankingPolicy {
    static let name = "guest"
    static let summary = "A policy of somebody else."

    let signals: SignalSet
    let ownSignals: [String]
    let rememberedCount: Int
    let gathersRequests: Bool
    let learningInterval: Int64
    private let guest: Guest
    private let fallback: (any RankingPolicy)?
    private let score: GuestCall<RankingBatch>?
    private let scoreRequests: GuestCall<RankingRequests>?
    private let lone = LoneRequest()
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
        scoreRequests = GuestCall("score_requests", of: policy, in: .ranking, Self.scoringRequests) {
            $2.lend($0.ownSignal($1))
        }
        gathersRequests = scoreRequests != nil
        learningInterval = Int64(guest.terms.gather)
        learn = GuestCall("learn", of: policy, in: .ranking, Self.learning)
        learnOrders = GuestCall("learn_orders", of: policy, in: .ranking, Self.learning)
        signals = Self.signals(of: policy).union(fallback?.signals ?? [])
    }

    convenience init(parameters: ParameterValues, seed: UInt64) { self.init(Guest(), fallback: nil) }

    func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        if !guest.isReplaced {
            if let score {
                if ask(score, batch, count: batch.count, into: &answers) { return }
            } else if let scoreRequests {
                if ask(scoreRequests, lone.requests(batch), count: batch.count, into: &answers) { return }
            }
        }
        guard guest.isReplaced, let fallback else { return }
        guest.countReplacement()
        fallback.score(batch, into: &answers)
    }

    func scoreRequests(_ requests: borrowing RankingRequests, into answers: inout RankingAnswers) {
        if !guest.isReplaced, let scoreRequests {
            if ask(scoreRequests, requests, count: requests.count, into: &answers) { return }
        }
        guard guest.isReplaced, let fallback else { return }
        for _ in 0..<requests.requestCount { guest.countReplacement() }
        fallback.scoreRequests(requests, into: &answers)
    }

    private func ask<Batch: ~Copyable>(
        _ call: GuestCall<Batch>, _ batch: borrowing Batch, count: Int, into answers: inout RankingAnswers
    ) -> Bool {
        let scores = call.answers[0].room(Float.self, count: count)
        scores.initialize(repeating: 0)
        let kept = call.answers[1]
        kept.open(rememberedCount)
        for place in 0..<rememberedCount { kept.room(Float.self, count: count, chunk: place).initialize(repeating: 0) }
        guard guest.ask(call, batch, rows: count) else { return false }
        answers.scores.withUnsafeMutableBufferPointer { _ = $0.update(fromContentsOf: scores) }
        for place in 0..<rememberedCount {
            let column = kept.numbers(Float.self, count: count, chunk: place)
            answers.remembered.withUnsafeMutableBufferPointer {
                _ = UnsafeMutableBufferPointer(rebasing: $0[(place * count)...]).update(fromContentsOf: column)
            }
        }
        return true
    }

    func learn(from batch: borrowing FeedbackBatch) { guest.tell(learn, batch, rows: batch.count) }
    func learnOrders(from batch: borrowing FeedbackBatch) { guest.tell(learnOrders, batch, rows: batch.count) }
    func save() -> [UInt8] { guest.save() }
    func load(_ state: [UInt8]) throws { guest.load(state) }

    // MARK: - Columns

    /// What the policy reads when it scores.
    private static func read(by policy: PolicyDescription) -> Set<String> {
        Set(policy.calls.filter { ["score", "score_requests"].contains($0.name) }.flatMap(\.inputs))
    }

    /// What of each candidate the platform must fill in.
    private static func signals(of policy: PolicyDescription) -> SignalSet {
        let asked = Self.read(by: policy)
        var signals = SignalSet(Signal.allCases.filter { asked.contains($0.column.name) })
        if asked.contains("content") { signals.insert(.content) }
        if !asked.isDisjoint(with: ["session_count", "session_categories", "session_outcomes"]) {
            signals.insert(.session)
        }
        return signals
    }

    /// What of the session the policy reads.
    static func sessionSignals(of policy: PolicyDescription) -> SessionSignals {
        let asked = Self.read(by: policy)
        var signals: SessionSignals = []
        if !asked.isDisjoint(with: ["session_count", "session_categories", "session_outcomes"]) {
            signals.insert(.exposures)
        }
        if asked.contains("session_declared_category") { signals.insert(.declaredCategory) }
        return signals
    }

    private static func start(of numbers: Span<Float>) -> UnsafeRawPointer? {
        numbers.withUnsafeBufferPointer { UnsafeRawPointer($0.baseAddress) }
    }

    /// What both forms of a call show of candidates.
    private static func candidates<Batch: CandidateBatch & ~Copyable>() -> [ColumnFill<Batch>] {
        [
            ColumnFill("count") { $1.put(Int64($0.count)) },
            ColumnFill("dimensions") { $1.put(Int64($0.dimensions)) },
            ColumnFill("category_count") { $1.put(Int64($0.categoryCount)) },
            ColumnFill("listings") { $1.lend($0.listings) },
            ColumnFill("content") {
                let columns = $0.dimensions
                guard columns > 0 else { return $1.open(0) }
                $1.lend(
                    start(of: $0.content(0)), through: start(of: $0.content(columns - 1)), count: $0.count,
                    chunks: columns)
            },
        ]
            + Signal.allCases.map { signal in ColumnFill(signal.column.name) { $1.lend($0.signal(signal)) } }
            + [
                ColumnFill("own_signal_count") { $1.put(Int64($0.ownSignalCount)) },
                ColumnFill("own_signals") {
                    $1.open($0.ownSignalCount)
                    for place in 0..<$0.ownSignalCount { $1.lend($0.ownSignal(place), chunk: place) }
                },
            ]
    }

    static let scoring: [ColumnFill<RankingBatch>] =
        [
            ColumnFill("random") { $1.put($0.random) },
            ColumnFill("user") { $1.put(Int64($0.user)) },
        ] + candidates() + [
            ColumnFill("profile") { $1.lend($0.profile) },
            ColumnFill("affinity") { $1.lend($0.affinity) },
            ColumnFill("session_count") { $1.put(Int64($0.session.count)) },
            ColumnFill("session_declared_category") { $1.put(Int64($0.session.declaredCategory ?? -1)) },
            ColumnFill("session_categories") { $1.lend($0.session.categories) },
            ColumnFill("session_outcomes") { $1.lend($0.session.outcomeBits) },
        ]

    static let scoringRequests: [ColumnFill<RankingRequests>] =
        [
            ColumnFill("request_count") { $1.put(Int64($0.requestCount)) },
            ColumnFill("requests") { $1.lend($0.requests) },
            ColumnFill("starts") { $1.lend($0.starts) },
            ColumnFill("user") { $1.lend($0.user) },
            ColumnFill("random") { $1.lend($0.random) },
        ] + candidates() + [
            ColumnFill("profile") { $1.lendLists($0.profile, rows: $0.requestCount, size: $0.dimensions) },
            ColumnFill("affinity") { $1.lendLists($0.affinity, rows: $0.requestCount, size: $0.categoryCount) },
            ColumnFill("session_declared_category") { $1.lend($0.sessionDeclaredCategory) },
        ]

    static let learning: [ColumnFill<FeedbackBatch>] = [
        ColumnFill("count") { $1.put(Int64($0.count)) },
        ColumnFill("remembered_count") { $1.put(Int64($0.rememberedCount)) },
        ColumnFill("items") { $1.lend($0.items) },
        ColumnFill("outcomes") { $1.lend($0.outcomeBits) },
        ColumnFill("remembered") {
            $1.lendLists($0.allRemembered, rows: $0.count, size: $0.rememberedCount)
        },
        ColumnFill("time") { $1.lend($0.time) },
        ColumnFill("exposure_time") { $1.lend($0.exposureTime) },
        ColumnFill("own") { $1.lend($0.own) },
    ]
}

/// What the candidates of one request and those of several have in common.
private protocol CandidateBatch: ~Copyable, SendableMetatype {
    var count: Int { get }
    var dimensions: Int { get }
    var categoryCount: Int { get }
    var ownSignalCount: Int { get }
    var listings: Span<UInt32> { @_lifetime(borrow self) get }
    @_lifetime(borrow self) func content(_ dimension: Int) -> Span<Float>
    @_lifetime(borrow self) func signal(_ signal: Signal) -> Span<Float>
    @_lifetime(borrow self) func ownSignal(_ index: Int) -> Span<Float>
}

extension RankingBatch: CandidateBatch {}
extension RankingRequests: CandidateBatch {}

/// One request in the form of several, for a policy that takes no other.
final class LoneRequest {
    private let starts: UnsafeMutablePointer<Int64>
    private let user: UnsafeMutablePointer<Int64>
    private let random: UnsafeMutablePointer<UInt64>
    private let declared: UnsafeMutablePointer<Int64>
    /// Of each candidate its request, the first.
    private var requests: UnsafeMutablePointer<UInt32>
    private var capacity = 0

    init() {
        (starts, user) = (.allocate(capacity: 2), .allocate(capacity: 1))
        (random, declared) = (.allocate(capacity: 1), .allocate(capacity: 1))
        requests = .allocate(capacity: 0)
    }

    deinit {
        starts.deallocate()
        user.deallocate()
        random.deallocate()
        declared.deallocate()
        requests.deallocate()
    }

    /// Valid until the next one is made.
    func requests(_ batch: borrowing RankingBatch) -> RankingRequests {
        if batch.count > capacity {
            requests.deallocate()
            capacity = 2 * batch.count
            requests = .allocate(capacity: capacity)
            requests.initialize(repeating: 0, count: capacity)
        }
        (starts[0], starts[1]) = (0, Int64(batch.count))
        user[0] = Int64(batch.user)
        random[0] = batch.random
        declared[0] = Int64(batch.session.declaredCategory ?? -1)
        return RankingRequests(
            batch, requests: requests, starts: starts, users: user, randoms: random, declared: declared)
    }
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
