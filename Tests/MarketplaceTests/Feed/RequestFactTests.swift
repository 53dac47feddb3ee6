import Marketplace
import MarketplaceTesting
import Policies
import PolicyKit
import Testing

struct RequestFactTests {
    /// The number of slots after which a page is asked for, whatever the page's size.
    @Test(arguments: [1, 4, 19, 20, 50])
    func uniformInsertionAsksEverySoManySlots(every: Int) throws {
        var market = TestMarket("uniform")
        market.choosing { $0[.request] = PolicyChoice("uniform", ["every": .number(Double(every))]) }
        let visits = try Visits(market.run().records).all
        let complete = visits.flatMap { $0.pages.dropLast() }
        #expect(complete.count > 50)
        #expect(complete.allSatisfy { $0.exposures.count == min(every, Int($0.request.value)) })
    }

    @Test func pageEndNeverAsksWithinAPage() throws {
        let complete = try Visits(TestMarket("page end").run().records).all.flatMap { $0.pages.dropLast() }
        #expect(complete.count > 50)
        #expect(complete.allSatisfy { $0.exposures.count == Int($0.request.value) })
    }

    /// A ranker that ignores the session is a true null for the request policy: in a market that stands still, the
    /// same listings come in the same order however often pages are asked for.
    @Test func askingEarlierChangesNothingWhereTheRankerIgnoresTheSession() throws {
        func shown(_ request: PolicyChoice) throws -> [[UInt32]: [UInt32]] {
            var market = TestMarket("still")
            market.standStill()
            market.everywhere {
                $0.choice.checkoutRate = 0
                $0.feed.latency = 0
                $0.browsing.maximumExposures = 180
            }
            market.choosing {
                $0[.retrieval] = PolicyChoice("category-affinity", ["exploration": 1])
                $0[.ranking] = PolicyChoice("random")
                $0[.request] = request
            }
            let visits = try Visits(market.run().records).all
            return Dictionary(
                uniqueKeysWithValues: visits.map { ([$0.start.user, $0.start.session], $0.exposures.map(\.listing)) })
        }
        let pageEnd = try shown(PolicyChoice("page-end"))
        let often = try shown(PolicyChoice("uniform", ["every": 3]))
        #expect(pageEnd.count > 300)
        let different = pageEnd.count { session, listings in
            // The last session of the run may be cut off by the market's close.
            let others = often[session] ?? []
            let common = min(listings.count, others.count)
            return Array(listings.prefix(common)) != Array(others.prefix(common))
        }
        #expect(different == 0)
    }

    /// The facts that a request policy reads are those of the journal.
    @Test func theFactsAreThoseOfTheSession() throws {
        var market = TestMarket("facts")
        market.policies.add(AfterAClickOrALike.self)
        market.choosing { $0[.request] = PolicyChoice("after-a-click") }
        let run = try market.run()
        var wrong = 0
        var early = 0
        for visit in Visits(run.records).all {
            let clicked = Set(visit.responses.filter { $0.kind == .click }.map(\.listing))
            for page in visit.pages.dropLast() {
                let clicks = page.exposures.map { clicked.contains($0.listing) }
                let first = clicks.firstIndex(of: true)
                // Asked right after the first click, or at the page's end when there was none.
                if let first, first < clicks.count - 1 { wrong += 1 }
                if first == nil, page.exposures.count != Int(page.request.value) { wrong += 1 }
                if first != nil { early += 1 }
            }
        }
        #expect(wrong == 0)
        #expect(early > 50)
    }
}

/// Asks after a click, provided that all facts fit together.
private final class AfterAClickOrALike: RequestPolicy {
    static let name = "after-a-click"
    static let summary = "After a click."

    init(parameters: ParameterValues, seed: UInt64) {}

    func decide(_ batch: borrowing RequestBatch, into answers: inout RequestAnswers) {
        for moment in 0..<batch.count {
            func fact(_ fact: RequestBatch.Fact) -> Float { batch.fact(fact)[moment] }
            let fits =
                fact(.slot) + 1 + fact(.slotsLeft) <= 20 && fact(.slotsLeft) >= 1 && fact(.likes) <= fact(.clicks)
                && fact(.secondsSinceRequest) >= 0.2 && fact(.requests) >= 1 && fact(.exposures) >= fact(.slot) + 1
            answers.decide(moment, asks: !fits || fact(.clicks) > 0)
        }
    }
}
