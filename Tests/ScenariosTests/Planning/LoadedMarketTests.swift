import Experiments
import Foundation
import MarketLabTesting
import Marketplace
import Scenarios
import Testing

/// Users and listings of a person's own.
@Suite struct LoadedMarketTests {
    private func folder(users: String? = nil, listings: String? = nil, market: String = "categories: 3") throws
        -> Folder
    {
        var scenario = "market:\n"
        if users != nil { scenario += "  users: {file: users.csv}\n" }
        scenario += "  listings: {\(market)\(listings == nil ? "" : ", file: listings.csv")}\n"
        var files = ["x.yaml": scenario]
        files["users.csv"] = users
        files["listings.csv"] = listings
        return try Folder(files)
    }

    @Test func usersAreLoadedAndCounted() throws {
        let folder = try folder(
            users: """
                interest_1,user_id,sessions_per_week,interest_0,interest_2
                1,u1,3.5,0,2.5
                ,"u,2",,,
                """)
        let plan = try folder.scenario("x.yaml").plan
        var first = LoadedUser(name: "u1")
        first.sessionsPerWeek = 3.5
        first.interests = [0, 1, 2.5]
        #expect(plan.loaded.users == [first, LoadedUser(name: "u,2")])
        #expect(plan.loaded.listings == nil)
        #expect(plan.market.users.count == 2)
    }

    @Test(arguments: [("USD", "25.00", 25_00), ("JPY", "2500", 2_500), ("KWD", "2.5", 2_500)])
    func pricesAreInTheScenariosCurrencyAndMayBeNothing(code: String, text: String, price: Int64) throws {
        let folder = try Folder([
            "x.yaml": "currency: \(code)\nmarket: {listings: {file: listings.csv}}\n",
            "listings.csv": "listing_id,category,price\na,2,\(text)\nb,0,0\n",
        ])
        #expect(try folder.scenario("x.yaml").plan.loaded.listings?.map(\.price) == [price, 0])
    }

    @Test func aPriceWithMoreDecimalsThanTheCurrencyHasIsRefused() throws {
        let folder = try Folder([
            "x.yaml": "currency: JPY\nmarket: {listings: {file: listings.csv}}\n",
            "listings.csv": "listing_id,category,price\na,2,25.5\n",
        ])
        #expect(
            folder.problems("x.yaml") == [
                "listings.csv:2: price: expected an amount such as 2500 from 0 to 100000000000, found \"25.5\""
            ])
    }

    @Test func listingsAreLoadedAndCounted() throws {
        let folder = try folder(
            listings: """
                listing_id,category,price,units,condition,quality,age_days
                a,2,25.00,3,5,-1.25,7.5
                b,0,0.99,,,,
                """)
        let plan = try folder.scenario("x.yaml").plan
        var first = LoadedListing(name: "a", category: 2, price: 25_00)
        first.units = 3
        first.condition = 5
        first.quality = -1.25
        first.age = 7.5
        #expect(plan.loaded.listings == [first, LoadedListing(name: "b", category: 0, price: 99)])
        #expect(plan.market.listings.initial == 2)
    }

    static let badListings: [(String, [String])] = [
        ("", ["listings.csv: is empty; columns: listing_id, category, price, units, condition, quality, age_days"]),
        ("listing_id,category,price\n", ["listings.csv: has a header and no rows"]),
        (
            "listing_id,categroy,price\na,1,2\n",
            [
                "listings.csv:1: categroy: unknown column; did you mean \"category\"? Columns: listing_id, ",
                "listings.csv:1: category: the column is missing; columns: listing_id, ",
            ]
        ),
        ("category,price\n1,2\n", ["listings.csv:1: listing_id: the column is missing"]),
        ("listing_id,category,price,price\na,1,2,3\n", ["listings.csv:1: price: the column is given twice"]),
        ("listing_id,category,price\na,1\n", ["listings.csv:2: has 2 cells, the header has 3"]),
        ("listing_id,category,price\na,1,2,3\n", ["listings.csv:2: has 4 cells, the header has 3"]),
        ("listing_id,category,price\na\n", ["listings.csv:2: has 1 cell, the header has 3"]),
        (
            "listing_id,category,price\na,1,2\n\na,3,x\n",
            [
                "listings.csv:4: listing_id: \"a\" stands in line 2 already",
                "listings.csv:4: category: expected a whole number from 0 to 2, found \"3\"",
                "listings.csv:4: price: expected an amount such as 25.00 from 0 to 1000000000, found \"x\"",
            ]
        ),
        ("listing_id,category,price\n,1,2\n", ["listings.csv:2: listing_id: expected a name, found nothing"]),
        ("listing_id,category,price\na,,2\n", ["listings.csv:2: category: is required, found nothing"]),
        ("listing_id,category,price\na,1,2.005\n", ["listings.csv:2: price: expected an amount"]),
        ("listing_id,category,price\na,1,25.00 USD\n", ["listings.csv:2: price: expected an amount"]),
        (
            "listing_id,category,price,condition\na,1,2,6\n",
            ["listings.csv:2: condition: expected a whole number from 1 to 5, found \"6\""]
        ),
        ("listing_id,category,price\na,1,\"2\n", ["listings.csv:2: a quote that is never closed"]),
        (
            "listing_id,category,price,age_days\na,1,2,89.9\nb,1,2,90\nc,1,2,400.5\n",
            [
                "listings.csv:3: has age_days 90, but listings expire at the age of 90d: leave it out or raise",
                "listings.csv:4: has age_days 400.5, but listings expire at the age of 90d: leave it out or raise",
            ]
        ),
    ]

    @Test(arguments: badListings)
    func aBadRowNamesFileAndLine(text: String, sentences: [String]) throws {
        try expect(folder(listings: text).problems("x.yaml"), sentences)
    }

    @Test func anAgeIsHeldAgainstTheScenariosOwnExpiry() throws {
        let old = "listing_id,category,price,age_days\na,1,2,120\n"
        let loaded = try folder(listings: old, market: "categories: 3, expiry: 121d").scenario("x.yaml").plan.loaded
        #expect(loaded.listings?.first?.age == 120)
        // Who has written no expiry that can be read hears of that, and not of every row.
        try expect(
            folder(listings: old, market: "categories: 3, expiry: 121").problems("x.yaml"),
            ["x.yaml:2: market.listings.expiry: expected a duration"])
    }

    @Test(arguments: [
        (
            "user_id,interest_0,interest_1,interest_2\na,1,,2\nb,0,0,0\nc,-1,0,0\n",
            [
                "users.csv:2: has some interests and not others",
                "users.csv:3: has interests that are all 0",
                "users.csv:4: interest_0: expected a number from 0 to",
            ]
        ),
        ("user_id,interest_0\na,1\n", ["users.csv:2: has some interests and not others: give all or none"]),
        (
            "user_id,interest_3\na,1\n",
            ["users.csv:1: interest_3: unknown column; did you mean \"interest_0\"? Columns: user_id, "]
        ),
        (
            "user_id,sessions_per_week\na,0\n",
            ["users.csv:2: sessions_per_week: expected a rate per week from 0.001 to 1000, found \"0\""]
        ),
    ])
    func aBadUserNamesFileAndLine(text: String, sentences: [String]) throws {
        try expect(folder(users: text).problems("x.yaml"), sentences)
    }

    @Test func twentyProblemsAreShownAndTheRestCounted() throws {
        let rows = (0..<50).map { "l\($0),9,1.00\n" }.joined()
        let found = try folder(listings: "listing_id,category,price\n" + rows).problems("x.yaml")
        #expect(found.count == 21)
        #expect(found[19].hasPrefix("listings.csv:21: category"))
        #expect(found[20] == "listings.csv: has 30 more problems")
    }

    @Test func problemsOfTheScenarioComeBeforeThoseOfItsTables() throws {
        let folder = try Folder([
            "x.yaml": "market: {users: {file: u.csv}}\ntitle: []\n", "u.csv": "user_id\na\na\n",
        ])
        #expect(
            folder.problems("x.yaml") == [
                "x.yaml:2: title: expected text, found an empty list",
                "u.csv:3: user_id: \"a\" stands in line 2 already",
            ])
    }

    @Test func aTableThatCannotBeReadIsAProblemOfItsKey() throws {
        let folder = try Folder(["x.yaml": "market:\n  users: {file: none.csv}\n  listings: {file: .}\n"])
        expect(
            folder.problems("x.yaml"),
            [
                "x.yaml:2: market.users.file: cannot read none.csv: no such file or directory",
                "x.yaml:3: market.listings.file: cannot read .: is a directory",
            ])
    }

    @Test func aCountThatDiffersFromTheFileIsAProblem() throws {
        let folder = try Folder([
            "same.yaml": "market: {users: {file: u.csv, count: 2}}\n",
            "other.yaml": "market:\n  users:\n    file: u.csv\n    count: 3\n", "u.csv": "user_id\na\nb\n",
        ])
        #expect(try folder.scenario("same.yaml").plan.market.users.count == 2)
        expect(
            folder.problems("other.yaml"),
            ["other.yaml:4: market.users.count: differs from the 2 rows of u.csv; leave it out"])
    }

    private func expect(_ found: [String], _ starts: [String], _ location: SourceLocation = #_sourceLocation) {
        #expect(found.count == starts.count, "\(found)", sourceLocation: location)
        for (sentence, start) in zip(found, starts) {
            #expect(sentence.hasPrefix(start), "\(sentence)", sourceLocation: location)
        }
    }
}
