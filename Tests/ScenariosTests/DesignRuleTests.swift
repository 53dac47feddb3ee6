import Experiments
import Scenarios
import Testing

/// Designs that a market or a change does not allow are refused with the key; a study takes those that it allows.
struct DesignRuleTests {
    private static let lift = "experiment: {arms: {a: {}, b: {market: {choice: {utility_lift: 10 %}}}}"

    @Test(arguments: [
        (
            "experiment: {designs: [listing_split], arms: {a: {}, b: {policies: {ranking: popularity}}}}",
            "listing_split needs a change that is met at a listing (under market.choice, market.offers or market.orders), but the arms differ in policies.ranking"
        ),
        (
            "experiment: {designs: [two_sided], arms: {a: {}, b: {market: {feed: {page_size: 4}}}}}",
            "two_sided needs a change that is met at a listing (under market.choice, market.offers or market.orders), but the arms differ in market.feed.page_size"
        ),
        (
            "experiment: {designs: [switchback], length: 3d}",
            "a switchback needs at least 4 blocks, but experiment.length holds 3 of switchback.block"
        ),
        (
            "experiment: {designs: [switchback], switchback: {block: 6h, burn_in: 6h}}",
            "burn_in must be shorter than block, or nothing is left to read out"
        ),
        (
            "experiment: {designs: [user_clusters], warmup: 0}",
            "user_clusters groups users by what they clicked before, but experiment.warmup is 0"
        ),
        (
            "experiment: {designs: [user_split, switchback], analysis: triggered}",
            "a triggered analysis is one of user_split and budget_split, but the designs have switchback"
        ),
        (
            "market: {ads: {campaigns: 9}}\nexperiment: {designs: [campaign_split], arms: {a: {}, b: {market: {ads: {slots: 3}}}}}",
            "campaign_split needs a change of policies.bidding and nothing else, but the arms differ in market.ads.slots"
        ),
        (
            "market: {listings: {categories: 3}}\nexperiment: {designs: [category_split]}",
            "category_split needs at least 4 clusters, but market.listings.categories is 3"
        ),
    ])
    func aDesignThatCannotBeIsRefusedWithItsReason(text: String, reason: String) {
        let found = problems(text)
        #expect(found.count == 1)
        #expect(found.first?.contains(reason) == true, "\(found)")
    }

    @Test func aStudyWithoutDesignsTakesAllThatFit() throws {
        let met = try read("\(Self.lift)}").studied().plan
        #expect(met.designs == Design.allCases.filter { $0 != .budgetSplit && $0 != .campaignSplit })
        #expect(met.study == Study())
        let paged = try read("experiment: {arms: {a: {}, b: {policies: {ranking: popularity}}}}").studied().plan
        #expect(!paged.designs.contains { $0.splitsListings })
        #expect(paged.designs.contains(.switchback))
    }

    @Test func aStudyKeepsTheDesignsThatTheScenarioNames() throws {
        let plan = try read("\(Self.lift), designs: [user_split, switchback]}\nstudy: {null_draws: 2}").studied().plan
        #expect(plan.designs == [.userSplit, .switchback])
        #expect(plan.study?.nullDraws == 2)
    }
}
