import Marketplace
import MarketplaceTesting
import Policies
import PolicyKit
import Synchronization
import Testing

/// How often a policy is asked and told: what counts for one that lives in another process.
@Suite struct PolicyCallTests {
    private static func market(_ name: String, _ choice: PolicyChoice) -> TestMarket {
        TestMarket(name) { market in
            market.policies.add(Deciding.self)
            market.policies.add(Ruling.self)
            market.policies.add(OrderCounter.self)
            market.policies.add(EachAlone.self)
            market.policies.add(AllTogether.self)
            market.choosing { $0[.request] = choice }
            market.everywhere { $0.feed.requestBudget = 1_000 }
        }
    }

    private static func choice(_ name: String, _ log: Double, _ more: [String: ParameterValue] = [:]) -> PolicyChoice {
        PolicyChoice(name, more.merging(["log": .number(log)]) { first, _ in first })
    }

    /// The same bytes, asked at every exposure or once.
    @Test(arguments: ["uniform", "after-click", "random", "explored"])
    func aRuleDecidesAsItsPolicyWould(kind: String) throws {
        let log = Double(kind.utf8.reduce(0) { $0 &* 31 &+ Int($1) } % 1_000_003)
        let decided = try Self.market("decided", Self.choice("deciding", log, ["kind": .word(kind)])).run()
        let ruled = try Self.market("ruled", Self.choice("ruling", log + 1, ["kind": .word(kind)])).run()
        #expect(decided.digest == ruled.digest)
        #expect(ruled.count(.insertion) > 100)
        #expect((ruled.count(.exploration) > 100) == (kind == "explored"))

        let calls = (CallLog.take(log), CallLog.take(log + 1))
        let per1000 = { (calls: Int) in 1_000 * Double(calls) / Double(ruled.count(.exposure)) }
        // Every exposure but a page's last, against once in an arm's life.
        #expect(per1000(calls.0.questions) > 800)
        #expect(calls.1.questions == 1)
        // Every outcome is heard of, each in its turn or all at once.
        #expect(calls.0.heard == ruled.count(.exploration) && calls.1.heard == calls.0.heard)
        if kind == "explored" { #expect(per1000(calls.0.news) > 10 && calls.1.news == 1) }
    }

    /// A rule that is renewed twice a day, with what was learnt since.
    @Test func aRuleIsRenewedAtItsIntervalWithAllThatIsKnown() throws {
        let choice = Self.choice("ruling", -7, ["kind": .word("explored"), "hours": .number(12)])
        let run = try Self.market("renewed", choice).run()
        let calls = CallLog.take(-7)
        #expect((10...15).contains(calls.questions))
        #expect(calls.heard == run.count(.exploration) && calls.heard > 200)
        #expect(calls.news <= calls.questions)
        // Moments under the rules before the last are told of with the renewals, and so are those that asked.
        #expect(calls.moments > 0.8 * Double(run.count(.exposure)) * 0.8)
        #expect(calls.asked > 0 && calls.asked < calls.moments)
    }

    /// Steps of orders come with the question that follows them.
    @Test func stepsOfOrdersComeInBatches() throws {
        let market = Self.market("orders", PolicyChoice("page-end"))
        var other = market
        other.choosing { $0[.ranking] = Self.choice("order-counter", -8) }
        other.everywhere {
            $0.choice.clickRateMatched = 0.3
            $0.choice.cartRate = 0.3
            $0.choice.checkoutRate = 0.5
        }
        let run = try other.run()
        let calls = CallLog.take(-8)
        let steps = [JournalRecord.Kind.payment, .lapse, .refund].reduce(0) { $0 + run.count($1) }
        #expect(calls.heard >= steps && steps > 100)
        #expect(calls.news <= run.count(.request) + 1 && calls.news < calls.heard)
    }

    /// A tick's plans of all campaigns come in one call to the type, with the same bytes as a call to each.
    @Test func theCampaignsOfATickArePlannedTogether() throws {
        func run(_ name: String, _ log: Double) throws -> MarketRun {
            try AdMarket.market("ticks") { market in
                market.policies.add(EachAlone.self)
                market.policies.add(AllTogether.self)
                market.choosing { $0[.bidding] = Self.choice(name, log) }
            }.run()
        }
        let (alone, together) = (try run("each-alone", -9), try run("all-together", -10))
        #expect(alone.digest == together.digest)
        #expect(alone.count(.adExposure) > 100)
        let calls = (CallLog.take(-9), CallLog.take(-10))
        #expect(calls.0.questions == 80 * calls.1.questions && calls.1.questions > 20)
    }
}

/// Counts the calls of a policy, which a test asks for by the policy's parameter `log`.
private struct CallLog {
    /// Times asked, times told, and rows told of.
    var (questions, news, heard) = (0, 0, 0)
    var (moments, asked) = (0.0, 0.0)

    static let parameter = Parameter("log", "Which log.", unit: .number, default: 0)
    static let all = Mutex<[Double: CallLog]>([:])

    static func take(_ log: Double) -> CallLog { all.withLock { $0.removeValue(forKey: log) } ?? CallLog() }

    static func note(_ log: Double, _ change: (inout CallLog) -> Void) {
        all.withLock { change(&$0[log, default: CallLog()]) }
    }
}

private let kinds = Parameter(
    "kind", "What it asks after.", unit: .word, default: .word("uniform"),
    choices: ["uniform", "after-click", "random", "explored"])

/// Asks at every exposure what `Ruling` says once.
private final class Deciding: RequestPolicy {
    static let name = "deciding"
    static let summary = "Decides at every exposure."
    static let parameters = [CallLog.parameter, kinds]
    private let (log, kind): (Double, String)

    init(parameters: ParameterValues, seed: UInt64) {
        (log, kind) = (parameters.number("log"), parameters.word("kind"))
    }

    var exploration: RequestExploration? { kind == "explored" ? .ofRule(horizon: 6) : nil }

    func decide(_ batch: borrowing RequestBatch, into answers: inout RequestAnswers) {
        CallLog.note(log) { $0.questions += 1 }
        for moment in 0..<batch.count {
            let draw = StableHash.fraction(batch.random, 0)
            let slot = batch.fact(.slot)[moment]
            switch kind {
            case "uniform": answers.decide(moment, asks: slot >= 9)
            case "after-click":
                let clicked = batch.outcome(moment, slot: Int(slot)).contains(.click)
                answers.decide(moment, asks: clicked && batch.fact(.slotsLeft)[moment] >= 3)
            case "random": answers.decide(moment, asks: draw < 0.05)
            default:
                guard draw >= 0.1 else {
                    answers.explore(moment, asks: draw < 0.05, propensity: 0.5)
                    for fact in RequestBatch.Fact.allCases {
                        answers.remember(moment, fact.rawValue, batch.fact(fact)[moment])
                    }
                    continue
                }
                let sum = 0.5 * Double(batch.fact(.skips)[moment]) + -0.25 * Double(slot)
                answers.decide(moment, asks: batch.fact(.clicks)[moment] <= 1 && sum > 2)
            }
        }
    }

    func learn(from batch: borrowing RequestFeedback) {
        CallLog.note(log) {
            $0.news += 1
            $0.heard += batch.count
        }
    }
}

/// Answers with a rule.
private final class Ruling: RequestPolicy {
    static let name = "ruling"
    static let summary = "Decides once, or at an interval."
    static let parameters = [
        CallLog.parameter, kinds, Parameter("hours", "Between renewals; 0 for none.", unit: .number, default: 0),
    ]
    private let (log, kind, hours): (Double, String, Double)

    init(parameters: ParameterValues, seed: UInt64) {
        (log, kind, hours) = (parameters.number("log"), parameters.word("kind"), parameters.number("hours"))
    }

    var rhythm: RequestRhythm { .rule(every: hours > 0 ? Int64(hours * 3_600_000) : nil) }
    var exploration: RequestExploration? { kind == "explored" ? .ofRule(horizon: 6) : nil }

    func renew(_ outlook: RequestOutlook, into answers: inout RequestRule) {
        CallLog.note(log) {
            $0.questions += 1
            $0.moments += outlook.moments
            $0.asked += outlook.asked
        }
        answers.share = 1
        switch kind {
        case "uniform": answers.require(.slot, atLeast: 9)
        case "after-click":
            answers.require(.justClicked, atLeast: 1)
            answers.require(.slotsLeft, atLeast: 3)
        case "random": answers.share = 0.05
        default:
            answers.exploration = 0.1
            answers.most[RequestBatch.Fact.clicks.rawValue] = 1
            answers.weights[RequestBatch.Fact.skips.rawValue] = 0.5
            answers.weights[RequestBatch.Fact.slot.rawValue] = -0.25
            answers.threshold = 2
        }
    }

    func learn(from batch: borrowing RequestFeedback) {
        let slots = RequestBatch.Fact.allCases.count
        // The facts of the moment come back: no page is explored after its last slot.
        for moment in 0..<batch.count {
            #expect(batch.remembered(moment).count == slots)
            #expect(batch.remembered(moment)[RequestBatch.Fact.slotsLeft.rawValue] >= 1)
            #expect(batch.outcome(.propensity)[moment] == 0.5)
        }
        CallLog.note(log) {
            $0.news += 1
            $0.heard += batch.count
        }
    }
}

/// Ranks by id, and counts what it hears of orders.
private final class OrderCounter: RankingPolicy {
    static let name = "order-counter"
    static let summary = "Counts steps of orders."
    static let parameters = [CallLog.parameter]
    let signals: SignalSet = []
    var rememberedCount: Int { 1 }
    private let log: Double

    init(parameters: ParameterValues, seed: UInt64) { log = parameters.number("log") }

    func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        let listings = batch.listings
        for index in 0..<batch.count { answers.scores[index] = Float(listings[index] % 89) }
    }

    func learnOrders(from batch: borrowing FeedbackBatch) {
        CallLog.note(log) {
            $0.news += 1
            $0.heard += batch.count
        }
    }
}

/// Raises its bid from tick to tick.
private func rising(_ moment: BiddingMoment) -> BidRule { BidRule(multiplier: 0.5 + 0.1 * Double(moment.tick)) }

/// Is asked campaign by campaign.
private final class EachAlone: BiddingPolicy {
    static let name = "each-alone"
    static let summary = "Plans for its campaign."
    static let parameters = [CallLog.parameter]
    private let log: Double

    init(parameters: ParameterValues, seed: UInt64) { log = parameters.number("log") }

    func begin(_ terms: CampaignTerms, into answers: inout BiddingAnswers) { answers[0] = BidRule(multiplier: 0.5) }
    func plan(_ moment: BiddingMoment, into answers: inout BiddingAnswers) {
        CallLog.note(log) { $0.questions += 1 }
        answers[0] = rising(moment)
    }
}

/// Answers for all campaigns of a tick in one call.
private final class AllTogether: BiddingPolicy {
    static let name = "all-together"
    static let summary = "Plans for all campaigns."
    static let parameters = [CallLog.parameter]
    private let log: Double

    init(parameters: ParameterValues, seed: UInt64) { log = parameters.number("log") }

    func begin(_ terms: CampaignTerms, into answers: inout BiddingAnswers) { answers[0] = BidRule(multiplier: 0.5) }
    static func plan(
        _ policies: [any BiddingPolicy], at moments: borrowing Span<BiddingMoment>, into answers: inout BiddingAnswers
    ) {
        guard let log = (policies.first as? AllTogether)?.log else { return }
        CallLog.note(log) { $0.questions += 1 }
        for row in policies.indices { answers[row] = rising(moments[row]) }
    }
}
