import PolicyKit

/// A retrieval policy of somebody else, whose answers are held against the live listings.
final class GuestRetrieval: RetrievalPolicy {
    static let name = "guest"
    static let summary = "A policy of somebody else."

    private let guest: Guest
    private let fallback: (any RetrievalPolicy)?
    private let retrieve: GuestCall<RetrievalBatch>?
    /// Of each listing the number of the answer in which it came last.
    private var answered: [UInt32] = []
    private var answer: UInt32 = 0

    static let properties: [SlotProperty] = []

    init(_ guest: Guest, fallback: (any RetrievalPolicy)?) {
        self.guest = guest
        self.fallback = fallback
        retrieve = GuestCall("retrieve", of: guest.description, in: .retrieval, Self.retrieving)
    }

    convenience init(parameters: ParameterValues, seed: UInt64) { self.init(Guest(), fallback: nil) }

    func retrieve(_ batch: borrowing RetrievalBatch, into answers: inout RetrievalAnswers) {
        if let retrieve, !guest.isReplaced {
            let wanted = batch.wanted
            let candidates = retrieve.answers[0].room(UInt32.self, count: wanted)
            candidates.initialize(repeating: 0)
            let count = retrieve.answers[1].room(Int64.self, count: 1)
            count.initialize(repeating: 0)
            if guest.ask(retrieve, batch, rows: wanted), let found = check(candidates, count[0], batch) {
                for row in 0..<found { answers.candidates[row] = candidates[row] }
                answers.count = found
                return
            }
        }
        guard guest.isReplaced, let fallback else { return }
        guest.countReplacement()
        fallback.retrieve(batch, into: &answers)
    }

    func save() -> [UInt8] { guest.save() }
    func load(_ state: [UInt8]) throws { guest.load(state) }

    /// How many listings were found, where they are distinct and live.
    private func check(
        _ candidates: UnsafeMutableBufferPointer<UInt32>, _ count: Int64, _ batch: borrowing RetrievalBatch
    ) -> Int? {
        guard count >= 0, count <= Int64(batch.wanted) else {
            guest.refuse("retrieve", "it found \(count) candidates; expected 0 to \(batch.wanted)")
            return nil
        }
        let units = batch.unitsForSale
        if answered.count < units.count {
            answered += Array(repeating: 0, count: max(units.count, 2 * answered.count) - answered.count)
        }
        if answer == .max {
            answer = 0
            answered = Array(repeating: 0, count: answered.count)
        }
        answer += 1
        for row in 0..<Int(count) {
            let listing = Int(candidates[row])
            guard listing < units.count, units[listing] > 0 else {
                guest.refuse("retrieve", "it found listing \(listing), which is not live")
                return nil
            }
            guard answered[listing] != answer else {
                guest.refuse("retrieve", "it found listing \(listing) twice")
                return nil
            }
            answered[listing] = answer
        }
        return Int(count)
    }

    static let retrieving: [ColumnFill<RetrievalBatch>] = [
        ColumnFill("random") { $1.put($0.random) },
        ColumnFill("wanted") { $1.put(Int64($0.wanted)) },
        ColumnFill("exposures_in_session") { $1.put(Int64($0.exposuresInSession)) },
        ColumnFill("category_count") { $1.put(Int64($0.categoryCount)) },
        ColumnFill("created_count") { $1.put(Int64($0.createdCount)) },
        ColumnFill("category_affinity") { $1.lend($0.categoryAffinity) },
        ColumnFill("live_listings") {
            $1.open($0.categoryCount)
            for category in 0..<$0.categoryCount { $1.lend($0.liveListings(in: category), chunk: category) }
        },
        ColumnFill("units_for_sale") { $1.lend($0.unitsForSale) },
    ]
}
