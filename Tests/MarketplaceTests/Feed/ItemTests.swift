import Marketplace
import PolicyKit
import Testing

/// Pages, journal and feedback carry items of any kind.
@Suite struct ItemTests {
    private static let kinds: [Item.Kind] = [.listing, .ad, .post, .video, .suggestion, Item.Kind(rawValue: 5)]

    @Test func aListingsBitsAreItsIdAndNoOtherItemHasThem() {
        for number in [0, 1, 77, Item.numbers - 1] {
            #expect(Item(.listing, number).rawValue == number)
            let all = Self.kinds.map { Item($0, number) }
            #expect(Set(all).count == Self.kinds.count && Set(all.map(\.rawValue)).count == Self.kinds.count)
            #expect(all.map(\.kind) == Self.kinds && all.allSatisfy { $0.number == number })
        }
        #expect(Item.none.rawValue == JournalRecord.none && Item.none.kind == .none)
    }

    /// An item stands on a page, with what the user did with it in bits beyond those of today, is written down and comes back
    /// to the policy that ranked it.
    @Test(arguments: kinds)
    func anItemPassesThroughPageRecordAndFeedback(kind: Item.Kind) {
        let item = Item(kind, 123_456)
        let watched: FeedbackBatch.Outcome = [.click, FeedbackBatch.Outcome(rawValue: 1 << 30)]
        var pages = Pages(slots: 3, rememberedCount: 1)
        let page = pages.open(after: Pages.none)
        for slot in 0..<3 { pages.items(of: page)[slot] = slot == 1 ? item : Item(.listing, UInt32(slot)) }
        pages.remembered(of: page, slot: 1)[0] = 2.5
        pages.outcomes(of: page)[1] = watched.rawValue
        pages.setCount(of: page, to: 3)

        let shown = pages.items(of: page)[1]
        let outcome = FeedbackBatch.Outcome(rawValue: pages.outcomes(of: page)[1])
        let record = JournalRecord(
            time: 5, value: 0, user: 1, session: 2, listing: shown.rawValue, detail: 0, kind: .exposure, arm: 0, slot: 1
        )
        #expect(record.item == item)
        #expect(record.number(in: .itemKind) == Int64(kind.rawValue))
        #expect(record.number(in: .itemNumber) == 123_456)
        var digests = Set<JournalDigest>()
        for kind in Self.kinds {
            var digest = JournalDigest()
            var other = record
            other.item = Item(kind, 123_456)
            digest.take(other)
            digests.insert(digest)
        }
        #expect(digests.count == Self.kinds.count)

        let queue = FeedbackQueue(width: 1, delay: 0)
        queue.add(shown, outcome, row: pages.remembered(of: page, slot: 1), at: 5)
        var heard: [(Item, FeedbackBatch.Outcome, Float)] = []
        queue.deliver(now: 5) { heard.append(($0.items[0], $0.outcome(0), $0.remembered(0)[0])) }
        #expect(heard.count == 1)
        #expect(heard[0].0 == item && heard[0].1 == watched && heard[0].2 == 2.5)
    }
}
