import Marketplace
import MarketplaceTesting
import Policies
import PolicyKit
import Testing

struct SameSeedTests {
    @Test(arguments: ManyMarkets.all)
    func theSameSeedGivesTheSameBytes(market: TestMarket) throws {
        let first = try market.run(seed: 5)
        let second = try market.run(seed: 5)
        #expect(first.records == second.records)
        #expect(first.digest == second.digest)
    }

    @Test func otherWorldsRunBeforeChangeNothing() throws {
        let market = ManyMarkets.all[2]
        let alone = try market.run(seed: 5)
        for other in ManyMarkets.all.prefix(4) { _ = try other.run(seed: 9) }
        let after = try market.run(seed: 5)
        #expect(after.digest == alone.digest)
    }

    /// Zero is a seed as good as any other, and so are seeds that differ in their highest bit only.
    @Test func everySeedIsAWorldOfItsOwn() throws {
        let seeds: [UInt64] = [0, 1, 2, .max, 1 << 63, 1 << 32]
        let digests = try Set(seeds.map { try TestMarket("").run(seed: $0).digest })
        #expect(digests.count == seeds.count)
    }

    /// The digest is a function of the journal and of nothing else: a stranger can compute it from the records.
    @Test func theDigestIsTheJournals() throws {
        let run = try TestMarket("").run()
        var digest = JournalDigest()
        for record in run.records { digest.take(record) }
        #expect(digest == run.digest)
        #expect(JournalDigest(text: digest.text) == digest)
        #expect(JournalDigest(text: "no digest") == nil)
    }

    /// All but the arm's number and what the record belongs to counts.
    @Test func theDigestNoticesEveryChange() {
        let record = JournalRecord(
            time: 1, value: 2, user: 3, session: 4, listing: 5, detail: 6, kind: .click, arm: 0, slot: 7)
        func digest(_ change: (inout JournalRecord) -> Void) -> JournalDigest {
            var changed = record
            change(&changed)
            var digest = JournalDigest()
            digest.take(changed)
            return digest
        }
        let changed: Set<JournalDigest> = [
            digest { _ in }, digest { $0.time = 9 }, digest { $0.value = 9 }, digest { $0.user = 9 },
            digest { $0.session = 9 }, digest { $0.listing = 9 }, digest { $0.detail = 9 }, digest { $0.kind = .like },
            digest { $0.slot = 9 },
        ]
        #expect(changed.count == 9)
        #expect(digest { $0.arm = 1 } == digest { _ in })
        #expect(digest { ($0.request, $0.campaign, $0.creditTime) = (9, 9, 9) } == digest { _ in })
    }

    @Test func aWorldThatIsStoppedSaysSo() throws {
        var world = World(TestMarket("").setup(seed: 1), policies: .builtIn)
        var asked = 0
        let reachedTheEnd = try world.run { _ in
            asked += 1
            return asked < 2
        }
        #expect(!reachedTheEnd)
        #expect(asked == 2)
    }

    /// A full disk ends the run with its own error instead of leaving a journal with holes.
    @Test func aConsumerThatFailsStopsTheWorld() {
        struct DiskFull: Error {}
        final class Failing: JournalConsumer {
            func consume(_ records: borrowing Span<JournalRecord>) throws { throw DiskFull() }
        }
        let setup = TestMarket("").setup(seed: 1)
        #expect(throws: DiskFull.self) {
            var world = World(setup, policies: .builtIn, consumers: [Failing()])
            _ = try world.run()
        }
    }
}
