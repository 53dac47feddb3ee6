import CMarketPolicy
import PolicyKit

/// A ranking policy behind the contract's calls.
final class ExportedRanking: ExportedInstance {
    private let policy: any RankingPolicy
    private let calls: [ExportedCall]
    // Checked, accesses to all of them together would cost more than some policies; nobody else holds them, and no call comes within another.
    /// Columns that a ranking policy of PolicyKit reads one behind the other, and the platform hands out one by one.
    @exclusivity(unchecked) private var content = NumberRoom()
    @exclusivity(unchecked) private var signals = NumberRoom()
    @exclusivity(unchecked) private var own = NumberRoom()
    /// What the policy wants back of each candidate, one quantity behind the other.
    @exclusivity(unchecked) private var kept = NumberRoom()
    private let kinds: [Kind]
    private let scoring: [ScoringColumns]

    /// The calls of the slot by their names.
    private enum Kind: String {
        case score, learn
        case scoreRequests = "score_requests"
        case learnOrders = "learn_orders"
    }

    /// The columns of a call that scores: what is read in each batch is looked up once.
    private final class ScoringColumns {
        let random, user, listings, dimensions, content, affinity, profile: ExportedColumn
        let declared, categories, outcomes, requests, starts, categoryCount: ExportedColumn
        /// Of the signals that the policy asks for.
        let signals: [(place: Int, column: ExportedColumn)]
        /// Of the policy's own signals, in its order.
        let own: [ExportedColumn]

        init(_ call: ExportedCall, _ policy: any RankingPolicy) {
            (random, user) = (call.column("random"), call.column("user"))
            (listings, dimensions) = (call.column("listings"), call.column("dimensions"))
            (content, profile) = (call.column("content"), call.column("profile"))
            (affinity, declared) = (call.column("affinity"), call.column("session_declared_category"))
            (categories, outcomes) = (call.column("session_categories"), call.column("session_outcomes"))
            (requests, starts) = (call.column("requests"), call.column("starts"))
            categoryCount = call.column("category_count")
            signals = Signal.allCases.filter(policy.signals.contains)
                .map { ($0.rawValue, call.column($0.column.name)) }
            own = policy.ownSignals.map { call.column("own_signals.\($0)") }
        }
    }

    init(_ policy: any RankingPolicy, _ calls: [ExportedCall]) {
        self.policy = policy
        self.calls = calls
        kinds = calls.map { Kind(rawValue: $0.name) ?? .learnOrders }
        scoring = calls.map { ScoringColumns($0, policy) }
    }

    static func calls(of policy: any RankingPolicy) -> [ExportedCall] {
        var calls = [scoring("score", policy)]
        if policy.gathersRequests, !policy.signals.contains(.session) {
            calls.append(scoring("score_requests", policy))
        }
        guard policy.rememberedCount > 0 else { return calls }
        return calls + [ExportedCall("learn", of: .ranking), ExportedCall("learn_orders", of: .ranking)]
    }

    /// A call that scores, with what the policy reads of its columns.
    private static func scoring(_ call: String, _ policy: any RankingPolicy) -> ExportedCall {
        let all = ExportedCall(call, of: .ranking, without: ["own_signals"]).inputs
        let signals = Set(Signal.allCases.map(\.column.name))
        let asked = Set(Signal.allCases.filter(policy.signals.contains).map(\.column.name))
        let session = Set(all.filter { $0.hasPrefix("session_") }).subtracting(["session_declared_category"])
        // What the lengths of other columns tell. Several requests share one column of affinities, whose length tells less.
        let told: Set = call == "score" ? ["count", "category_count", "session_count"] : ["count"]
        let read = all.filter { name in
            if told.contains(name) || name == "own_signal_count" { return false }
            if signals.contains(name) { return asked.contains(name) }
            if name == "content" { return policy.signals.contains(.content) }
            return session.contains(name) ? policy.signals.contains(.session) : true
        }
        return ExportedCall(call, read + policy.ownSignals.map { "own_signals.\($0)" })
    }

    func take(_ batch: MarketBatch) {
        let number = Int(batch.call)
        switch kinds[number] {
        case .score: score(PlacedColumns(batch), scoring[number])
        case .scoreRequests: scoreRequests(PlacedColumns(batch), scoring[number])
        case .learn: hear(ColumnReader(batch, calls[number])) { policy.learn(from: $0) }
        case .learnOrders: hear(ColumnReader(batch, calls[number])) { policy.learnOrders(from: $0) }
        }
    }

    private func score(_ columns: PlacedColumns, _ places: ScoringColumns) {
        let count = columns.rows
        let declared = columns.number(places.declared, as: Int64.self)
        let exposures = columns.numbers(places.categories, as: UInt8.self)
        let affinity = columns.numbers(places.affinity, as: Float.self)
        answer(columns, places) { content, signals, own, stride, answers in
            let history = SessionHistory(
                count: exposures.count, declaredCategory: declared < 0 ? nil : Int(declared),
                categories: Self.start(exposures),
                outcomes: Self.start(columns.numbers(places.outcomes, as: UInt32.self)))
            let batch = RankingBatch(
                count: count, dimensions: Int(columns.number(places.dimensions, as: Int64.self)),
                random: columns.number(places.random),
                user: Int(columns.number(places.user, as: Int64.self)), stride: stride,
                ids: Self.start(columns.numbers(places.listings)),
                content: content, signals: signals, own: own, ownSignalCount: places.own.count,
                profile: Self.start(columns.numbers(places.profile)), categoryCount: affinity.count,
                affinity: Self.start(affinity), session: history)
            policy.score(batch, into: &answers)
        }
    }

    private func scoreRequests(_ columns: PlacedColumns, _ places: ScoringColumns) {
        let starts = columns.numbers(places.starts, as: Int64.self)
        answer(columns, places) { content, signals, own, stride, answers in
            let requests = RankingRequests(
                count: columns.rows, requestCount: starts.count,
                dimensions: Int(columns.number(places.dimensions, as: Int64.self)), stride: stride,
                ids: Self.start(columns.numbers(places.listings)), content: content, signals: signals, own: own,
                ownSignalCount: places.own.count, requests: Self.start(columns.numbers(places.requests)),
                starts: Self.start(starts), users: Self.start(columns.numbers(places.user)),
                randoms: Self.start(columns.numbers(places.random)),
                declared: Self.start(columns.numbers(places.declared)),
                profiles: Self.start(columns.numbers(places.profile)),
                categoryCount: Int(columns.number(places.categoryCount, as: Int64.self)),
                affinities: Self.start(columns.numbers(places.affinity)))
            policy.scoreRequests(requests, into: &answers)
        }
    }

    /// Hands out the columns as policies of PolicyKit read them, one behind the other, and takes what is answered. Content lies so already where it comes
    /// from the platform's own memory, and scores are written where they are read.
    private func answer(
        _ columns: PlacedColumns, _ places: ScoringColumns,
        _ score: (
            _ content: UnsafePointer<Float>, _ signals: UnsafePointer<Float>, _ own: UnsafePointer<Float>,
            _ stride: Int, _ answers: inout RankingAnswers
        ) -> Void
    ) {
        let count = columns.rows
        let block = columns.block(places.content)
        let stride = block?.stride ?? count
        if block == nil {
            let dimensions = columns.chunks(places.content)
            content.reserve(dimensions * stride)
            for dimension in 0..<dimensions {
                content.write(columns.numbers(places.content, dimension), at: dimension * stride, count: count)
            }
        }
        signals.reserve(Self.signalCount * stride)
        for (place, column) in places.signals {
            signals.write(columns.numbers(column), at: place * stride, count: count)
        }
        own.reserve(places.own.count * stride)
        for place in places.own.indices {
            own.write(columns.numbers(places.own[place]), at: place * stride, count: count)
        }
        let width = policy.rememberedCount
        kept.reserve(count * width)
        let remembered = UnsafeMutableBufferPointer(start: kept.start, count: count * width)
        remembered.update(repeating: 0)
        let room = columns.answer(0, as: Float.self)
        room.update(repeating: 0)
        var answers = RankingAnswers(scores: room.mutableSpan, remembered: remembered.mutableSpan)
        score(block?.start ?? UnsafePointer(content.start), signals.start, own.start, stride, &answers)
        for number in 0..<min(width, columns.answerChunks(1)) {
            columns.answer(1, number, as: Float.self).baseAddress?.update(
                from: kept.start + number * count, count: count)
        }
    }

    private static let signalCount = Signal.allCases.count

    private func hear(_ columns: ColumnReader, _ tell: (borrowing FeedbackBatch) -> Void) {
        tell(
            FeedbackBatch(
                count: columns.rows, rememberedCount: policy.rememberedCount,
                shown: UnsafeRawPointer(Self.start(columns.numbers("items", as: UInt32.self)))
                    .assumingMemoryBound(to: Item.self),
                outcomes: Self.start(columns.numbers("outcomes")), rows: Self.start(columns.numbers("remembered")),
                times: Self.start(columns.numbers("time")), exposureTimes: Self.start(columns.numbers("exposure_time")),
                ownership: Self.start(columns.numbers("own"))))
    }

    /// Where numbers begin; anywhere of none.
    static func start<Number>(_ numbers: UnsafeBufferPointer<Number>) -> UnsafePointer<Number> {
        numbers.baseAddress ?? UnsafePointer(nowhere.assumingMemoryBound(to: Number.self))
    }

    /// What columns without numbers point at.
    private nonisolated(unsafe) static let nowhere = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 64)

    func property(_ name: String) -> Double? { name == "remembered_count" ? Double(policy.rememberedCount) : nil }
    func save() -> [UInt8] { policy.save() }
    func load(_ state: [UInt8]) throws { try policy.load(state) }
}
