import Marketplace
import MarketplaceTesting
import Policies
import PolicyKit
import Testing

/// A feed that retrieves once a round beside one that retrieves for each page.
struct RememberedRoundTests {
    /// Sessions are at their second round after two or three pages.
    private static func market(_ retrieval: FeedRetrieval, ranking: String, request: PolicyChoice? = nil) -> TestMarket
    {
        var market = TestMarket("\(ranking), \(retrieval.rawValue)")
        market.everywhere {
            $0.feed.retrieval = retrieval
            $0.feed.candidates = 40
            $0.feed.pageSize = 10
            $0.browsing.exitHazard = 0.004
        }
        market.choosing {
            $0[.ranking] = PolicyChoice(ranking)
            if let request { $0[.request] = request }
        }
        return market
    }

    /// The pages of visits, each with the requests of its round's first page and of itself.
    private static func pages(_ run: MarketRun) -> [(round: JournalRecord, page: Visit.Page)] {
        Visits(run.records).all.flatMap { visit -> [(round: JournalRecord, page: Visit.Page)] in
            var (exposures, start) = (0, visit.pages.first?.request)
            return visit.pages.compactMap { page in
                // A round is three quarters of 40 candidates, in whole pages of 10, as long as there are rounds.
                if exposures % 30 == 0 || exposures >= 210 { start = page.request }
                exposures += page.exposures.count
                return start.map { ($0, page) }
            }
        }
    }

    /// Nothing comes, sells or ends, and so what is live at a round's first page is live at its last.
    @Test(arguments: ["content-affinity", "random", "popularity", "session-aware"], ["page-end", "uniform"])
    func whereNothingComesOrGoesItIsTheSameMarket(ranking: String, request: String) throws {
        func run(_ retrieval: FeedRetrieval) throws -> MarketRun {
            var market = RememberedRoundTests.market(
                retrieval, ranking: ranking,
                request: PolicyChoice(request, request == "uniform" ? ["every": 3] : [:]))
            market.standStill()
            market.market.wishes.active = false
            market.everywhere {
                $0.choice.cartRate = 0
                $0.offers.rate = 0
            }
            return try market.run()
        }
        let (page, round) = try (run(.eachPage), run(.eachRound))
        #expect(page.count(.request) > 2_000)
        #expect(page.digest == round.digest)
    }

    /// What is listed after a round's first page is not shown in it; what has ended or sold out since is not shown at all.
    @Test(arguments: ["content-affinity", "popularity"])
    func whatComesMeanwhileWaitsForTheNextRound(ranking: String) throws {
        func late(_ retrieval: FeedRetrieval) throws -> (pages: Int, tooEarly: Int, tooLate: Int) {
            var market = RememberedRoundTests.market(retrieval, ranking: ranking)
            market.market.listings.initial = 300
            market.market.listings.arrivalsPerDay = 20_000
            market.market.listings.withdrawalMean = 30 * 60_000
            let run = try market.run()
            var (created, ended): ([UInt32: Int64], [UInt32: Int64]) = ([:], [:])
            for record in run.records {
                if record.kind == .listingCreated { created[record.listing] = record.time }
                if record.kind == .listingEnded { ended[record.listing] = record.time }
            }
            var (pages, tooEarly, tooLate) = (0, 0, 0)
            for (round, page) in RememberedRoundTests.pages(run) where round != page.request {
                pages += 1
                for exposure in page.exposures {
                    if created[exposure.listing, default: 0] > round.time { tooEarly += 1 }
                    if ended[exposure.listing, default: .max] < page.request.time { tooLate += 1 }
                }
            }
            return (pages, tooEarly, tooLate)
        }
        let (page, round) = try (late(.eachPage), late(.eachRound))
        #expect(page.pages > 1_000 && round.pages > 1_000)
        #expect(page.tooEarly > 100)
        #expect(round.tooEarly == 0)
        #expect(page.tooLate == 0 && round.tooLate == 0)
    }

    /// A score can hold for a session only where it reads nothing that changes in one, and where nothing is learnt from it.
    @Test func whoseScoresHoldReadsContentAlone() {
        var holding: [String] = []
        for entry in PolicyRegistry.builtIn.policies(in: .ranking) {
            let policy = PolicyRegistry.builtIn.factory(.ranking, PolicyChoice(entry.name))(1)
            guard policy.scoresHoldInSession else { continue }
            holding.append(entry.name)
            #expect(policy.signals.subtracting(.content).isEmpty && policy.ownSignals.isEmpty)
            #expect(policy.rememberedCount == 0)
            #expect(type(of: policy).sessionSignals == [])
        }
        #expect(holding.sorted() == ["content-affinity", "random"])
    }
}
