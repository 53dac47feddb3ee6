import MarketLabTesting
import Marketplace
import MarketplaceTesting
import Policies
import PolicyKit
import Synchronization
import Testing

/// Requests that are scored together, when the first of their pages is about to be seen.
@Suite(.tags(.long)) struct RequestGatheringTests {
    /// A market with several requests within the time that a page takes.
    private static func market(_ name: String, latency: Int64 = 20_000) -> TestMarket {
        TestMarket(name) { market in
            market.policies.add(Together.self)
            market.market.users.count = 2_000
            market.market.users.sessionsPerWeek = 200
            market.market.listings.initial = 3_000
            market.days = 0.03
            market.followupDays = 0.01
            market.everywhere { conditions in
                conditions.feed.latency = latency
                // Some leave before their page has come.
                conditions.browsing.waitHazard = 0.002
            }
        }
    }

    private static func run(
        _ market: TestMarket, gathers: Bool, _ more: [String: ParameterValue] = [:]
    ) throws -> (run: MarketRun, calls: [Int]) {
        var market = market
        let log = Double.random(in: 0..<1e15).rounded()
        let own: [String: ParameterValue] = ["gathers": .toggle(gathers), "log": .number(log)]
        market.choosing { $0[.ranking] = PolicyChoice("together", own.merging(more) { first, _ in first }) }
        return (try market.run(), Together.take(log))
    }

    /// The world is the same, to the byte, however many requests are scored in one call.
    @Test(arguments: [1 as Int64, 200, 5_000, 60_000], TestOptions.isLong ? [1, 2] : [1] as [UInt64])
    func aWorldDoesNotKnowHowManyRequestsWereScoredTogether(latency: Int64, seed: UInt64) throws {
        var market = Self.market("together", latency: latency)
        market.assignment = { UInt8($0 & 1) }
        market.arms[1].conditions.feed.pageSize = 7
        let alone = try Self.run(market, gathers: false)
        let together = try Self.run(market, gathers: true)
        #expect(alone.run.digest == together.run.digest && alone.run.records == together.run.records)
        #expect(alone.calls.allSatisfy { $0 == 1 } && alone.calls.count == alone.run.count(.request))
        // Nobody sees the pages that are being waited for when the market closes.
        #expect(together.calls.reduce(0, +) <= alone.calls.count)
        if latency >= 5_000 { #expect(together.calls.count * 2 < alone.calls.count) }
    }

    /// Where a page cannot be left for later, or what was learnt in between would be known too early, it is not.
    @Test(arguments: ["ads", "learner", "learner of orders", "shadow", "within pages", "candidates without end"])
    func aWorldIsTheSameWhateverElseDependsOnItsPages(kind: String) throws {
        var market = Self.market(kind)
        market.assignment = { UInt8($0 & 1) }
        var more: [String: ParameterValue] = [:]
        switch kind {
        case "ads":
            market.market.ads.campaigns = 30
            market.arms[1].conditions.ads.slots = 0
        case "learner", "learner of orders": more = ["learns": .toggle(true)]
        case "shadow":
            more = ["learns": .toggle(true)]
            market.warmupDays = 0.02
            market.arms[1].isTrained = true
        case "within pages":
            market.choosing { $0[.request] = PolicyChoice("after-click") }
            market.everywhere { $0.feed.requestBudget = 1_000 }
        default:
            market.market.listings.initial = 60
            market.everywhere { $0.browsing.exitHazard = 0.001 }
        }
        let alone = try Self.run(market, gathers: false, more)
        let together = try Self.run(market, gathers: true, more)
        #expect(alone.run.digest == together.run.digest && alone.run.records == together.run.records)
        #expect(alone.run.count(.request) > 300)
        #expect(together.calls.contains { $0 > 1 } || kind == "learner" || kind == "shadow")
    }

    /// No call has more requests than its memory was made for.
    @Test func aCallHasAtMost256Requests() throws {
        var market = Self.market("crowd", latency: 60_000)
        market.market.users.count = 8_000
        market.market.users.sessionsPerWeek = 500
        let together = try Self.run(market, gathers: true)
        #expect(together.calls.max() == 256)
    }

    /// A learner that hears of outcomes now and then only is asked more requests at once, and learns as much.
    @Test func aLearnerThatHearsLaterIsAskedTogether() throws {
        let often = try Self.run(Self.market("often"), gathers: true, ["learns": .toggle(true)])
        let seldom = try Self.run(
            Self.market("seldom"), gathers: true, ["learns": .toggle(true), "interval": 60_000])
        #expect(seldom.calls.count * 2 < often.calls.count)
        #expect(seldom.run.digest != often.run.digest)
    }
}

/// A ranking policy of content and of what it has counted, which scores one request or several alike.
private final class Together: RankingPolicy {
    static let name = "together"
    static let summary = "Scores requests together."
    static let parameters = [
        Parameter("gathers", "Whether it does.", unit: .toggle, default: false),
        Parameter("learns", "Whether it counts clicks.", unit: .toggle, default: false),
        Parameter("interval", "How seldom it hears.", unit: .duration, default: 0, range: 0...1e9),
        Parameter("log", "Where it writes its calls.", unit: .number, default: 0, range: 0...1e15),
    ]
    private static let calls = Mutex<[Double: [Int]]>([:])

    static func take(_ log: Double) -> [Int] { calls.withLock { $0.removeValue(forKey: log) ?? [] } }

    let gathersRequests: Bool
    let learningInterval: Int64
    let rememberedCount: Int
    let signals: SignalSet = [.content, SignalSet([.age, .impressions, .stock])]
    private let log: Double
    private var clicks: Float = 0

    init(parameters: ParameterValues, seed: UInt64) {
        gathersRequests = parameters.toggle("gathers")
        learningInterval = Int64(parameters.number("interval"))
        rememberedCount = parameters.toggle("learns") ? 2 : 0
        log = parameters.number("log")
    }

    private func score(
        age: Float, impressions: Float, stock: Float, affinity: Float, random: UInt64, listing: UInt32, match: Float
    ) -> Float {
        match + affinity - 0.01 * age - 0.001 * impressions * clicks.truncatingRemainder(dividingBy: 7) + 0.1 * stock
            + Float((random ^ UInt64(listing)) & 0xFF) / 1_000
    }

    func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        Self.calls.withLock { $0[log, default: []].append(1) }
        for row in 0..<batch.count {
            var match: Float = 0
            for dimension in 0..<batch.dimensions { match += batch.content(dimension)[row] * batch.profile[dimension] }
            answers.scores[row] = score(
                age: batch.signal(.age)[row], impressions: batch.signal(.impressions)[row],
                stock: batch.signal(.stock)[row], affinity: batch.affinity[0], random: batch.random,
                listing: batch.listings[row], match: match)
            for number in 0..<rememberedCount { answers.remembered[number * batch.count + row] = answers.scores[row] }
        }
    }

    func scoreRequests(_ requests: borrowing RankingRequests, into answers: inout RankingAnswers) {
        Self.calls.withLock { $0[log, default: []].append(requests.requestCount) }
        for row in 0..<requests.count {
            let request = Int(requests.requests[row])
            var match: Float = 0
            for dimension in 0..<requests.dimensions {
                match += requests.content(dimension)[row] * requests.profile[request * requests.dimensions + dimension]
            }
            answers.scores[row] = score(
                age: requests.signal(.age)[row], impressions: requests.signal(.impressions)[row],
                stock: requests.signal(.stock)[row], affinity: requests.affinity[request * requests.categoryCount],
                random: requests.random[request], listing: requests.listings[row], match: match)
            for number in 0..<rememberedCount {
                answers.remembered[number * requests.count + row] = answers.scores[row]
            }
        }
    }

    func learn(from batch: borrowing FeedbackBatch) {
        for row in 0..<batch.count where batch.outcome(row).contains(.click) { clicks += 1 + batch.remembered(row)[1] }
    }

    func save() -> [UInt8] { withUnsafeBytes(of: clicks) { Array($0) } }
    func load(_ state: [UInt8]) throws { clicks = state.withUnsafeBytes { $0.loadUnaligned(as: Float.self) } }
}
