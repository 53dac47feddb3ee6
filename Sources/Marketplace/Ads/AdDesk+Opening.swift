import PolicyKit
import Randomness

extension AdDesk {
    /// Opens the campaigns of a market whose first listings stand, with a policy in each arm.
    /// - Parameters:
    ///   - choices: the bidding policy of each arm.
    ///   - loaded: a person's own campaigns, which replace the drawn ones.
    ///   - experimentStart: milliseconds from which their days are counted.
    init(
        _ choices: [PolicyChoice], policies: PolicyRegistry, loaded: [LoadedFeedCampaign]?, experimentStart: Int64,
        in state: inout MarketState
    ) {
        let (settings, currency) = (state.settings.ads, state.settings.currency)
        let (key, categories) = (state.key, state.catalogue.categories)
        let shelves =
            if let loaded {
                ShelfDraw.shelves(of: loaded, categories: categories, listings: state.listings, key: key)
            } else {
                ShelfDraw.shelves(Int(settings.campaigns), listings: state.listings, key: key)
            }
        state.shelves.open(shelves, categories: categories, listings: state.listings)
        let campaigns = shelves.indices.map {
            FeedCampaign(
                $0, settings: settings, loaded: loaded?[$0], currency: currency, experimentStart: experimentStart,
                key: key)
        }
        let terms = choices.indices.map { state.terms[$0] }
        self.init(
            AdBidding(
                campaigns,
                policies: choices.flatMap { choice in
                    campaigns.indices.map { policies.make(.bidding, choice, seed: key.seed(for: .bidding, $0)) }
                },
                conditions: terms.map(\.conditions), clock: AdClock(settings, calendar: state.calendar),
                opportunities: Double(settings.budgetDays) * AdDesk.guessedPages(of: state)),
            settings: settings, currency: currency, terms: terms, sharedListings: state.shelves.namedBound)
    }

    /// Pages a day that a campaign may bid for, as one would guess them who knows how often users come.
    private static func guessedPages(of state: borrowing MarketState) -> Double {
        let sessions = (0..<state.users.count).reduce(0.0) { $0 + Double(state.users.sessionsPerWeek[$1]) } / 7
        return 2 * sessions * min(1, Double(AdAudience.mostCategories) / Double(state.catalogue.categories))
    }
}
