import Foundation
import MarketLabTesting
import Marketplace
import MarketplaceTesting
import Testing

/// What an attribute tells of a listing's appeal to all.
struct AppealingAttributeTests {
    /// A market of two attributes in which nothing but appeal moves a click, and pages come at random.
    private static func run(_ share: Double, seed: UInt64) throws -> ExposureWatcher.Log {
        var market = AppealMarket.market("appealing attributes", clickRate: 0.05)
        market.standStill()
        market.market.listings.attributes = 2
        market.market.listings.appealFromAttribute = share
        return try market.watched(by: .attribute, seed: seed)
    }

    /// Two attributes whose shares are 2/3 and 1/3 (Zipf), and whose appeals have mean 0 and variance 1 over listings, can only have the
    /// appeals +-sqrt(1/2) and -+sqrt(2). So the click rate of each is known: 1e-5 a check.
    @Test(arguments: TestSeeds.two, [0.25, 1])
    func anAttributeTellsTheShareOfAppealThatIsSet(seed: UInt64, share: Double) throws {
        let log = try Self.run(share, seed: seed)
        let rates = log.exposures.indices.map { log.clicks[$0] / log.exposures[$0] }
        let sign: Double = rates[0] > rates[1] ? 1 : -1
        for (attribute, appeal) in [sign * 0.5.squareRoot(), -sign * 2.0.squareRoot()].enumerated() {
            // Over what is the listing's own.
            var (mean, square, total) = (0.0, 0.0, 0.0)
            for step in -800...800 {
                let own = Double(step) / 100
                let told = share.squareRoot() * appeal + (1 - share).squareRoot() * own
                let rate = Logit.chance(Logit.logOdds(0.05) + AppealMarket.weight * told)
                let density = exp(-own * own / 2)
                mean += rate * density
                square += rate * rate * density
                total += density
            }
            let expected = mean / total
            let ofListings =
                (square / total - expected * expected) / (Double(AppealMarket.listings) * Self.shares[attribute])
            let error = (expected * (1 - expected) / log.exposures[attribute] + ofListings).squareRoot()
            #expect(log.clicks[attribute] > 500)
            #expect(GoodnessOfFit.normal((rates[attribute] - expected) / error) > GoodnessOfFit.falseAlarm)
        }
        let (all, part) = (log.exposures[0] + log.exposures[1], Self.shares[0])
        let error = (part * (1 - part) * (1 / Double(AppealMarket.listings) + 1 / all)).squareRoot()
        #expect(GoodnessOfFit.normal((log.exposures[0] / all - part) / error) > GoodnessOfFit.falseAlarm)
    }

    private static let shares = [2.0 / 3, 1.0 / 3]

    @Test func whereAttributesTellNothingNoListingHasOne() throws {
        let log = try Self.run(0, seed: 5)
        #expect(log.exposures.count == 1 && log.exposures[0] > 10_000)
    }
}
