import Foundation
import Marketplace

/// Estimates how many checkouts a world will see: what its users want, and no more than its stock can give.
struct OrderEstimate {
    let checkouts: Double
    /// Checkouts that its users want, whatever the stock is.
    private let wanted: Double
    /// Units that will have been for sale.
    private let units: Double

    init(_ plan: Plan) {
        let wishes = plan.market.wishes
        // A wish is for so many units; what offers add is less than what lingering takes off.
        let most = wishes.active ? wishes.unitsMean : .infinity
        wanted =
            VisitEstimate(plan).sessions
            * (plan.arms.map { min(most, OrderEstimate.checkoutsPerSession($0.conditions)) }.max() ?? 0)
        let units = OrderEstimate.units(plan)
        self.units = units
        checkouts = min(
            wanted, plan.arms.map { units * OrderEstimate.reservations(plan, $0.conditions.orders) }.max() ?? 0)
    }

    /// Whether half of the stock or more is wanted, so that one buyer often takes what another would have bought.
    var isStockFoughtOver: Bool { wanted >= units / 2 }

    /// A user of mean patience who sees listings of average appeal in the category looked for.
    private static func checkoutsPerSession(_ conditions: Conditions) -> Double {
        let choice = conditions.choice
        // The lift multiplies odds.
        let lifted = choice.checkoutRate * (1 + choice.utilityLift)
        let checkout = lifted > 0 ? lifted / (lifted + 1 - choice.checkoutRate) : 0
        return VisitEstimate.exposures(conditions) * choice.clickRateMatched * choice.cartRate * checkout
    }

    /// How often a unit can be reserved: once, and again after every lapse.
    private static func reservations(_ plan: Plan, _ orders: OrderSettings) -> Double {
        let lapses = Double(plan.schedule.warmup + plan.schedule.experiment) / Double(orders.paymentWindow)
        return min(1 + lapses, 1 / max(orders.paymentShare, 1e-9))
    }

    /// Those of the start, and those that are listed until the experiment's end.
    private static func units(_ plan: Plan) -> Double {
        let listings = plan.market.listings
        let days = Double(plan.schedule.warmup + plan.schedule.experiment) / 86_400_000
        let deepShare = max(0, 1 - listings.singleUnitShare - listings.fewUnitsShare)
        // Few are two to five.
        let unitsEach =
            listings.singleUnitShare + listings.fewUnitsShare * 3.5 + deepShare * Double(listings.deepUnits)
        let first =
            plan.loaded.listings?.reduce(0) { $0 + ($1.units.map(Double.init) ?? unitsEach) }
            ?? Double(listings.initial) * unitsEach
        return first + listings.arrivalsPerDay * days * unitsEach
    }
}

extension Plan {
    /// How a bias is read in the feed market under a design whose units live in both twins: by unit, or half so where the design splits
    /// buyers, one by one or by session, and these fight over stock. Nothing else gains by it: splits of time and of listings would have the
    /// luck of their units back. It follows from the plan alone, so that no run chooses how it is read.
    func biasMethod(under design: Design) -> Bias.Method {
        let splitsBuyers = design == .userSplit || design == .sessionSplit
        return splitsBuyers && OrderEstimate(self).isStockFoughtOver ? .halfByUnit : .byUnit
    }
}
