import Foundation
import MarketLabTesting
import Marketplace
import MarketplaceTesting
import Randomness
import Testing

/// What listings are: price, units, category, seller.
struct ListingTraitTests {
    private static func created(
        _ seed: UInt64, users: Int64 = 1_000, _ change: (inout ListingSettings) -> Void = { _ in }
    ) throws -> [JournalRecord] {
        var market = TestMarket("listings")
        market.market.users.count = users
        market.market.users.sessionsPerWeek = 0.001
        market.market.listings.initial = 20_000
        market.market.listings.arrivalsPerDay = 0
        market.days = 0.01
        change(&market.market.listings)
        return try market.run(seed: seed).records(.listingCreated)
    }

    /// 1e-5. Without differences between categories prices are one lognormal distribution.
    @Test(arguments: TestSeeds.two)
    func pricesAreLognormal(seed: UInt64) throws {
        let prices = try ListingTraitTests.created(seed) {
            $0.categoryPriceSigma = 0
            $0.priceMedian = 1_000_000
            $0.priceMaximum = 100_000_000_000
            $0.priceMinimum = 1
        }.map { log(Double($0.value) / 1_000_000) / 1.36 }
        #expect(GoodnessOfFit.kolmogorov(prices) { GoodnessOfFit.standardNormal($0) } > GoodnessOfFit.falseAlarm)
    }

    /// 1e-5: by Zipf's law, and all alike at exponent 0, as they are by default.
    @Test(arguments: TestSeeds.two, [0, 0.9])
    func categoriesFollowZipfsLaw(seed: UInt64, exponent: Double) throws {
        #expect(ListingSettings().categoryExponent == 0)
        let listings = try ListingTraitTests.created(seed) {
            $0.categories = 12
            $0.categoryExponent = exponent
        }
        var counts = [Int](repeating: 0, count: 12)
        for listing in listings { counts[Int(listing.slot)] += 1 }
        let powers: [Double] = (1...12).map { pow(Double($0), -exponent) }
        let total = powers.reduce(0, +)
        #expect(GoodnessOfFit.chiSquare(counts, powers.map { $0 / total }) > GoodnessOfFit.falseAlarm)
    }

    /// 1e-5 a check: the categories' own spread is part of the market's, so the spread within one is what is left.
    @Test(arguments: TestSeeds.two)
    func categoriesDifferInPriceAndTheWholeMarketIsAsWideAsSet(seed: UInt64) throws {
        let listings = try ListingTraitTests.created(seed) {
            $0.categories = 60
            $0.categoryPriceSigma = 0.8
            $0.priceSigma = 1
            $0.priceMedian = 1_000_000
            $0.priceMaximum = 100_000_000_000
        }
        var logs = [[Double]](repeating: [], count: 60)
        for listing in listings { logs[Int(listing.slot)].append(log(Double(listing.value) / 1_000_000)) }
        let means = logs.map { $0.reduce(0, +) / Double($0.count) }
        let within = zip(logs, means).reduce(0.0) { sum, category in
            sum + category.0.reduce(0) { $0 + ($1 - category.1) * ($1 - category.1) }
        }
        let freedom = Double(listings.count - 60)
        let z = (within / 0.36 - freedom) / (2 * freedom).squareRoot()
        #expect(GoodnessOfFit.normal(z) > GoodnessOfFit.falseAlarm)
        let spread = (0.64 + 0.36 * 60 / Double(listings.count)).squareRoot()
        #expect(GoodnessOfFit.kolmogorov(means) { GoodnessOfFit.standardNormal($0 / spread) } > 1e-5)
    }

    @Test func pricesStayWithinTheirBounds() throws {
        let prices = try ListingTraitTests.created(1) {
            $0.priceMinimum = 15_00
            $0.priceMaximum = 40_00
        }.map(\.value)
        #expect(prices.min() == 15_00)
        #expect(prices.max() == 40_00)
    }

    /// 1e-5 a check.
    @Test(arguments: TestSeeds.two)
    func stockAndCategoriesAreMixedAsSet(seed: UInt64) throws {
        let listings = try ListingTraitTests.created(seed) {
            $0.singleUnitShare = 0.8
            $0.fewUnitsShare = 0.15
            $0.deepUnits = 60
            $0.categories = 11
        }
        var units = [Int](repeating: 0, count: 61)
        var categories = [Int](repeating: 0, count: 11)
        for listing in listings {
            units[Int(listing.detail)] += 1
            categories[Int(listing.slot)] += 1
        }
        let shares = (0...60).map { $0 == 1 ? 0.8 : (2...5).contains($0) ? 0.0375 : $0 == 60 ? 0.05 : 0 }
        #expect(GoodnessOfFit.chiSquare(units, shares) > GoodnessOfFit.falseAlarm)
        #expect(units.enumerated().allSatisfy { shares[$0.offset] > 0 || $0.element == 0 })
        let even = [Double](repeating: 1 / 11.0, count: 11)
        #expect(GoodnessOfFit.chiSquare(categories, even) > GoodnessOfFit.falseAlarm)
    }

    /// The sum of squared listings a seller follows Simon's urn: with share p from a user picked evenly and else from
    /// the seller of an old listing, E S(k+1) = S(k) + 1 + 2 (p k/N + (1 - p) S(k)/k). Over 30 markets; 1e-5 a seed.
    @Test(arguments: TestSeeds.two)
    func sellersWithManyListingsGetMore(seed: UInt64) throws {
        let (sellers, listings, share) = (500.0, 3_000, 0.2)
        var expected = 1.0
        for k in 1..<listings {
            expected += 1 + 2 * (share * Double(k) / sellers + (1 - share) * expected / Double(k))
        }
        let sums = try (0..<30).map { world -> Double in
            let created = try ListingTraitTests.created(1_000 * seed + UInt64(world), users: 500) {
                $0.initial = Int64(listings)
                $0.newSellerShare = share
            }
            return ListingTraitTests.listingsASeller(created, users: 500).reduce(0) { $0 + Double($1 * $1) }
        }
        let mean = sums.reduce(0, +) / 30
        let variance = sums.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 29
        let t = (mean - expected) / (variance / 30).squareRoot()
        #expect(GoodnessOfFit.studentT(t, degreesOfFreedom: 29) > GoodnessOfFit.falseAlarm)
    }

    /// The top hundredth of the sellers lists many times what it would list if all were alike (some 3 %).
    @Test(arguments: TestSeeds.two)
    func aFewSellersListMuch(seed: UInt64) throws {
        func topShare(_ newSellers: Double) throws -> Double {
            let created = try ListingTraitTests.created(seed) { $0.newSellerShare = newSellers }
            let counts = ListingTraitTests.listingsASeller(created, users: 1_000).sorted(by: >)
            return Double(counts.prefix(10).reduce(0, +)) / 20_000
        }
        #expect(try topShare(0.01) > 0.1)
        #expect(try topShare(1) < 0.03)
    }

    private static func listingsASeller(_ created: [JournalRecord], users: Int) -> [Int] {
        var counts = [Int](repeating: 0, count: users)
        for listing in created { counts[Int(listing.user)] += 1 }
        return counts
    }
}
