import MarketLabTesting
import Marketplace
import MarketplaceTesting
import Policies
import PolicyKit
import Testing

/// Columns of people's own files that a ranking policy reads by name.
@Suite struct OwnSignalTests {
    private static func market(_ change: (inout TestMarket) -> Void = { _ in }) -> TestMarket {
        TestMarket("own signals") { market in
            market.standStill()
            market.loaded.listings = (0..<400).map { LoadedListing(name: "l\($0)", category: $0 % 12, price: 20_00) }
            market.loaded.users = (0..<200).map { LoadedUser(name: "u\($0)") }
            // A permutation, so that the order of a page can tell nothing else.
            market.loaded.listingSignals = [
                LoadedSignal(name: "unread", values: Array(repeating: 7, count: 400)),
                LoadedSignal(name: "tier", values: (0..<400).map { Double($0 * 171 % 400) }),
            ]
            market.loaded.userSignals = [LoadedSignal(name: "side", values: (0..<200).map { $0 % 2 == 0 ? 1 : -1 })]
            market.policies.add(ByTier.self)
            market.choosing { $0[.ranking] = PolicyChoice("by-tier") }
            change(&market)
        }
    }

    /// Users of one side see the highest tier first, those of the other the lowest.
    @Test(arguments: TestSeeds.all)
    func aPageIsInTheOrderOfTheColumnsThatItsPolicyNames(seed: UInt64) throws {
        let pages = try Visits(Self.market().run(seed: seed).records).all.flatMap(\.pages)
        var counted = 0
        for page in pages {
            for (first, second) in zip(page.exposures, page.exposures.dropFirst()) {
                let (a, b) = (first.listing * 171 % 400, second.listing * 171 % 400)
                #expect(first.user % 2 == 0 ? a > b : a < b)
                counted += 1
            }
        }
        #expect(counted > 1_000)
    }

    /// The mean of the column stands for what is missing: an empty cell, and a listing that the file does not have.
    @Test func whatIsMissingIsTheMean() throws {
        let market = Self.market { market in
            market.market.listings.arrivalsPerDay = 300
            // Known are 0 and 10, in equal numbers.
            market.loaded.listingSignals[1].values = (0..<400).map { $0 % 4 == 0 ? 0 : $0 % 4 == 1 ? 10 : nil }
            market.policies.add(MeanOnly.self)
            market.choosing { $0[.ranking] = PolicyChoice("mean-only") }
        }
        let run = try market.run()
        let exposures = run.records(.exposure)
        #expect(exposures.contains { $0.listing >= 400 } && exposures.contains { $0.listing < 400 })
        // Some pages have none; where one has any, those come first.
        for page in Visits(run.records).all.flatMap(\.pages) {
            let isMean = page.exposures.map { $0.listing >= 400 || $0.listing % 4 > 1 }
            #expect(isMean == isMean.sorted { $0 && !$1 })
        }
    }

    @Test func aColumnThatNobodyLoadedTraps() async {
        await #expect(processExitsWith: .failure) {
            var market = OwnSignalTests.market()
            market.loaded.userSignals = []
            _ = try market.run()
        }
    }
}

private final class ByTier: RankingPolicy {
    static let name = "by-tier"
    static let summary = "By a column of listings, in the direction of a column of users."
    let signals: SignalSet = []
    let ownSignals = ["tier", "side"]

    init(parameters: ParameterValues, seed: UInt64) {}

    func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        let (tier, side) = (batch.ownSignal(0), batch.ownSignal(1))
        for candidate in 0..<batch.count { answers.scores[candidate] = tier[candidate] * side[candidate] }
    }
}

private final class MeanOnly: RankingPolicy {
    static let name = "mean-only"
    static let summary = "What has the mean, 5, first."
    let signals: SignalSet = []
    let ownSignals = ["tier"]

    init(parameters: ParameterValues, seed: UInt64) {}

    func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        let tier = batch.ownSignal(0)
        for candidate in 0..<batch.count { answers.scores[candidate] = tier[candidate] == 5 ? 1 : 0 }
    }
}
