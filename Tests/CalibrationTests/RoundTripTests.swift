import Calibration
import Experiments
import MarketLabTesting
import Marketplace
import Policies
import PolicyKit
import RunStore
import Scenarios
import Testing

/// A market is simulated, exported and calibrated, and the planted values come back.
///
/// A value may be as many standard errors off as happens once in 10,000: 3.9 where the error comes from many
/// observations, 6.6 where it rests on ten runs (t with 9 degrees of freedom), and the same for what rests on the spread of
/// twelve categories. With the seed fixed the test says the same every time. docs/Calibration.md has other seeds.
@Suite(.tags(.long), .onlyLong) struct RoundTripTests {
    private static let planted: Market = {
        var market = Market()
        market.users.count = 800
        market.users.sessionsPerWeek = 3
        market.users.sessionsSigma = 0.8
        market.users.casualShare = 0
        market.listings.initial = 1_600
        market.listings.categories = 12
        market.listings.categoryExponent = 0.9
        // What is withdrawn, expires and is sold is replaced.
        market.listings.arrivalsPerDay = 45.75
        market.listings.withdrawalMean = 60 * 86_400_000
        market.listings.priceMedian = 40_00
        market.listings.priceSigma = 0.9
        market.listings.categoryPriceSigma = 0.3
        market.conditions.browsing.exposureDwell = 600
        // As many times its default as exposureDwell.
        market.conditions.browsing.clickDwell = 5_333
        market.conditions.browsing.paceSigma = 1.4
        market.conditions.choice.likeRate = 0.2
        market.conditions.choice.cartRate = 0.08
        market.conditions.choice.checkoutRate = 0.25
        market.conditions.offers.rate = 0.02
        market.conditions.orders.paymentShare = 0.7
        return market
    }()

    private static let calibration = Result {
        let run = try CalibrationRun(planted, days: 28, seed: 5)
        return try withExtendedLifetime(run) { try Calibration(log: run.log, policies: .builtIn) }
    }

    /// What rests on a count, with no run beside it.
    private static let counted = ["choice.like_rate", "orders.payment_share"]

    private static let simulated = [
        "users.count", "users.sessions_per_week", "users.sessions_sigma", "listings.initial",
        "listings.category_exponent", "listings.arrivals_per_day", "listings.withdrawal_mean", "listings.price_median",
        "listings.price_sigma", "listings.category_price_sigma", "browsing.exit_hazard", "browsing.boredom_hazard",
        "browsing.exposure_dwell", "browsing.click_dwell", "browsing.pace_sigma",
        "choice.cart_rate", "choice.checkout_rate", "offers.rate",
    ]

    @Test(arguments: counted + simulated)
    func thePlantedValueComesBack(path: String) throws {
        let found = try #require(try Self.calibration.get().parameters.first { $0.path == path })
        let field = try #require(Market.fields.first { $0.parameter.name == path })
        let planted = try #require(field.read(Self.planted).number)
        let error = try #require(found.standardError)
        #expect(
            abs(found.value - planted) < (Self.counted.contains(path) ? 3.9 : 6.6) * error,
            "\(path): \(found.value) ± \(error), planted \(planted)")
        // An error so large that nothing could be told would make the test empty.
        #expect(error < 0.4 * planted)
    }

    @Test func theCategoriesAreCountedAndTheirSharesAreThoseOfTheFit() throws {
        let calibration = try Self.calibration.get()
        #expect(calibration.parameters.first { $0.path == "listings.categories" }?.value == 12)
        let section = try #require(calibration.comparison.sections.first { $0.title == "Category" })
        let items = try #require(section.distributions.first { $0.title == "Items by category" })
        #expect(abs(items.data.reduce(0, +) - 1) < 1e-9)
        // By Zipf's law the first category has 35 % of the listings, and of those that are seen about as many.
        #expect(items.data[0] > 0.25)
        #expect(zip(items.data, items.fit).allSatisfy { abs($0 - $1) < 0.05 })
    }

    @Test func theFittedMarketsLogLooksLikeTheLog() throws {
        let sections = try Self.calibration.get().comparison.sections
        #expect(sections.map(\.title) == ["Activity", "Session", "Funnel", "Price", "Category", "Item age"])
        for distribution in sections.flatMap(\.distributions) {
            let distance = zip(distribution.data, distribution.fit).reduce(0) { $0 + abs($1.0 - $1.1) } / 2
            #expect(distance < 0.1, "\(distribution.title)")
        }
    }

    @Test func theScenarioIsOneThatMarketLabReads() throws {
        let calibration = try Self.calibration.get()
        let text = CalibratedScenario(calibration).text
        let market = try ScenarioReader(policies: .builtIn).read(text: text, file: "fitted.yaml").plan.market
        for parameter in calibration.parameters {
            let field = try #require(Market.fields.first { $0.parameter.name == parameter.path })
            let read = try #require(field.read(market).number)
            // A duration is written in the largest unit of which there are a hundred.
            let part = field.parameter.unit == .duration ? 5e-3 : 1e-4
            #expect(abs(read - parameter.value) <= part * max(1, abs(parameter.value)), "\(parameter.path)")
            #expect(text.contains(parameter.errorText.map { "± \($0)" } ?? parameter.method))
        }
        #expect(text.contains("no impressions"))
    }
}
