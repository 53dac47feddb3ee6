import Experiments
import MarketLabTesting
import Marketplace
import Scenarios
import Testing

/// Columns of people's own files that ranking policies read by name.
@Suite struct SignalTests {
    private func folder(
        policy: String = "reader", users: String = "user_id,age_group\na,1\nb,\n",
        listings: String = "listing_id,category,tier,price\nx,0,2.5,10\ny,1,,20\n"
    ) throws -> Folder {
        try Folder([
            "x.yaml": """
            market:
              users: {file: users.csv}
              listings: {file: listings.csv}
            experiment:
              arms:
                a: {}
                b: {policies: {ranking: \(policy)}}
            """, "users.csv": users, "listings.csv": listings,
        ])
    }

    @Test func theColumnsThatAPolicyNamesAreLoaded() throws {
        let loaded = try folder().scenario("x.yaml").plan.loaded
        #expect(loaded.userSignals == [LoadedSignal(name: "age_group", values: [1, nil])])
        #expect(loaded.listingSignals == [LoadedSignal(name: "tier", values: [2.5, nil])])
        #expect(loaded.listings?.map(\.price) == [10_00, 20_00])
    }

    @Test func aColumnThatNoPolicyNamesIsRefusedAsBefore() throws {
        let problems = try folder(policy: "popularity").problems("x.yaml")
        #expect(problems.count == 2)
        #expect(problems[0].hasPrefix("users.csv:1: age_group: unknown column"))
        #expect(problems[1].hasPrefix("listings.csv:1: tier: unknown column"))
    }

    @Test(arguments: [
        ("{policy: reader, column: teir}", "which neither market.users.file nor market.listings.file has"),
        ("{policy: reader, column: quality}", "which is the market's own and no policy's to see"),
        ("{policy: reader, column: sessions_per_week}", "which is the market's own and no policy's to see"),
        ("{policy: reader, column: listing_id}", "which is the market's own and no policy's to see"),
    ])
    func aColumnThatAPolicyCannotReadIsRefused(policy: String, words: String) throws {
        let problems = try folder(policy: policy, listings: "listing_id,category,price\nx,0,10\n").problems("x.yaml")
        #expect(problems.count == 1 && problems[0].contains(words), "\(problems)")
        #expect(problems.first?.hasPrefix("x.yaml:7: experiment.arms.b.policies.ranking: its policy reads") == true)
    }

    @Test func aNameInBothFilesIsRefused() throws {
        let problems = try folder(users: "user_id,age_group,tier\na,1,2\n").problems("x.yaml")
        #expect(problems.count == 1 && problems[0].contains("which both users and listings have"), "\(problems)")
    }

    @Test(arguments: ["gold", "1e400", "1e16", "NaN"])
    func aCellThatIsNoNumberIsRefused(cell: String) throws {
        let problems = try folder(listings: "listing_id,category,tier,price\nx,0,\(cell),10\n").problems("x.yaml")
        #expect(problems.count == 1)
        #expect(problems[0].hasPrefix("listings.csv:2: tier: expected a number from -1"))
        #expect(problems[0].hasSuffix("found \"\(cell)\""))
    }
}
