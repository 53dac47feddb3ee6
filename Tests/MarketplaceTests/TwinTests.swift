import MarketLabTesting
import Marketplace
import MarketplaceTesting
import PolicyKit
import Testing

/// Equal arms: whoever is in which of them, the same things happen.
struct TwinTests {
    static let policies: [TestMarket] = [
        TestMarket("default policies"),
        TestMarket("scarce") { ManyMarkets.scarce(&$0) },
        TestMarket("uniform insertion") { $0.choosing { $0[.request] = PolicyChoice("uniform", ["every": 4]) } },
        TestMarket("newest first, at random") {
            $0.choosing {
                $0[.retrieval] = PolicyChoice("newest")
                $0[.ranking] = PolicyChoice("random")
            }
        },
        TestMarket("popularity") { $0.choosing { $0[.ranking] = PolicyChoice("popularity") } },
        TestMarket("a learner an arm") { learner(&$0) },
        TestMarket("a learner for all") {
            learner(&$0)
            $0.learners = .shared
        },
        TestMarket("a learner an arm, feedback after a day, scarce") {
            ManyMarkets.scarce(&$0)
            learner(&$0)
            $0.everywhere { $0.feed.feedbackDelay = 86_400_000 }
        },
        TestMarket("a learner of pages for all") {
            ManyMarkets.behaving(&$0)
            $0.choosing { $0[.ranking] = PolicyChoice("page-context") }
            $0.learners = .shared
        },
        TestMarket("a learner an arm from the first day") {
            learner(&$0)
            $0.warmupDays = 0
        },
    ].map { market in
        var market = market
        if market.name != "a learner an arm from the first day" { market.warmupDays = 3 }
        market.days = 5
        return market
    }

    private static func learner(_ market: inout TestMarket) {
        market.choosing { $0[.ranking] = PolicyChoice("logistic", ["target": .word("like")]) }
    }

    @Test(arguments: policies, TestSeeds.all)
    func twinsWithEqualArmsAreByteIdentical(market: TestMarket, seed: UInt64) throws {
        let control = try run(market, seed) { _ in 0 }
        let treated = try run(market, seed) { _ in 1 }
        #expect(control.digest == treated.digest)
        #expect(control.records.count == treated.records.count)
        let firstDifference = zip(control.records, treated.records).first { $0.0.withoutArm != $0.1.withoutArm }
        #expect(firstDifference == nil)
    }

    /// Arms that do not learn apart are one market, however its users are split.
    @Test(arguments: policies.filter { !$0.name.hasPrefix("a learner an arm") })
    func aSplitIntoEqualArmsChangesNothing(market: TestMarket) throws {
        let control = try run(market, 3) { _ in 0 }
        let split = try run(market, 3) { UInt8($0 % 2) }
        #expect(control.digest == split.digest)
    }

    /// Two learners of half the users each know less, and other things, than one learner of all.
    @Test func learnersOfTheirOwnArmLearnOtherThings() throws {
        var market = TestMarket("a learner an arm") { TwinTests.learner(&$0) }
        market.assignment = { UInt8($0 % 2) }
        let apart = try market.run()
        market.learners = .shared
        let shared = try market.run()
        #expect(apart.digest != shared.digest)
    }

    /// Twins are the same world until the first treated user acts.
    @Test(arguments: TestSeeds.two)
    func twinsShareTheirWarmup(seed: UInt64) throws {
        var market = TestMarket("warm-up") { $0.warmupDays = 3 }
        market.arms[1].policies[.ranking] = PolicyChoice("price-aware", ["price_weight": 5])
        let control = try run(market, seed) { _ in 0 }
        let treated = try run(market, seed) { _ in 1 }
        let start = TestMarket.milliseconds(3)
        let before = control.records.filter { $0.time < start }
        #expect(before.count > 1_000)
        #expect(treated.records.filter { $0.time < start } == before)
        #expect(control.digest != treated.digest)
    }

    /// A user who is shown the same listing in the same session of a twin answers in the same way, where the session looks for
    /// the same in both: what is still wished for depends on what was bought before.
    @Test func whoIsShownTheSameAnswersTheSame() throws {
        var market = TestMarket("twins") { $0.everywhere { $0.browsing.driftHazard = 0 } }
        market.market.wishes.active = false
        market.arms[1].policies[.ranking] = PolicyChoice("random")
        let answers = try [UInt8(0), 1].map { arm in
            let run = try run(market, 3) { _ in arm }
            let clicks = Set(run.records(.click).map { Question($0) })
            let shown = run.records(.exposure).filter { $0.detail == 0 }
            return Dictionary(shown.map { (Question($0), clicks.contains(Question($0))) }) { a, _ in a }
        }
        let both = answers[0].keys.filter { answers[1][$0] != nil }
        #expect(both.count > 1_000)
        #expect(both.count { answers[0][$0] != answers[1][$0] } == 0)
        #expect(both.count { answers[0][$0] == true } > 20)
    }

    private struct Question: Hashable {
        let user: UInt32
        let session: UInt32
        let listing: UInt32

        init(_ record: JournalRecord) {
            user = record.user
            session = record.session
            listing = record.listing
        }
    }

    private func run(
        _ market: TestMarket, _ seed: UInt64, _ assignment: @escaping @Sendable (UInt32) -> UInt8
    ) throws -> MarketRun {
        var market = market
        market.assignment = assignment
        return try market.run(seed: seed)
    }
}

extension JournalRecord {
    /// The record as every twin with equal arms has it.
    fileprivate var withoutArm: JournalRecord {
        var record = self
        record.arm = 0
        return record
    }
}
