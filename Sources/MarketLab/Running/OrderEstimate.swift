import Experiments
import Foundation
import Marketplace

/// Estimates how many checkouts a world will see: what its users want, and no more than its stock can give.
struct OrderEstimate {
    let checkouts: Double

    init(_ plan: Plan) {
        let wanted =
            OrderEstimate.sessions(plan)
            * (plan.arms.map { OrderEstimate.checkoutsPerSession($0.conditions) }.max() ?? 0)
        checkouts = min(wanted, plan.arms.map { OrderEstimate.reservations(plan, $0.conditions.orders) }.max() ?? 0)
    }

    /// Sessions of all users until browsing ends.
    private static func sessions(_ plan: Plan) -> Double {
        let settings = plan.market.users
        let weeks = Double(plan.schedule.warmup + plan.schedule.experiment) / 604_800_000
        // A lognormal mean, which the highest rate bounds.
        let mean = settings.sessionsPerWeek * exp(settings.sessionsSigma * settings.sessionsSigma / 2)
        let active = min(mean, settings.sessionsMaximum)
        let drawn = settings.casualShare * settings.casualSessionsPerWeek + (1 - settings.casualShare) * active
        guard let own = plan.loaded.users else { return weeks * drawn * Double(settings.count) }
        return weeks * own.reduce(0) { $0 + ($1.sessionsPerWeek ?? drawn) }
    }

    /// A user of mean patience who sees listings of average appeal in the category looked for.
    private static func checkoutsPerSession(_ conditions: Conditions) -> Double {
        let browsing = conditions.browsing
        let choice = conditions.choice
        let patience = exp(browsing.patienceSigma * browsing.patienceSigma / 2)
        var exposures = 0.0
        var staying = 1.0
        for seen in 0..<browsing.maximumExposures where staying > 1e-6 {
            exposures += staying
            let run = unclicked(among: min(seen, browsing.boredomRun), clicks: choice.clickRateMatched)
            let boredom = run / Double(browsing.boredomRun)
            staying *= max(0, 1 - (browsing.exitHazard + boredom * browsing.boredomHazard) / patience)
        }
        // The lift multiplies odds.
        let lifted = choice.checkoutRate * (1 + choice.utilityLift)
        let checkout = lifted > 0 ? lifted / (lifted + 1 - choice.checkoutRate) : 0
        return exposures * choice.clickRateMatched * choice.cartRate * checkout
    }

    /// The mean length of the run of exposures since the last click, counted up to `limit`.
    private static func unclicked(among limit: Int64, clicks rate: Double) -> Double {
        rate > 0 ? (1 - rate) * (1 - pow(1 - rate, Double(limit))) / rate : Double(limit)
    }

    /// How often the units of the market can be reserved: each once, and again after every lapse.
    private static func reservations(_ plan: Plan, _ orders: OrderSettings) -> Double {
        let listings = plan.market.listings
        let days = Double(plan.schedule.warmup + plan.schedule.experiment) / 86_400_000
        let deepShare = max(0, 1 - listings.singleUnitShare - listings.fewUnitsShare)
        // Few are two to five.
        let unitsEach =
            listings.singleUnitShare + listings.fewUnitsShare * 3.5 + deepShare * Double(listings.deepUnits)
        let first =
            plan.loaded.listings?.reduce(0) { $0 + ($1.units.map(Double.init) ?? unitsEach) }
            ?? Double(listings.initial) * unitsEach
        let units = first + listings.arrivalsPerDay * days * unitsEach
        let lapses = days * 86_400_000 / Double(orders.paymentWindow)
        return units * min(1 + lapses, 1 / max(orders.paymentShare, 1e-9))
    }
}
