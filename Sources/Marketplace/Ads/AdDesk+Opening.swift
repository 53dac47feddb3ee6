import Bidding
import EventSimulation
import PolicyKit
import Randomness
import Storage

extension AdDesk {
    /// Opens the campaigns of a market whose first listings stand, with a policy in each arm.
    /// - Parameters:
    ///   - choices: the bidding policy of each arm.
    ///   - loaded: a person's own campaigns, which replace the drawn ones.
    ///   - experimentStart: milliseconds from which their days are counted.
    init(
        _ choices: [PolicyChoice], policies: PolicyRegistry, host: PolicyHost, loaded: [LoadedCampaign]?,
        experimentStart: Int64, in state: inout MarketState
    ) {
        let (settings, key, categories) = (state.settings.ads, state.key, state.catalogue.categories)
        let shelves =
            if let loaded {
                ShelfDraw.shelves(of: loaded, categories: categories, listings: state.listings, key: key)
            } else {
                ShelfDraw.shelves(Int(settings.campaigns), listings: state.listings, key: key)
            }
        state.shelves.open(shelves, categories: categories, listings: state.listings)
        let draw = CampaignDraw(settings: settings, currency: state.settings.currency, key: key)
        let campaigns = loaded?.map(draw.campaign) ?? shelves.indices.map(draw.campaign)
        let terms = choices.indices.map { state.terms[$0] }
        let calendar = state.calendar
        let ticks = BidTicks(ticksPerDay: Int(settings.ticks), days: Int(settings.budgetDays)) {
            calendar.traffic(until: .milliseconds($0))
        }
        let seats = BiddingSeats(
            campaigns, pricing: terms.map(\.conditions.ads.pricing),
            policies: choices.flatMap { choice in
                let policy = policies.factory(.bidding, choice, in: host)
                return campaigns.indices.map { policy(key.seed(for: .bidding, $0)) }
            },
            ticks: ticks.ticks)
        self.init(
            AdBidding(
                seats, arms: choices.count, ticks: ticks, experimentStart: experimentStart,
                opportunities: Double(settings.budgetDays) * AdDesk.guessedPages(of: state)),
            calibrations: campaigns.indices.map(draw.calibration), settings: settings,
            currency: state.settings.currency, terms: terms, sharedListings: state.shelves.namedBound)
    }

    /// Pages a day that a campaign may bid for, as one would guess them who knows how often users come.
    private static func guessedPages(of state: borrowing MarketState) -> Double {
        let sessions = (0..<state.users.count).reduce(0.0) { $0 + Double(state.users.sessionsPerWeek[$1]) } / 7
        return 2 * sessions * min(1, Double(AdAudience.mostCategories) / Double(state.catalogue.categories))
    }
}
