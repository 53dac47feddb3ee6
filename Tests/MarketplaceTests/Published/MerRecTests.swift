import MarketLabTesting
import Marketplace
import Policies
import Testing

/// The default market against MerRec's figures of Mercari (May 2023: 174.9 M events, 2.77 M users, 30.1 M items).
///
/// Markets of 4,000 users are run for 31 days after two weeks, and each figure is their mean: markets differ, because their
/// categories and their keenest users do. In the long form there are twelve, and all figures are within 10 %; the standard error
/// of the least certain, the 99 % quantile of a user's events, is 3.5 %. Of four it is 6 %, and they are within 15 %.
@Suite(.tags(.long)) struct MerRecTests {
    private static let (markets, tolerance): (UInt64, Double) = TestOptions.isLong ? (12, 0.1) : (4, 0.15)
    private static let realised: [String: Double] = {
        var sums: [String: Double] = [:]
        for seed in 1...markets as ClosedRange<UInt64> {
            let figures = measured(seed: seed)
            for figure in PublishedMarket.mercari.figures {
                sums[figure.name, default: 0] += figure.realised(figures) / Double(markets)
            }
        }
        return sums
    }()

    private static func measured(seed: UInt64) -> MerRecMeasure {
        var market = Market()
        market.users.count *= 2
        market.listings.initial *= 2
        market.listings.arrivalsPerDay *= 2
        let day: Int64 = 86_400_000
        let figures = MerRecMeasure(within: 14 * day..<45 * day)
        var world = World(
            WorldSetup(
                market: market, arms: [ArmSetup()], randomisation: .users { _ in 0 }, seed: seed,
                experimentStart: 14 * day,
                browsingEnd: 45 * day, end: 45 * day),
            policies: .builtIn, consumers: [figures])
        let finished = try? world.run()
        precondition(finished == true)
        return figures
    }

    @Test(arguments: PublishedMarket.mercari.figures)
    func theDefaultMarketBehavesLikeMercari(_ figure: PublishedMarket.Figure) throws {
        let realised = try #require(MerRecTests.realised[figure.name])
        #expect(
            abs(realised / figure.published - 1) < MerRecTests.tolerance,
            "\(figure.name): \(realised), published \(figure.published)")
    }
}
