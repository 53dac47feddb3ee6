import Foundation
import Marketplace

/// A parameter that a log shows only through the whole market, on a scale on which it moves freely, and the figure of a
/// log that moves with it more than with any other.
struct HiddenParameter: Sendable {
    /// A key of the market that follows from it, and how the log tells it.
    struct Key: Sendable {
        let path: String
        let method: String
    }

    let keys: [Key]
    /// Nil where the log does not tell.
    let figure: @Sendable (LogSignature) -> LogFigure?
    /// How much the figure grows with the logarithm of the size of the market.
    var growth = 0.0
    /// Whether others move its figure, too.
    var isShared = true
    /// Whether it moves the figures of other groups, too.
    var reachesAll = false
    /// How far it is moved to see what follows.
    var nudge = 0.3
    /// A first guess from the figure and from all of them.
    let start: @Sendable (Double, LogSignature) -> Double
    let range: ClosedRange<Double>
    let lay: @Sendable (Double, inout Market) -> Void

    /// In groups within which a parameter moves the figures of others.
    static let groups = [activity, supply + category, funnel, session, price]

    /// A rate by its log-odds.
    static func rate(_ logOdds: Double) -> Double { 1 / (1 + exp(-logOdds)) }
}

extension HiddenParameter {
    /// How many users there are and how often they come, with or without an event.
    static let activity = [
        HiddenParameter(
            keys: [Key(path: "users.count", method: "users seen, and those who left no event")],
            figure: { $0.users }, growth: 1, start: { own, _ in own }, range: 0...log(1e7)
        ) { $1.users.count = Int64(exp($0).rounded()) },
        HiddenParameter(
            keys: [Key(path: "users.sessions_per_week", method: "sessions with an event, and those without")],
            // About every second session leaves an event.
            figure: { $0.sessions }, start: { own, _ in own + 0.5 }, range: log(0.001)...log(1_000)
        ) { $1.users.sessionsPerWeek = exp($0) },
        HiddenParameter(
            keys: [Key(path: "users.sessions_sigma", method: "spread of the users' sessions with an event")],
            figure: { $0.sessionsSigma }, start: { own, _ in own }, range: 0.05...4
        ) { $1.users.sessionsSigma = $0 },
    ]
}

extension HiddenParameter {
    /// How long a session goes on and how fast. A log shows views and no impressions, so this holds at the default click
    /// rates, and of two hazards or two dwell times it tells the size of both together. The spread of patience moves
    /// the views nearly as the hazards do, and is left at the default.
    static let session = [
        HiddenParameter(
            keys: [
                Key(path: "browsing.exit_hazard", method: "views a session, at the default click rates"),
                Key(path: "browsing.boredom_hazard", method: "as many times its default as exit_hazard"),
            ],
            figure: { $0.depth }, start: { _, _ in 0 }, range: -4...log(8)
        ) { factor, market in
            let defaults = BrowsingSettings()
            market.conditions.browsing.exitHazard = defaults.exitHazard * exp(factor)
            market.conditions.browsing.boredomHazard = defaults.boredomHazard * exp(factor)
        },
        HiddenParameter(
            keys: [
                Key(path: "browsing.exposure_dwell", method: "time between views, at the default click rates"),
                Key(path: "browsing.click_dwell", method: "as many times its default as exposure_dwell"),
            ],
            figure: { $0.pause }, start: { _, _ in 0 }, range: -6...6
        ) { factor, market in
            let defaults = BrowsingSettings()
            func stretched(_ dwell: Int64) -> Int64 { max(1, Int64((Double(dwell) * exp(factor)).rounded())) }
            market.conditions.browsing.exposureDwell = stretched(defaults.exposureDwell)
            market.conditions.browsing.clickDwell = stretched(defaults.clickDwell)
        },
        HiddenParameter(
            keys: [Key(path: "browsing.pace_sigma", method: "spread of the sessions' time between views")],
            figure: { $0.pauseSpread }, start: { _, _ in BrowsingSettings().paceSigma }, range: 0...4
        ) { $1.conditions.browsing.paceSigma = $0 },
    ]
}

extension HiddenParameter {
    /// What follows a view of a listing of average appeal, by log-odds.
    static let funnel = [
        HiddenParameter(
            keys: [Key(path: "choice.cart_rate", method: "carts per view, at a listing of average appeal")],
            figure: { $0.cartOdds }, start: { own, _ in own }, range: -12...12
        ) { $1.conditions.choice.cartRate = rate($0) },
        HiddenParameter(
            keys: [
                Key(path: "choice.checkout_rate", method: "purchases begun a cart, less those that an offer led to")
            ],
            figure: { $0.checkoutOdds }, start: { own, _ in own }, range: -12...12
        ) { $1.conditions.choice.checkoutRate = rate($0) },
        HiddenParameter(
            keys: [Key(path: "offers.rate", method: "offers per view, at the category's median price")],
            figure: { $0.offerOdds }, start: { own, _ in own }, range: -12...12
        ) { $1.conditions.offers.rate = rate($0) },
    ]
}

extension HiddenParameter {
    /// How unequal the categories are. How much each user keeps to a few does not show: the feed learns it, and then
    /// shows little else.
    static let category = [
        HiddenParameter(
            keys: [Key(path: "listings.category_exponent", method: "Zipf's law of items by category")],
            figure: { $0.itemExponent }, reachesAll: true, start: { own, _ in own }, range: 0...5
        ) { $1.listings.categoryExponent = $0 }
    ]
}

extension HiddenParameter {
    /// The prices that sellers begin with: those in a log are lower by the markdowns before it.
    static let price = [
        HiddenParameter(
            keys: [
                Key(path: "listings.price_median", method: "price at an item's first event, less default markdowns")
            ],
            figure: { $0.priceMedian }, start: { own, _ in own }, range: log(0.01)...log(1e6)
        ) { $1.listings.priceMedian = Int64((exp($0) * 100).rounded()) },
        HiddenParameter(
            keys: [Key(path: "listings.price_sigma", method: "spread of the same")],
            figure: { $0.priceSigma }, start: { own, _ in own }, range: 0.01...4
        ) { $1.listings.priceSigma = max($0, $1.listings.categoryPriceSigma) },
    ]
}

extension HiddenParameter {
    /// How much is for sale and how long it stays; what leaves is replaced.
    static let supply = [
        HiddenParameter(
            keys: [
                Key(path: "listings.initial", method: "the stock of which as many items are seen"),
                Key(path: "listings.arrivals_per_day", method: "what leaves the stock is replaced"),
            ],
            figure: { $0.crowding }, growth: 0.5, start: { $1.itemsAtOnce + 0.2 }, range: 0...log(5e7)
        ) { $1.listings.initial = Int64(exp($0).rounded()) },
        HiddenParameter(
            keys: [Key(path: "listings.withdrawal_mean", method: "items that are not seen again later")],
            figure: { $0.exitRate }, isShared: false, nudge: 0.7, start: { own, _ in log(max(2e-3, own)) },
            range: log(1e-3)...log(2)
        ) { StockBalance.setLeavingRate(exp($0), of: &$1.listings) },
    ]
}

/// A stock whose listings leave as fast as new ones come.
enum StockBalance {
    private static let day = 86_400_000.0

    /// Share of the stock that is withdrawn or expires a day.
    static func leavingRate(_ listings: ListingSettings) -> Double {
        rate(withdrawal: Double(listings.withdrawalMean) / day, expiry: Double(listings.expiry) / day)
    }

    /// Sets the mean time until a withdrawal to that at which the share leaves; no less than by expiry alone can.
    static func setLeavingRate(_ wanted: Double, of listings: inout ListingSettings) {
        let expiry = Double(listings.expiry) / day
        var (low, high) = (0.1, 3_650.0)
        for _ in 0..<60 {
            let middle = (low * high).squareRoot()
            if rate(withdrawal: middle, expiry: expiry) > wanted { low = middle } else { high = middle }
        }
        listings.withdrawalMean = Int64(((low * high).squareRoot() * day).rounded())
    }

    /// Sets the arrivals to what leaves: by withdrawal, by expiry and sold.
    /// - Parameter sales: units a day.
    static func setArrivals(of listings: inout ListingSettings, sales: Double) {
        listings.arrivalsPerDay = Double(listings.initial) * leavingRate(listings) + sales
    }

    /// The rate per day at which listings go: in a stock in balance, ages (in days) are exponential and cut off at the
    /// expiry.
    private static func rate(withdrawal: Double, expiry: Double) -> Double {
        1 / (withdrawal * (1 - exp(-expiry / withdrawal)))
    }
}
