import MarketLabTesting
import Marketplace
import MarketplaceTesting
import Policies
import PolicyKit
import Testing

/// Policies that answer nonsense cannot harm the market: what cannot be shown is not shown, and the books stay right.
@Suite(.hangLimit) struct BadPolicyTests {
    static let faults = ["unknown", "sold", "ended", "duplicate", "same", "negative", "none", "too-many"]

    private static func market(_ fault: String) -> TestMarket {
        TestMarket(fault) {
            ManyMarkets.scarce(&$0)
            $0.days = 4
            $0.market.listings.withdrawalMean = 2 * 86_400_000
            $0.policies.add(BadRetrieval.self)
            $0.choosing { $0[.retrieval] = PolicyChoice("bad", ["fault": .word(fault)]) }
        }
    }

    @Test(arguments: faults)
    func badCandidatesHarmNobody(fault: String) throws {
        let run = try BadPolicyTests.market(fault).run()
        let books = Bookkeeper(run.records)
        #expect(run.reachedTheEnd)
        #expect(books.faults.isEmpty, "\(books.faults.prefix(3))")
        #expect(run.violations.isEmpty)
        let visits = Visits(run.records)
        #expect(visits.stray == 0)
        #expect(visits.all.count > 300)
        let repeats = visits.all.count { Set($0.exposures.map(\.listing)).count != $0.exposures.count }
        #expect(repeats == 0)
        let first = visits.all.compactMap { $0.pages.first?.exposures.first }
        // Seen at once on delivery, so it must have been for sale but for the instant in between.
        #expect(first.count { $0.detail == 1 } * 50 <= first.count)
        switch fault {
        case "negative", "none": #expect(run.count(.exposure) == 0)
        case "same": #expect(visits.all.flatMap(\.pages).allSatisfy { $0.request.value == 1 })
        default: #expect(run.count(.exposure) > 2_000)
        }
    }

    /// Listings with a NaN come after all others of their page, in the order of retrieval.
    @Test func aScoreThatIsNoNumberRanksLast() throws {
        var market = TestMarket("not a number")
        market.market.listings.initial = 60
        market.market.listings.arrivalsPerDay = 0
        market.policies.add(NotANumber.self)
        market.choosing { $0[.ranking] = PolicyChoice("not-a-number") }
        market.everywhere {
            $0.feed.pageSize = 50
            $0.feed.candidates = 60
            $0.browsing.exitHazard = 0
            $0.browsing.boredomHazard = 0
            $0.choice.checkoutRate = 0
        }
        let pages = try Visits(market.run().records).all.flatMap(\.pages).filter { $0.exposures.count == 50 }
        #expect(pages.count > 100)
        let wrong = pages.count { page in
            let odd = page.exposures.map { $0.listing % 2 == 1 }
            return odd != odd.sorted { !$0 && $1 } || !odd.contains(true)
        }
        #expect(wrong == 0)
    }

    /// A request policy that always asks gets its page after every exposure, and the session goes on as long.
    @Test func aPolicyThatAlwaysAsksGetsAPageAnExposure() throws {
        var market = TestMarket("greedy")
        market.policies.add(AlwaysAsking.self)
        market.choosing { $0[.request] = PolicyChoice("always") }
        let run = try market.run()
        let visits = Visits(run.records).all
        #expect(visits.allSatisfy { $0.pages.allSatisfy { $0.exposures.count <= 1 } })
        #expect(run.count(.exposure) > 2_000)
        #expect(run.violations.isEmpty)
    }
}

/// Retrieves what it should not.
private final class BadRetrieval: RetrievalPolicy {
    static let name = "bad"
    static let summary = "Retrieves what it should not."
    static let parameters = [
        Parameter("fault", "What it does.", unit: .word, default: .word("none"), choices: BadPolicyTests.faults)
    ]
    private let fault: String

    init(parameters: ParameterValues, seed: UInt64) { fault = parameters.word("fault") }

    func retrieve(_ batch: borrowing RetrievalBatch, into answers: inout RetrievalAnswers) {
        var count = 0
        func add(_ listing: UInt32, _ candidates: inout MutableSpan<UInt32>) {
            guard count < batch.wanted else { return }
            candidates[count] = listing
            count += 1
        }
        let units = batch.unitsForSale
        if fault == "negative" { return answers.count = -7 }
        if fault == "none" { return }
        if fault == "unknown" {
            for offset in 0..<40 as Range<UInt32> { add(UInt32(batch.createdCount) + offset, &answers.candidates) }
            add(.max, &answers.candidates)
            add(1 << 31, &answers.candidates)
        }
        if fault == "sold" || fault == "ended" {
            for listing in 0..<batch.createdCount where units[listing] == 0 {
                add(UInt32(listing), &answers.candidates)
            }
        }
        for listing in 0..<batch.createdCount where units[listing] > 0 {
            let times = fault == "duplicate" ? 3 : fault == "same" ? 500 : 1
            for _ in 0..<times { add(UInt32(listing), &answers.candidates) }
        }
        answers.count = fault == "too-many" ? Int.max : count
    }
}

/// Gives every second listing a score that is no number.
private final class NotANumber: RankingPolicy {
    static let name = "not-a-number"
    static let summary = "Scores every second listing with a NaN."
    let signals: SignalSet = []

    init(parameters: ParameterValues, seed: UInt64) {}

    func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        let listings = batch.listings
        for index in 0..<batch.count {
            answers.scores[index] = listings[index] % 2 == 1 ? .nan : -Float(listings[index]) * 1e30
        }
    }
}

/// Asks for a page at every moment.
private final class AlwaysAsking: RequestPolicy {
    static let name = "always"
    static let summary = "At every moment."

    init(parameters: ParameterValues, seed: UInt64) {}

    func decide(_ batch: borrowing RequestBatch, into answers: inout RequestAnswers) {
        for moment in 0..<batch.count { answers.decide(moment, asks: true) }
    }
}
