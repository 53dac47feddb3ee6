import Foundation
import Marketplace

/// Estimates how many checkouts a world will see: what its users want, and no more than its stock can give.
struct OrderEstimate {
    let checkouts: Double

    init(_ plan: Plan) {
        let wishes = plan.market.wishes
        // A wish is for so many units; what offers add is less than what lingering takes off.
        let most = wishes.active ? wishes.unitsMean : .infinity
        let wanted =
            VisitEstimate(plan).sessions
            * (plan.arms.map { min(most, OrderEstimate.checkoutsPerSession($0.conditions)) }.max() ?? 0)
        checkouts = min(wanted, plan.arms.map { OrderEstimate.reservations(plan, $0.conditions.orders) }.max() ?? 0)
    }

    /// A user of mean patience who sees listings of average appeal in the category looked for.
    private static func checkoutsPerSession(_ conditions: Conditions) -> Double {
        let choice = conditions.choice
        // The lift multiplies odds.
        let lifted = choice.checkoutRate * (1 + choice.utilityLift)
        let checkout = lifted > 0 ? lifted / (lifted + 1 - choice.checkoutRate) : 0
        return VisitEstimate.exposures(conditions) * choice.clickRateMatched * choice.cartRate * checkout
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
