import Foundation
import MarketLabTesting
import Marketplace
import MarketplaceTesting
import Testing

/// What content tells of a listing's appeal to all.
struct AppealingContentTests {
    /// A market in which nothing but appeal moves a click, and pages come at random.
    private static func run(_ share: Double, seed: UInt64) throws -> ExposureWatcher.Log {
        var market = AppealMarket.market("appealing content", clickRate: 0.02)
        market.market.listings.appealFromContent = share
        return try market.watched(by: .nothing, seed: seed)
    }

    /// The mean content of what is clicked less that of what is shown points along one direction, by as much as so much of the
    /// appeal, tilted by the click, makes it: 1e-5 a check.
    @Test(arguments: TestSeeds.two, [0, 0.25, 1])
    func contentTellsTheShareOfAppealThatIsSet(seed: UInt64, share: Double) throws {
        let log = try Self.run(share, seed: seed)
        let (spread, base) = (0.6, Foundation.log(0.02 / 0.98))
        let scale = spread / (1 + spread * spread).squareRoot()
        // E(A | click) of a standard normal appeal A.
        var (mean, total, square, draws) = (0.0, 0.0, 0.0, 0.0)
        for step in -800...800 {
            let appeal = Double(step) / 100
            let density = exp(-appeal * appeal / 2)
            let rate = 1 / (1 + exp(-base - AppealMarket.weight * appeal))
            mean += appeal * rate * density
            total += rate * density
            square += rate * rate * density
            draws += density
        }
        let expected = scale * share.squareRoot() * mean / total
        let (clicks, shift) = (log.clicks[0], log.shift())
        #expect(clicks > 1_500)
        // Each dimension's mean among clicks errs with variance v, of clicks and of listings that are clicked unequally often. So the
        // squared length is noncentral chi-square times v.
        let variance = scale * scale * (1 / clicks + (square * draws / (total * total) - 1) / 20_000)
        let length = shift.reduce(0) { $0 + $1 * $1 }
        let error = (2 * 16 * variance * variance + 4 * variance * expected * expected).squareRoot()
        let z = (length - expected * expected - 16 * variance) / error
        #expect(abs(z) < 4.5, "\(length.squareRoot()) for \(expected)")
    }
}
