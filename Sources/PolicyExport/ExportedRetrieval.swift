import CMarketPolicy
import PolicyKit

/// A retrieval policy behind the contract's calls.
final class ExportedRetrieval: ExportedInstance {
    private let policy: any RetrievalPolicy
    private let calls: [ExportedCall]

    init(_ policy: any RetrievalPolicy, _ calls: [ExportedCall]) {
        self.policy = policy
        self.calls = calls
    }

    static func calls(of policy: any RetrievalPolicy) -> [ExportedCall] { [ExportedCall("retrieve", of: .retrieval)] }

    func take(_ batch: MarketBatch) {
        let columns = ColumnReader(batch, calls[Int(batch.call)])
        let live = (0..<columns.chunks("live_listings")).map { columns.numbers("live_listings", $0, as: UInt32.self) }
        let starts = live.map { ExportedRanking.start($0) }
        let counts = live.map { Int32($0.count) }
        let affinity = columns.numbers("category_affinity", as: Float.self)
        var found = [UInt32](repeating: 0, count: columns.rows)
        var count = 0
        starts.withUnsafeBufferPointer { starts in
            counts.withUnsafeBufferPointer { counts in
                let batch = RetrievalBatch(
                    random: columns.number("random"), wanted: Int(columns.number("wanted", as: Int64.self)),
                    exposuresInSession: Int(columns.number("exposures_in_session", as: Int64.self)),
                    categoryCount: affinity.count, createdCount: Int(columns.number("created_count", as: Int64.self)),
                    affinity: ExportedRanking.start(affinity), liveLists: ExportedRanking.start(starts),
                    liveCounts: ExportedRanking.start(counts),
                    units: ExportedRanking.start(columns.numbers("units_for_sale")))
                var answers = RetrievalAnswers(candidates: found.mutableSpan)
                policy.retrieve(batch, into: &answers)
                count = answers.count
            }
        }
        let room = columns.answer(0, as: UInt32.self)
        for row in 0..<min(count, room.count) { room[row] = found[row] }
        columns.answer(1, as: Int64.self)[0] = Int64(count)
    }

    func property(_ name: String) -> Double? { nil }
    func save() -> [UInt8] { policy.save() }
    func load(_ state: [UInt8]) throws { try policy.load(state) }
}
