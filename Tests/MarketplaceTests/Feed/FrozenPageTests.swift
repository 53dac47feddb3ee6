import MarketLabTesting
import Marketplace
import MarketplaceTesting
import Policies
import PolicyKit
import Testing

struct FrozenPageTests {
    /// In a scarce market users meet, on pages delivered before, what others have bought meanwhile.
    @Test(arguments: TestSeeds.all)
    func whatOthersBuyMeanwhileIsDeadOnThePage(seed: UInt64) throws {
        let run = try TestMarket("scarce") { ManyMarkets.scarce(&$0) }.run(seed: seed)
        let soldOut = run.records(.exposure).filter { $0.detail == 1 }
        #expect(soldOut.count > 20)
        let clicks = Set(run.records(.click).map { [$0.user, $0.session, $0.listing] })
        #expect(soldOut.count { clicks.contains([$0.user, $0.session, $0.listing]) } == 0)
    }

    /// The order of a page stays as it was ranked, although its ranker would answer otherwise a moment later.
    @Test func aDeliveredPageIsNotRankedAgain() throws {
        var market = TestMarket("scarce") { ManyMarkets.scarce(&$0) }
        market.policies.add(HighestNumberFirst.self)
        market.choosing { $0[.ranking] = PolicyChoice("highest-number-first") }
        let run = try market.run()
        let pages = Visits(run.records).all.flatMap(\.pages).filter { $0.exposures.count > 1 }
        #expect(pages.count > 500)
        let disordered = pages.count { page in
            zip(page.exposures, page.exposures.dropFirst()).contains { $0.listing <= $1.listing }
        }
        #expect(disordered == 0)
        // Listings that were created since the request are not on the page, though they would rank first.
        var created: [UInt32: Int64] = [:]
        for record in run.records(.listingCreated) { created[record.listing] = record.time }
        #expect(pages.allSatisfy { page in page.exposures.allSatisfy { created[$0.listing]! <= page.request.time } })
    }

    /// The wanted number of candidates is ranked whenever the market has them.
    @Test func aPageIsChosenFromTheCandidatesWanted() throws {
        var market = TestMarket("candidates")
        market.everywhere { $0.feed.candidates = 100 }
        let visits = try Visits(market.run().records).all
        let first = visits.compactMap(\.pages.first)
        #expect(first.count > 100)
        #expect(first.allSatisfy { $0.request.detail == 100 && $0.request.value == 20 })
    }
}

/// Ranks listings by their numbers.
private final class HighestNumberFirst: RankingPolicy {
    static let name = "highest-number-first"
    static let summary = "The newest of the candidates first."
    let signals: SignalSet = []

    init(parameters: ParameterValues, seed: UInt64) {}

    func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        let listings = batch.listings
        for index in 0..<batch.count { answers.scores[index] = Float(listings[index]) }
    }
}
