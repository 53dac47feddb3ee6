import PolicyKit

/// Sets the uplift that a request must promise, so that the budget lasts through its period and is used up by its end.
///
/// The price follows the quantile of the uplifts seen that leaves as many moments above it as there are requests to be had
/// for (Robbins and Monro's method): it rises when spending runs ahead of the plan, and falls when it lags behind.
struct RequestPrice {
    private(set) var value: Double
    private let least: Double
    private var moments = 0.0
    private var plansPassed = 0.0
    private var plan = -1.0
    /// Mean size of an uplift, which scales the steps.
    private var size = 0.0

    /// - Parameter least: the price when requests are plentiful.
    init(least: Double) {
        self.least = least
        value = least
    }

    /// Whether asking is worth its price at a moment of that uplift.
    mutating func accepts(_ uplift: Double, _ batch: borrowing RequestBatch, _ moment: Int) -> Bool {
        moments += 1
        size += (abs(uplift) - size) / min(moments, 1_000)
        let share = affordableShare(
            plan: Double(batch.fact(.budgetPlan)[moment]), left: Double(batch.fact(.budgetLeft)[moment]))
        let wanted = uplift > value
        value = max(least, value + 0.02 * size * ((wanted ? 1 : 0) - share))
        return wanted && batch.fact(.budgetLeft)[moment] > 0
    }

    /// The share of the moments to come that the rest of the budget pays for.
    private mutating func affordableShare(plan now: Double, left: Double) -> Double {
        if plan >= 0 { plansPassed += now >= plan ? now - plan : now + 1 - plan }
        plan = now
        guard plansPassed > 0.01 else { return 0 }
        let toCome = moments / plansPassed * max(0.001, 1 - now)
        return min(1, left / toCome)
    }
}
