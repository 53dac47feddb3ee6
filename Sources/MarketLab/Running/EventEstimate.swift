import Experiments
import Foundation
import Marketplace

/// Estimates, before a run, how often things happen in its worlds, and warns of what makes it take long.
struct EventEstimate {
    /// A sentence for each key that does.
    let warnings: [String]

    init(_ plan: Plan) {
        let days = Double(plan.schedule.warmup + plan.schedule.experiment) / 86_400_000
        if let auctions = plan.auctions {
            let settings = auctions.market.settings
            let bidders = Double(auctions.market.campaignCount) / Double(settings.segments)
            let counted = Double(plan.schedule.experiment) / 86_400_000 + Double(settings.settling)
            let bids = Double(settings.opportunitiesPerDay) * counted * bidders * Double(plan.replications)
            warnings = bids > EventEstimate.mostBids ? [EventEstimate.warning(bids, "bids", "auctions.segments")] : []
            return
        }
        guard plan.booking == nil else {
            warnings = []
            return
        }
        let worlds = Double(plan.roles.count * plan.replications)
        let exposures = worlds * VisitEstimate(plan).exposures
        let looks = worlds * EventEstimate.looks(plan.market.listings, plan.loaded.listings?.count, days: days)
        let plans = worlds * Double(plan.campaigns * plan.arms.count) * Double(plan.market.ads.ticks) * days
        var warnings: [String] = []
        if exposures > EventEstimate.mostExposures {
            warnings.append(EventEstimate.warning(exposures, "exposures", "market.users and market.browsing"))
        }
        // What sellers and advertisers do by the clock should not outnumber what users do.
        for (events, words, key) in [
            (looks, "times that a seller looks at a listing", "market.listings.markdown_after"),
            (plans, "plans of campaigns", "market.ads.ticks"),
        ] where events > max(EventEstimate.mostByTheClock, exposures) {
            warnings.append(EventEstimate.warning(events, words, key))
        }
        self.warnings = warnings
    }

    /// Hours, on one core.
    private static let mostExposures = 1e10
    private static let mostBids = 1e12
    /// Twenty seconds, on one core.
    private static let mostByTheClock = 1e8

    private static func warning(_ events: Double, _ words: String, _ key: String) -> String {
        let count = String(format: events < 1e9 ? "%.0f million" : "%.3g billion", events / (events < 1e9 ? 1e6 : 1e9))
        return "\(key): about \(count) \(words) in all worlds; the run will take long"
    }

    /// How often sellers look at unsold listings, were nothing sold: at the end of each, and whenever a markdown is due.
    private static func looks(_ listings: ListingSettings, _ loaded: Int?, days: Double) -> Double {
        let day = 86_400_000.0
        let mean = Double(listings.withdrawalMean) / day
        let life = max(1e-9, mean * (1 - exp(-Double(listings.expiry) / day / mean)))
        let gone = 1 - exp(-days / life)
        let first = Double(loaded ?? Int(listings.initial))
        let listingDays = first * life * gone + listings.arrivalsPerDay * life * (days - life * gone)
        return first + listings.arrivalsPerDay * days + listingDays * day / Double(listings.markdownAfter)
    }
}
