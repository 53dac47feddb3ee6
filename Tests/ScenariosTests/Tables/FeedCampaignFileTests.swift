import Bidding
import Experiments
import Foundation
import MarketLabTesting
import Marketplace
import Scenarios
import Testing

/// Campaigns of a person's own in the feed.
@Suite struct FeedCampaignFileTests {
    private func folder(_ campaigns: String, ads: String = "", listings: String? = nil) throws -> Folder {
        let group = "{categories: 3\(listings == nil ? "" : ", file: listings.csv")}"
        var files = ["x.yaml": "market:\n  listings: \(group)\n  ads: {file: campaigns.csv\(ads)}\n"]
        files["campaigns.csv"] = campaigns
        files["listings.csv"] = listings
        return try Folder(files)
    }

    private static let listings = "listing_id,category,price\ncamera-1,0,9\ncamera-2,1,9\nlens,2,9\n"

    @Test func campaignsAreLoadedAndCounted() throws {
        let plan = try folder(
            """
            campaign_id,budget,category,listings,target_cpa,target_roas,sale_worth,first_day,last_day
            a,12.5,,lens camera-1,,,0.3,0,6
            b,1,2,,3.5,,,,2
            "c, d",2,,  lens ,,8,,4,
            e,3,,,,,,,
            """, listings: Self.listings
        ).scenario("x.yaml").plan
        var a = LoadedCampaign(name: "a", budget: 12.5)
        (a.listings, a.saleWorth, a.firstDay, a.lastDay) = ([2, 0], 0.3, 0, 6)
        var b = LoadedCampaign(name: "b", budget: 1)
        (b.category, b.targetCost, b.lastDay) = (2, 3.5, 2)
        var c = LoadedCampaign(name: "c, d", budget: 2)
        (c.listings, c.targetReturn, c.firstDay) = ([2], 8, 4)
        #expect(plan.loaded.campaigns == [a, b, c, LoadedCampaign(name: "e", budget: 3)])
        #expect(plan.market.ads.campaigns == 4)
        #expect(plan.metrics.contains("ad_revenue"))
    }

    static let bad: [(String, [String])] = [
        ("", ["campaigns.csv: is empty; columns: campaign_id, budget, category, listings, target_cpa, "]),
        ("campaign_id,budget\n", ["campaigns.csv: has a header and no rows"]),
        ("campaign_id\na\n", ["campaigns.csv:1: budget: the column is missing"]),
        (
            "campaign_id,budget\na,0\nb,-5\nc,\nd,12 USD\n",
            [
                "campaigns.csv:2: budget: expected a number from 0.01 to 1000000000, found \"0\"",
                "campaigns.csv:3: budget: expected a number from 0.01 to 1000000000, found \"-5\"",
                "campaigns.csv:4: budget: is required, found nothing",
                "campaigns.csv:5: budget: expected a number from 0.01 to 1000000000, found \"12 USD\"",
            ]
        ),
        ("campaign_id,budget\na,1\na,2\n", ["campaigns.csv:3: campaign_id: \"a\" stands in line 2 already"]),
        (
            "campaign_id,budget,target_cpa,target_roas\na,1,0,\nb,1,,0\nc,1,2,3\n",
            [
                "campaigns.csv:2: target_cpa: expected a number from ",
                "campaigns.csv:3: target_roas: expected a number from 0.001 to 1000000, found \"0\"",
                "campaigns.csv:4: has target_cpa and target_roas: give one of them or neither",
            ]
        ),
        (
            "campaign_id,budget,target_cpa,sale_worth\na,1,2,.5\nb,1,,2\n",
            [
                "campaigns.csv:2: has target_cpa and sale_worth: a sale is worth what it may cost",
                "campaigns.csv:3: sale_worth: expected a number from 1e-06 to 1, found \"2\"",
            ]
        ),
        (
            "campaign_id,budget,first_day,last_day\na,1,5,4\nb,1,-1,\nc,1,1.5,\n",
            [
                "campaigns.csv:2: ends on day 4, before its start on day 5",
                "campaigns.csv:3: first_day: expected a whole number from 0 to 36525, found \"-1\"",
                "campaigns.csv:4: first_day: expected a whole number from 0 to 36525, found \"1.5\"",
            ]
        ),
        (
            "campaign_id,budget,category,listings\na,1,3,\nb,1,1,lens\n",
            [
                "campaigns.csv:2: category: expected a whole number from 0 to 2, found \"3\"",
                "campaigns.csv:3: has category and listings: give one of them or neither",
            ]
        ),
        (
            "campaign_id,budget,listings\na,1,lens camera-3\nb,1,tripod\nc,1,lens  lens\nd,1,  \n",
            [
                "campaigns.csv:2: listings: there is no listing \"camera-3\" in listings.csv; did you mean \"camera-1\"?",
                "campaigns.csv:3: listings: there is no listing \"tripod\" in listings.csv",
                "campaigns.csv:4: listings: names \"lens\" twice",
                "campaigns.csv:5: listings: expected names of listings, separated by spaces, found \"  \"",
            ]
        ),
    ]

    @Test(arguments: bad)
    func aBadCampaignNamesFileAndLine(text: String, sentences: [String]) throws {
        try expect(folder(text, listings: Self.listings).problems("x.yaml"), sentences)
    }

    @Test func aCampaignCanNameListingsOfAFileOnly() throws {
        try expect(
            folder("campaign_id,budget,listings\na,1,lens\n").problems("x.yaml"),
            ["campaigns.csv:2: listings: names listings, but the scenario has no market.listings.file"])
    }

    @Test func whereTheListingsCannotBeReadNobodySaysThatOneIsMissing() throws {
        try expect(
            folder("campaign_id,budget,listings\na,1,lens\n", listings: "listing_id,category,price\nlens,9,1\n")
                .problems("x.yaml"),
            ["listings.csv:2: category: expected a whole number from 0 to 2, found \"9\""])
    }

    @Test func aNumberOfCampaignsThatDiffersFromTheFileIsAProblem() throws {
        let text = "campaign_id,budget\na,1\nb,1\n"
        #expect(try folder(text, ads: ", campaigns: 2").scenario("x.yaml").plan.market.ads.campaigns == 2)
        try expect(
            folder(text, ads: ", campaigns: 3").problems("x.yaml"),
            ["x.yaml:3: market.ads.campaigns: differs from the 2 rows of campaigns.csv; leave it out"])
    }

    @Test func rulesOfAdsHoldForLoadedCampaigns() throws {
        try expect(
            folder("campaign_id,budget\na,1\n", ads: ", slots: 8, every: 10").problems("x.yaml"),
            ["x.yaml:3: market.ads.every: the last of 8 ad slots would be slot "])
    }

    @Test func anArmCannotHaveCampaignsOfItsOwn() throws {
        let found = problems("experiment: {arms: {a: {}, b: {market: {ads: {file: x.csv}}}}}\n")
        expect(found, ["scenarios/x.yaml:1: experiment.arms.b.market.ads.file: an arm cannot change it"])
    }

    private func expect(_ found: [String], _ starts: [String], _ location: SourceLocation = #_sourceLocation) {
        #expect(found.count == starts.count, "\(found)", sourceLocation: location)
        for (sentence, start) in zip(found, starts) {
            #expect(sentence.hasPrefix(start), "\(sentence)", sourceLocation: location)
        }
    }
}
