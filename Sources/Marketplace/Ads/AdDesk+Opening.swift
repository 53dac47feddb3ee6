import PolicyKit
import Randomness

extension AdDesk {
    /// Opens the campaigns of a market whose first listings stand, with a policy in each arm.
    /// - Parameter choices: the bidding policy of each arm.
    init(_ choices: [PolicyChoice], policies: PolicyRegistry, in state: inout MarketState) {
        let settings = state.settings.ads
        state.shelves.open(
            Int(settings.campaigns), categories: state.catalogue.categories, listings: state.listings, key: state.key)
        let key = state.key
        let count = state.shelves.count
        let terms = choices.indices.map { state.terms[$0] }
        self.init(
            AdBidding(
                (0..<count).map { FeedCampaign($0, settings: settings, key: key) },
                policies: choices.flatMap { choice in
                    (0..<count).map { policies.bidding(choice, seed: key.derived(UInt64(10 + $0)).seed) }
                },
                conditions: terms.map(\.conditions), ticks: Int(settings.ticks), calendar: state.calendar,
                opportunities: AdDesk.guessedPages(of: state)),
            settings: settings, terms: terms)
    }

    /// Pages a day that a campaign may bid for, as one would guess them who knows how often users come.
    private static func guessedPages(of state: borrowing MarketState) -> Double {
        let sessions = (0..<state.users.count).reduce(0.0) { $0 + Double(state.users.sessionsPerWeek[$1]) } / 7
        return 2 * sessions * min(1, Double(AdAudience.mostCategories) / Double(state.catalogue.categories))
    }
}
