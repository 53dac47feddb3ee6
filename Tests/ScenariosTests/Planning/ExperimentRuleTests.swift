import Experiments
import Scenarios
import Testing

/// Designs that a market or a change does not allow are refused with the key; a study takes those that it allows.
struct ExperimentRuleTests {
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
            "experiment: {designs: [two_sided], arms: {a: {}, b: {}, c: {}}}",
            "two_sided has two arms, but experiment.arms has 3"
        ),
        (
            "experiment: {arms: {a: {}, b: {}, c: {}}}\nstudy: {null_draws: 2}",
            "a study compares designs on one treatment, but experiment.arms has 2"
        ),
        (
            "booking: {}\nexperiment: {arms: {a: {}, b: {}, c: {}}}",
            "has 3 arms, but an experiment with booking has two"
        ),
        (
            "experiment: {treatment_share: 20 %, arms: {a: {share: 30 %}, b: {}}}",
            "has no meaning beside shares of arms; leave one of them out"
        ),
        (
            "experiment: {arms: {a: {share: 30 %}, b: {share: 60 %}}}",
            "the arms' shares are 90 % together; expected 100 %"
        ),
        (
            "experiment: {designs: [user_split, switchback], layers: {other: {}}}",
            "layers split users, and so must the experiment: expected user_split, found switchback"
        ),
        (
            "experiment: {layers: {a: {salt: x}, b: {salt: x}}}",
            "layer b has the salt \"x\" of another split: who is treated in one would be treated in both"
        ),
        (
            "\(Self.lift), layers: {other: {market: {choice: {utility_lift: 5 %}}}}}",
            "layer other sets market.choice.utility_lift, which arm b changes, too"
        ),
        (
            "experiment: {designs: [staged_rollout], length: 5d}",
            "the last of 4 stages would begin after 6d, but experiment.length is 5d"
        ),
        (
            "experiment: {designs: [staged_rollout], treatment_share: 4 %}",
            "first_share 5 % must be less than treatment_share 4 %, to which a staged_rollout rises"
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

    @Test(arguments: [
        ("arms: {a: {}, b: {}}", [0.5, 0.5]),
        ("treatment_share: 30 %, arms: {a: {}, b: {}}", [0.7, 0.3]),
        ("arms: {a: {}, b: {}, c: {}, d: {}}", [0.25, 0.25, 0.25, 0.25]),
        ("treatment_share: 30 %, arms: {a: {}, b: {}, c: {}}", [0.7, 0.15, 0.15]),
        ("arms: {a: {share: 60 %}, b: {}, c: {}}", [0.6, 0.2, 0.2]),
        ("arms: {a: {}, b: {share: 10 %}, c: {share: 5 %}}", [0.85, 0.1, 0.05]),
    ])
    func sharesOfArmsAreThoseThatAreSaidAndEqualPartsOfTheRest(text: String, shares: [Double]) throws {
        let plan = try read("experiment: {\(text)}").plan
        #expect(zip(plan.split.shares, shares).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(plan.split.shares.count == shares.count)
    }

    @Test func aLayerHasTheSaltOfItsNameAndWhatItSets() throws {
        let text = """
            experiment:
              layers:
                prices: {treatment_share: 20 %, market: {choice: {cart_rate: 3 %}}, policies: {ranking: popularity}}
                texts: {salt: words}
            """
        let layers = try read(text).plan.layers
        #expect(layers.map(\.name) == ["prices", "texts"])
        #expect(layers.map(\.split.salt) == ["prices", "words"])
        #expect(layers[0].split.shares == [0.8, 0.2])
        #expect(layers[0].keys == ["market.choice.cart_rate", "policies.ranking"])
        #expect(layers[1].keys.isEmpty)
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
