import PolicyKit

/// What a multiplier brings and costs for each opportunity to come.
struct SupplyStep {
    var multiplier = 0.0
    var value = 0.0
    var cost = 0.0
}

/// Goes up the staircase of a `SupplyCurve` by rising multiplier. Who has found a step that is dear enough need not see the
/// rest.
struct SupplySteps: ~Escapable {
    private let ranks: Span<SupplyRanking.Rank>
    private let opportunities: Span<PastOpportunity>
    private let weights: Span<Double>
    private let weight: Double
    private let isFirstPrice: Bool
    /// What of a step's value, and of its price, comes true.
    private let exposure: Double
    private let markup: Double
    private var index = 0
    private var value = 0.0
    private var price = 0.0

    @_lifetime(borrow sample)
    init(_ sample: borrowing SupplySample, pricing: AuctionPricing, realised: RealisedShares) {
        ranks = sample.ranking.ranks.span
        opportunities = sample.opportunities.span
        weights = sample.weights.span
        weight = sample.weight
        isFirstPrice = pricing == .firstPrice
        exposure = realised.exposure
        markup = realised.price
    }

    /// The next step; nil after the last.
    @inline(__always) @_lifetime(self: copy self)
    mutating func next() -> SupplyStep? {
        while weight > 0, index < ranks.count {
            let rank = unsafe ranks[unchecked: index]
            index += 1
            let own = unsafe weights[unchecked: rank.place]
            // What has faded to nothing is no step.
            guard own > 0 else { continue }
            let opportunity = unsafe opportunities[unchecked: rank.place]
            let share = own / weight
            value += share * opportunity.value
            price += share * opportunity.price
            let cost = isFirstPrice ? rank.multiplier * value : price * markup
            return SupplyStep(multiplier: rank.multiplier, value: value * exposure, cost: cost * exposure)
        }
        return nil
    }
}
