import Marketplace
import MarketplaceTesting
import Policies
import PolicyKit
import Synchronization
import Testing

/// When a learning policy hears what has become of exposures, and what it hears.
struct LearningFeedbackTests {
    @Test(arguments: [0, 15 * 60_000, 2 * 86_400_000])
    func feedbackArrivesAfterItsDelayWithWhatWasRemembered(delay: Int64) throws {
        var market = TestMarket("listening")
        // A wish's purchase comes after its exposure; see `WishTests`.
        market.market.wishes.active = false
        market.policies.add(Listener.self)
        market.choosing { $0[.ranking] = PolicyChoice("listener", ["diary": .number(Double(delay))]) }
        market.everywhere { $0.feed.feedbackDelay = delay }
        let run = try market.run()
        let diary = Diary.take(Double(delay))
        let exposures = run.records(.exposure).filter { $0.detail == 0 }
        let outcomes = LearningFeedbackTests.outcomes(run.records)
        try #require(diary.heardBeforeScoring.count == run.count(.request))
        #expect(run.count(.request) > 300)

        // By each request, exactly what is older than the delay has been heard.
        var (due, request, wrong) = (0, 0, 0)
        var seen: [Int64] = []
        for record in run.records {
            if record.kind == .exposure, record.detail == 0 { seen.append(record.time) }
            guard record.kind == .request else { continue }
            while due < seen.count, seen[due] + delay <= record.time { due += 1 }
            if diary.heardBeforeScoring[request] != due { wrong += 1 }
            request += 1
        }
        #expect(wrong == 0)
        #expect(due > (delay > 86_400_000 ? 500 : 1_500))

        // In the order of exposure, with the numbers written when the exposure's own page was ranked.
        let scoring = LearningFeedbackTests.scoringOfExposures(run.records)
        var faults = 0
        for (heard, exposure) in zip(diary.heard, zip(exposures, zip(outcomes, scoring))) {
            if heard.listing != exposure.0.listing || heard.outcome != exposure.1.0 { faults += 1 }
            if heard.remembered != [Float(exposure.0.listing), Float(exposure.1.1)] { faults += 1 }
            if heard.time != exposure.0.time || heard.exposure != exposure.0.time || !heard.isOwn { faults += 1 }
        }
        #expect(faults == 0)
        #expect(diary.heard.contains { $0.outcome.contains([.click, .like]) })
        #expect(diary.heard.contains { $0.outcome.contains([.click, .cart]) })
    }

    /// A purchase at a session's end is added to what its exposure led to, while that waits to be heard of.
    @Test(arguments: [true, false])
    func aPurchaseForAWishIsHeardOfWithItsExposure(waits: Bool) throws {
        var market = TestMarket("listening to wishes")
        market.policies.add(Listener.self)
        let number = waits ? -2.0 : -3.0
        market.choosing { $0[.ranking] = PolicyChoice("listener", ["diary": .number(number)]) }
        market.market.wishes.linger = 0
        ManyMarkets.scarce(&market)
        market.everywhere {
            $0.offers.rate = 0
            $0.browsing.paceSigma = 0
            // Longer than a session, and no time at all.
            $0.feed.feedbackDelay = waits ? 86_400_000 : 0
        }
        let run = try market.run()
        let diary = Diary.take(number)
        let exposures = run.records(.exposure).filter { $0.detail == 0 }
        let bought = Set(run.records(.checkout).map { [$0.user, $0.session, $0.listing] })
        let heard = zip(diary.heard, exposures)
        let missed = heard.count { heard, exposure in
            bought.contains([exposure.user, exposure.session, exposure.listing]) && !heard.outcome.contains(.checkout)
        }
        let invented = heard.count { heard, exposure in
            heard.outcome.contains(.checkout) && !bought.contains([exposure.user, exposure.session, exposure.listing])
        }
        #expect(invented == 0)
        #expect(diary.heard.count { $0.outcome.contains(.checkout) } > 20)
        if waits { #expect(missed == 0) } else { #expect(missed > 0) }
    }

    /// Each order is heard of when it is paid or lapses, and again when it is refunded or the refund window has closed,
    /// with the numbers written when its listing was ranked.
    @Test func ordersAreHeardOfWhenTheirLabelsAre() throws {
        var market = TestMarket("listening to orders")
        market.policies.add(Listener.self)
        let number = -1.0
        market.choosing { $0[.ranking] = PolicyChoice("listener", ["diary": .number(number)]) }
        ManyMarkets.scarce(&market)
        market.everywhere {
            $0.orders.refundRate = 0.4
            $0.orders.deliveryDelay = 12 * 3_600_000
            $0.orders.refundWindow = 86_400_000
        }
        market.followupDays = 20
        let run = try market.run()
        let heard = Diary.take(number).orders
        let orders = Bookkeeper(run.records).orders
        // What becomes of an order, in the order in which it does.
        var expected: [(time: Int64, listing: UInt32, outcome: FeedbackBatch.Outcome)] = []
        for order in orders {
            let listing = order.checkout.listing
            if let lapse = order.lapse { expected.append((lapse.time, listing, [.click, .checkout])) }
            if let payment = order.payment { expected.append((payment.time, listing, [.click, .checkout, .payment])) }
            if let refund = order.refund {
                expected.append((refund.time, listing, [.click, .checkout, .payment, .refund]))
            } else if let delivery = order.delivery {
                expected.append((delivery.time + 86_400_000, listing, [.click, .checkout, .payment, .kept]))
            }
        }
        expected.sort { $0.time < $1.time }
        #expect(heard.count == expected.count)
        #expect(heard.count > 300)
        #expect(heard.allSatisfy { $0.remembered[0] == Float($0.listing) })
        func count(_ outcome: FeedbackBatch.Outcome) -> Int { heard.count { $0.outcome == outcome } }
        for outcome in Set(expected.map(\.outcome.rawValue)) {
            let outcome = FeedbackBatch.Outcome(rawValue: outcome)
            #expect(count(outcome) == expected.count { $0.outcome == outcome })
            #expect(count(outcome) > 20)
        }
        #expect(zip(heard, expected).count { $0.listing != $1.listing } < heard.count / 50)
        // Each at its time, and with that of an exposure of its listing.
        #expect(heard.map(\.time) == expected.map(\.time))
        let exposed = Dictionary(grouping: run.records(.exposure), by: \.listing).mapValues { Set($0.map(\.time)) }
        #expect(heard.allSatisfy { $0.isOwn && exposed[$0.listing]?.contains($0.exposure) == true })
        #expect(heard.contains { $0.time > $0.exposure + 86_400_000 })
    }

    /// What each exposure that was not sold out led to at once.
    private static func outcomes(_ records: [JournalRecord]) -> [FeedbackBatch.Outcome] {
        var outcomes: [FeedbackBatch.Outcome] = []
        for (place, record) in records.enumerated() {
            switch record.kind {
            case .checkout where records[place - 1].kind == .offerTaken: continue
            case .exposure where record.detail == 0: outcomes.append([])
            case .click: outcomes[outcomes.count - 1].insert(.click)
            case .like: outcomes[outcomes.count - 1].insert(.like)
            case .cart: outcomes[outcomes.count - 1].insert(.cart)
            case .offer: outcomes[outcomes.count - 1].insert(.offer)
            case .checkout: outcomes[outcomes.count - 1].insert(.checkout)
            default: break
            }
        }
        return outcomes
    }

    /// The number of the request, over the whole journal, that delivered each exposure.
    private static func scoringOfExposures(_ records: [JournalRecord]) -> [Int] {
        var requests = 0
        var current: [UInt32: Int] = [:]
        var found: [Int] = []
        for record in records {
            if record.kind == .request {
                current[record.user] = requests
                requests += 1
            }
            if record.kind == .exposure, record.detail == 0 { found.append(current[record.user] ?? -1) }
        }
        return found
    }
}

/// What a `Listener` was told.
private struct Diary: Sendable {
    struct Heard: Sendable {
        let listing: UInt32
        let outcome: FeedbackBatch.Outcome
        let remembered: [Float]
        /// Milliseconds of what was told, and of the exposure.
        let time: Int64
        let exposure: Int64
        let isOwn: Bool
    }
    var heard: [Heard] = []
    var orders: [Heard] = []
    /// How many exposures had been heard of at each scoring.
    var heardBeforeScoring: [Int] = []

    static let all = Mutex<[Double: Diary]>([:])

    static func take(_ number: Double) -> Diary { all.withLock { $0.removeValue(forKey: number) } ?? Diary() }
}

/// Keeps a diary of its feedback, and asks to be reminded of the listing and of how often it had scored.
private final class Listener: RankingPolicy {
    static let name = "listener"
    static let summary = "Keeps a diary."
    static let parameters = [Parameter("diary", "Which diary.", unit: .number, default: 0)]
    let signals: SignalSet = []
    var rememberedCount: Int { 2 }
    private let number: Double

    init(parameters: ParameterValues, seed: UInt64) { number = parameters.number("diary") }

    func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        let turn = Diary.all.withLock { diaries in
            let diary = diaries[number, default: Diary()]
            diaries[number, default: Diary()].heardBeforeScoring.append(diary.heard.count)
            return diary.heardBeforeScoring.count
        }
        let listings = batch.listings
        for index in 0..<batch.count {
            answers.scores[index] = Float(listings[index] % 97)
            answers.remembered[index] = Float(listings[index])
            answers.remembered[batch.count + index] = Float(turn)
        }
    }

    func learn(from batch: borrowing FeedbackBatch) {
        let heard = Listener.heard(batch)
        Diary.all.withLock { $0[number, default: Diary()].heard += heard }
    }

    func learnOrders(from batch: borrowing FeedbackBatch) {
        let heard = Listener.heard(batch)
        Diary.all.withLock { $0[number, default: Diary()].orders += heard }
    }

    private static func heard(_ batch: borrowing FeedbackBatch) -> [Diary.Heard] {
        var heard: [Diary.Heard] = []
        for index in 0..<batch.count {
            let remembered = batch.remembered(index)
            heard.append(
                Diary.Heard(
                    listing: batch.items[index].number, outcome: batch.outcome(index),
                    remembered: remembered.indices.map { remembered[$0] }, time: batch.time[index],
                    exposure: batch.exposureTime[index], isOwn: batch.own[index] == 1))
        }
        return heard
    }
}
