import PolicyKit

/// How far the cost of value was from its target, from -1 (nothing but cost) to 1 (all for free).
enum CostError {
    /// (C V - Z)/max(C V, Z) of value V bought for cost Z at target C.
    ///
    /// 1 where opportunities came and none was won; nil where none came, or a win was worth nothing and cost nothing.
    static func of(_ tick: BiddingTotals, target: Double) -> Double? {
        guard tick.opportunities > 0 else { return nil }
        guard tick.wins > 0 else { return 1 }
        let allowed = target * tick.exposedValue
        let larger = max(allowed, tick.cost)
        return larger > 0 && larger.isFinite ? (allowed - tick.cost) / larger : nil
    }
}
