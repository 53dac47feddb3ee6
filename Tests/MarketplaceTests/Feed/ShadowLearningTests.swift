import MarketLabTesting
import Marketplace
import MarketplaceTesting
import Policies
import PolicyKit
import Synchronization
import Testing

/// Challengers that learn from control's log before the experiment starts: what they know then, and that nobody sees them learn.
@Suite(.tags(.long)) struct ShadowLearningTests {
    static let markets: [TestMarket] = [
        TestMarket("likes, by a learner of another name") { learners(&$0, "logistic", ["target": .word("like")]) },
        TestMarket("purchases for wishes, heard of a day later") {
            ManyMarkets.scarce(&$0)
            learners(&$0, "logistic", ["target": .word("checkout")])
            $0.everywhere { $0.feed.feedbackDelay = 86_400_000 }
        },
        TestMarket("orders that are paid, lapse and come back") {
            ManyMarkets.scarce(&$0)
            learners(&$0, "net-value", [:])
            $0.everywhere {
                $0.orders.refundRate = 0.4
                $0.orders.deliveryDelay = 12 * 3_600_000
                $0.orders.refundWindow = 86_400_000
                $0.offers.rate = 0.1
            }
        },
        AdMarket.market("ads between the listings") { learners(&$0, "logistic", [:]) },
        TestMarket("what stood above on the page") {
            ManyMarkets.behaving(&$0)
            learners(&$0, "page-context", [:])
        },
        TestMarket("payments that come late") {
            ManyMarkets.scarce(&$0)
            learners(&$0, "late-labels", ["wait": 3_600_000, "refunds": .word("cascade")])
        },
        TestMarket("what was clicked in the category") {
            ManyMarkets.behaving(&$0)
            learners(&$0, "core-behaviour", [:])
        },
    ]

    private static let someMarkets = TestOptions.isLong ? markets : Array(markets.prefix(3))

    private static func learners(_ market: inout TestMarket, _ name: String, _ parameters: [String: ParameterValue]) {
        market.choosing { $0[.ranking] = PolicyChoice(name, parameters) }
        market.arms[1].isTrained = true
        market.warmupDays = 3
        market.days = 4
    }

    /// The same policy with a default written out, so that nobody knows that it is the same.
    private static func reworded(_ choice: PolicyChoice) -> PolicyChoice {
        PolicyChoice(choice.name, choice.parameters.merging(["l2": 1]) { own, _ in own })
    }

    private static let assignments: [(name: String, arm: @Sendable (UInt32) -> UInt8)] = [
        ("all", { _ in 1 }), ("half", { UInt8($0 % 2) }),
    ]

    /// What control's like takes over, a challenger has learned by itself: to the byte, whoever is treated.
    @Test(arguments: someMarkets, TestSeeds.all)
    func aTrainedChallengerKnowsWhatControlsLikeTakesOver(market: TestMarket, seed: UInt64) throws {
        for (name, arm) in Self.assignments {
            var market = market
            market.assignment = arm
            let like = try market.run(seed: seed)
            market.arms[1].policies[.ranking] = Self.reworded(market.arms[1].policies[.ranking])
            let trained = try market.run(seed: seed)
            #expect(trained.digest == like.digest, "\(name)")
            market.arms[1].isTrained = false
            let fresh = try market.run(seed: seed)
            #expect(fresh.digest != like.digest, "\(name)")
        }
    }

    /// By sessions and requests as well: a page on screen at the start is learned from in the arm that its session comes into.
    @Test func whateverIsRandomisedTheChallengerKnowsTheSame() throws {
        let randomisations: [Randomisation] = [
            .sessions { UInt8(($0 + $1) % 2) },
            .requests { UInt8(($0 + $1 + UInt32($2)) % 2) },
        ]
        for randomisation in randomisations {
            var market = Self.markets[1]
            func run() throws -> JournalDigest {
                var setup = market.setup(seed: 5)
                setup.randomisation = randomisation
                return try MarketRun(setup).digest
            }
            let like = try run()
            market.arms[1].policies[.ranking] = Self.reworded(market.arms[1].policies[.ranking])
            #expect(try run() == like)
        }
    }

    /// Models that hear of the same pages know the same: what one learner of all knows, each learner of everybody's log does.
    @Test(arguments: someMarkets, [0.0, 3])
    func whoLearnsFromEverybodysPagesKnowsWhatOneForAllKnows(market: TestMarket, warmup: Double) throws {
        var market = market
        market.assignment = { UInt8($0 % 3 == 0 ? 1 : 0) }
        market.warmupDays = warmup
        market.learners = .shared
        let shared = try market.run(seed: 3)
        market.arms[1].policies[.ranking] = Self.reworded(market.arms[1].policies[.ranking])
        market.learners = .pooled
        #expect(try market.run(seed: 3).digest == shared.digest)
        market.learners = .own
        #expect(try market.run(seed: 3).digest != shared.digest)
    }

    /// With everybody in one arm there is one log, whoever may learn from it: of clicks, of what was kept in mind and is checked out
    /// later, and of orders, also where the arms rank alike.
    @Test(
        arguments: [
            PolicyChoice("net-value"), PolicyChoice("multi-task"),
            PolicyChoice("logistic", ["target": .word("checkout")]),
        ], TestOptions.isLong ? [0.0, 3] : [3])
    func whereEverybodyIsInOneArmItMakesNoDifferenceWhoseDataAreLearnedFrom(ranking: PolicyChoice, warmup: Double)
        throws
    {
        var market = TestMarket("one log") {
            ManyMarkets.scarce(&$0)
            $0.warmupDays = warmup
        }
        market.choosing { $0[.ranking] = ranking }
        for arm in UInt8(0)...1 {
            market.assignment = { _ in arm }
            let digests = try [Learners.own, .shared, .pooled].map { learners in
                market.learners = learners
                return try market.run(seed: 4).digest
            }
            #expect(Set(digests).count == 1, "arm \(arm)")
        }
    }

    /// Whatever is randomised, and whether policies may wait with what they score.
    @Test func everybodysPagesAreHeardOfUnderEveryRandomisation() throws {
        let randomisations: [Randomisation] = [
            .sessions { UInt8(($0 + $1) % 2) },
            .requests { UInt8(($0 + $1 + UInt32($2)) % 2) },
            .blocks(length: 1_800_000) { UInt8($0 % 2) },
        ]
        for randomisation in randomisations {
            var market = Self.markets[2]
            func run() throws -> JournalDigest {
                var setup = market.setup(seed: 5)
                setup.randomisation = randomisation
                return try MarketRun(setup).digest
            }
            market.learners = .shared
            let shared = try run()
            market.arms[1].policies[.ranking] = Self.reworded(market.arms[1].policies[.ranking])
            market.learners = .pooled
            #expect(try run() == shared)
        }
    }

    /// Control's own learner is another: nobody hears what another has remembered.
    @Test(arguments: [true, false])
    func nobodyIsToldWhatAnotherRemembered(isTrained: Bool) throws {
        var market = TestMarket("signatures")
        market.policies.add(Signer.self)
        market.warmupDays = 3
        market.days = 4
        let signatures = isTrained ? [1.0, 2] : [6, 5]
        for (arm, signature) in signatures.enumerated() {
            market.arms[arm].policies[.ranking] = PolicyChoice("signer", ["signature": .number(signature)])
        }
        market.arms[1].isTrained = isTrained
        ManyMarkets.scarce(&market)
        var setup = market.setup(seed: 1)
        // Blocks are shorter than many sessions.
        setup.randomisation = .blocks(length: 1_800_000) { UInt8($0 % 2) }
        _ = try MarketRun(setup, policies: market.policies)
        let heard = Signer.heard.withLock { $0 }
        for signature in signatures {
            let own = try #require(heard[signature])
            #expect(own.strangers == 0)
            #expect(own.exposures > 1_000)
            #expect(own.orders > 10)
            // Who learned in the shadow is told so.
            let all = own.exposures + own.orders
            #expect(own.own > 500 && (own.own < all) == (signature == 2))
        }
    }

    /// Where control learns nothing by itself, the challenger hears of its log what a learner in its place would.
    @Test func aChallengerOfAnUnteachableHearsTheWholeLog() throws {
        var market = TestMarket("a log for others") {
            ManyMarkets.scarce(&$0)
            $0.warmupDays = 5
            $0.days = 1
            $0.everywhere { $0.feed.feedbackDelay = 12 * 3_600_000 }
        }
        market.policies.add(Signer.self)
        market.policies.add(Mute.self)
        func heard(of signature: Double) throws -> (run: MarketRun, log: Signer.Log) {
            let run = try market.run(seed: 2)
            return (run, Signer.heard.withLock { $0[signature] ?? Signer.Log() })
        }
        market.choosing { $0[.ranking] = PolicyChoice("signer", ["signature": 3]) }
        let control = try heard(of: 3)
        market.choosing { $0[.ranking] = PolicyChoice("mute") }
        market.arms[1].policies[.ranking] = PolicyChoice("signer", ["signature": 4])
        market.arms[1].isTrained = true
        let challenger = try heard(of: 4)
        #expect(challenger.run.digest == control.run.digest)
        #expect(control.log.own == control.log.exposures + control.log.orders)
        #expect(challenger.log.own == 0)
        let outcomes = challenger.log.outcomes
        #expect(outcomes.count > 2_000)
        #expect(Array(control.log.outcomes.prefix(outcomes.count)) == outcomes)
        #expect(outcomes.count { FeedbackBatch.Outcome(rawValue: $0).contains(.checkout) } > 20)
    }

    /// The warm-up is one for all worlds of a replication, whoever learns in the shadow and whoever will be treated.
    @Test(arguments: someMarkets)
    func nobodyIsShownWhatAChallengerLearns(market: TestMarket) throws {
        var market = market
        let start = TestMarket.milliseconds(market.warmupDays)
        var warmups: [[JournalRecord]] = []
        var everythings: [JournalDigest] = []
        let challengers = [
            PolicyChoice("net-value", ["learning_rate": 0.7]), PolicyChoice("logistic"), PolicyChoice("random"),
        ]
        for ranking in challengers {
            market.arms[1].policies[.ranking] = ranking
            for isTrained in [true, false] {
                market.arms[1].isTrained = isTrained
                for share in [0, 1, 2] as [UInt32] {
                    // Where somebody is served, only the warm-up is compared.
                    market.days = share == 0 ? 4 : 0.25
                    market.assignment = { $0 % 2 < share ? 1 : 0 }
                    let run = try market.run(seed: 4)
                    warmups.append(run.records.filter { $0.time < start })
                    if share == 0 { everythings.append(run.digest) }
                }
            }
        }
        #expect(warmups[0].count > 1_000)
        #expect(warmups.allSatisfy { $0 == warmups[0] })
        // Who serves nobody changes nothing later, either.
        #expect(Set(everythings.map(\.text)).count == 1)
    }

    /// Without a warm-up there is nothing to learn from, and where nothing learns nobody to do so: no byte changes.
    @Test func whereThereIsNothingToLearnFromNothingChanges() throws {
        for (ranking, days) in [("logistic", 0.0), ("price-aware", 3)] {
            let digests = try [true, false].map { isTrained in
                let market = TestMarket("nothing to learn") {
                    $0.warmupDays = days
                    $0.assignment = { UInt8($0 % 2) }
                    $0.arms[0].policies[.ranking] = PolicyChoice("popularity")
                    $0.arms[1].policies[.ranking] = PolicyChoice(ranking)
                    $0.arms[1].isTrained = isTrained
                }
                return try market.run().digest
            }
            #expect(digests[0] == digests[1])
        }
    }

    /// What a challenger keeps beside control's is a row a slot of the pages at hand, and what waits in its queue.
    @Test func learningInTheShadowTakesLittleMemory() throws {
        func bytes(isTrained: Bool) throws -> Int {
            let market = TestMarket("memory") {
                $0.warmupDays = 3
                $0.arms[0].policies[.ranking] = PolicyChoice("popularity")
                $0.arms[1].policies[.ranking] = PolicyChoice("logistic")
                $0.arms[1].isTrained = isTrained
            }
            var world = World(market.setup(seed: 1), policies: .builtIn)
            _ = try world.run()
            return world.bytes.other
        }
        let (with, without) = (try bytes(isTrained: true), try bytes(isTrained: false))
        #expect(with > without)
        #expect(with - without < 2 << 20)
    }
}

/// Signs every candidate that it scores, and looks for its signature in what it hears.
private final class Signer: RankingPolicy {
    struct Log: Sendable {
        var exposures = 0
        var orders = 0
        /// Of pages that it ranked itself.
        var own = 0
        /// Rows with another's signature.
        var strangers = 0
        var outcomes: [UInt32] = []
    }
    static let heard = Mutex<[Double: Log]>([:])

    static let name = "signer"
    static let summary = "Signs candidates."
    static let parameters = [Parameter("signature", "Its own.", unit: .number, default: 0)]
    let signals: SignalSet = []
    /// Signatures are of different widths, so that what is written at another's place shows.
    var rememberedCount: Int { 1 + Int(signature) }
    private let signature: Double

    init(parameters: ParameterValues, seed: UInt64) { signature = parameters.number("signature") }

    func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        let listings = batch.listings
        for index in 0..<batch.count { answers.scores[index] = Float(listings[index] % 97) }
        for index in 0..<batch.count * rememberedCount { answers.remembered[index] = Float(signature) }
    }

    func learn(from batch: borrowing FeedbackBatch) { note(batch, as: \.exposures) }
    func learnOrders(from batch: borrowing FeedbackBatch) { note(batch, as: \.orders) }

    private func note(_ batch: borrowing FeedbackBatch, as kind: WritableKeyPath<Log, Int>) {
        var log = Signer.heard.withLock { $0[signature] ?? Log() }
        log[keyPath: kind] += batch.count
        for index in 0..<batch.count {
            let row = batch.remembered(index)
            if row.indices.contains(where: { row[$0] != Float(signature) }) { log.strangers += 1 }
            log.own += Int(batch.own[index])
            if kind == \.exposures { log.outcomes.append(batch.outcome(index).rawValue) }
        }
        Signer.heard.withLock { $0[signature] = log }
    }
}

/// Ranks as a `Signer` does, and hears nothing.
private final class Mute: RankingPolicy {
    static let name = "mute"
    static let summary = "Ranks as a signer."
    let signals: SignalSet = []

    init(parameters: ParameterValues, seed: UInt64) {}

    func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        let listings = batch.listings
        for index in 0..<batch.count { answers.scores[index] = Float(listings[index] % 97) }
    }
}
