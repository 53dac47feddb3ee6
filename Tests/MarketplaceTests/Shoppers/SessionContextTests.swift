import Foundation
import MarketLabTesting
import Marketplace
import MarketplaceTesting
import PolicyKit
import Testing

/// What the page and the session have shown before moves clicks and carts, held against a recount from the journal.
struct SessionContextTests {
    private struct Visit: Hashable {
        let user: UInt32
        let session: UInt32
        let part: UInt32
        let category: UInt16
    }

    /// 1e-5 a check: the level of clicks, and their slope on the listings of the same category above on the page.
    @Test(arguments: TestSeeds.two)
    func alikeListingsAboveOnThePageTakeClicksAway(seed: UInt64) throws {
        let weight = 0.3
        let run = try ResponseTests.market { $0.crowdingWeight = weight }.run(seed: seed)
        let categories = run.records(.listingCreated).map(\.slot)
        let clicks = Set(run.records(.click).map { [$0.user, $0.session, $0.listing] })
        var above: [Visit: Int] = [:]
        let exposures = run.records(.exposure).map { exposure in
            let category = categories[Int(exposure.listing)]
            let page = Visit(
                user: exposure.user, session: exposure.session, part: exposure.request, category: category)
            let crowd = above[page, default: 0]
            above[page] = crowd + 1
            return (
                happened: clicks.contains([exposure.user, exposure.session, exposure.listing]),
                probability: Logit.chance(Logit.logOdds(category == 0 ? 0.4 : 0.07) - weight * Double(crowd)),
                crowd: Double(crowd)
            )
        }
        #expect(exposures.count > 10_000 && exposures.count { $0.crowd > 3 } > 1_000)
        #expect(
            GoodnessOfFit.score(exposures.map { ($0.happened, $0.probability, 1) }) > GoodnessOfFit.falseAlarm)
        #expect(
            GoodnessOfFit.score(exposures.map { ($0.happened, $0.probability, $0.crowd) }) > GoodnessOfFit.falseAlarm)
    }

    /// 1e-5 a check: the level of carts, and their slope on what the session has clicked and carted in the category.
    @Test(arguments: TestSeeds.two)
    func earlierClicksAndCartsOfTheSessionLeadToCarts(seed: UInt64) throws {
        let weight = 1.5
        let run = try ResponseTests.market {
            $0.keyEventWeight = weight
            $0.cartRate = 0.1
        }.run(seed: seed)
        let categories = run.records(.listingCreated).map(\.slot)
        let carts = Set(run.records(.cart).map { [$0.user, $0.session, $0.listing] })
        var events: [Visit: Double] = [:]
        let clicks = run.records(.click).map { click in
            let session = Visit(
                user: click.user, session: click.session, part: 0, category: categories[Int(click.listing)])
            let (before, isCarted) = (
                events[session, default: 0], carts.contains([click.user, click.session, click.listing])
            )
            events[session] = before + (isCarted ? 2 : 1)
            return (
                happened: isCarted, events: before,
                probability: Logit.chance(Logit.logOdds(0.1) + weight * before / (before + 2))
            )
        }
        #expect(clicks.count > 5_000 && clicks.count { $0.events > 3 } > 500)
        #expect(GoodnessOfFit.score(clicks.map { ($0.happened, $0.probability, 1) }) > GoodnessOfFit.falseAlarm)
        #expect(
            GoodnessOfFit.score(clicks.map { ($0.happened, $0.probability, $0.events) }) > GoodnessOfFit.falseAlarm)
    }
}
