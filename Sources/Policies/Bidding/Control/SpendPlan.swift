import PolicyKit

/// Compares what a tick has cost with what the traffic plan meant it to cost.
///
/// What is left of the budget is meant for the opportunities to come, evenly: a tick whose opportunities are a share s of
/// the rest may cost s of what is left when it begins. What was spent too fast or too slowly before is thereby forgiven.
struct SpendPlan {
    private var passed = 0.0

    /// A period begins.
    mutating func restart() { passed = 0 }

    /// Cost of the last tick over what was planned for it; nil where nothing was planned or nothing came.
    mutating func progress(_ moment: BiddingMoment) -> Double? {
        let before = passed
        passed = moment.planPassed
        let cost = moment.lastTick.cost
        let planned = (max(0, moment.budgetLeft) + cost) * (passed - before) / (1 - before)
        guard moment.lastTick.opportunities > 0, planned > 0, planned.isFinite else { return nil }
        return cost / planned
    }
}
