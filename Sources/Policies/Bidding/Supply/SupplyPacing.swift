import PolicyKit

/// Plans the rest of a period on the supply as remembered: the multiplier of most value for the budget that is left and, if
/// asked to, within what the cost target still allows.
///
/// Three policies are made of it and differ in nothing else, so that what a constraint is worth can be measured.
struct SupplyPacing {
    static let parameters = [
        SupplyMemory.ticks, SupplyMemory.overnight, MultiplierRange.start, MultiplierRange.highest,
    ]
    /// Share of a period's usual opportunities that the period's own count is averaged with.
    private static let trustInUsual = 0.1

    private let range: MultiplierRange
    private let policy: String
    private var memory: SupplyMemory
    private var multiplier: Double?
    private(set) var terms = CampaignTerms(budget: 0, opportunities: 1)

    /// - Parameter policy: its name, for the error about a state that is not its own.
    init(_ parameters: ParameterValues, policy: String) {
        range = MultiplierRange(parameters)
        memory = SupplyMemory(parameters)
        self.policy = policy
    }

    /// A period begins.
    mutating func begin(_ terms: CampaignTerms, costTarget: Double?, highest: Double = .infinity) -> BidRule {
        self.terms = terms
        memory.begin()
        if multiplier == nil { multiplier = range.first(terms) }
        return plan(
            BiddingMoment(tick: 0, ticks: terms.ticks, planPassed: 0, budget: terms.budget, budgetLeft: terms.budget),
            costTarget: costTarget, highest: highest)
    }

    /// A tick begins.
    /// - Parameters:
    ///   - costTarget: C, or nil to look at the budget only.
    ///   - highest: most that is bid for a unit of value, besides the policy's own bound.
    mutating func plan(_ moment: BiddingMoment, costTarget: Double?, highest: Double = .infinity) -> BidRule {
        if let best = best(at: moment, costTarget: costTarget) { multiplier = min(range.highest, best) }
        return BidRule(multiplier: min(highest, multiplier ?? 0))
    }

    /// The multiplier for the rest of the period; nil where nothing is known of it, or nothing of it is left.
    private func best(at moment: BiddingMoment, costTarget: Double?) -> Double? {
        let curve = memory.curve(terms.pricing)
        let toCome = opportunitiesToCome(moment)
        guard !curve.isEmpty, toCome > 0 else { return nil }
        let budget = max(0, moment.budgetLeft) / toCome
        guard let costTarget else { return curve.multiplier(budget: budget) }
        return curve.multiplier(
            budget: budget, costTarget: costTarget,
            slack: (costTarget * moment.period.exposedValue - moment.period.cost) / toCome)
    }

    /// N: the rest of the traffic plan, at the volume that there was so far, leaning on the usual one.
    private func opportunitiesToCome(_ moment: BiddingMoment) -> Double {
        let volume =
            (Self.trustInUsual * terms.horizon + moment.period.opportunities)
            / (Self.trustInUsual + max(0, moment.planPassed))
        return volume * (1 - moment.planPassed)
    }

    /// A tick is over.
    mutating func learn(from feedback: borrowing BiddingFeedback) { memory.add(feedback) }

    func save() -> [UInt8] { multiplier.map { StateBytes.encode([$0] + memory.state) } ?? [] }

    mutating func load(_ state: [UInt8]) throws(PolicyStateError) {
        guard !state.isEmpty else { return multiplier = nil }
        guard let numbers = StateBytes.decode(state, count: state.count / 8), let multiplier = numbers.first,
            multiplier >= 0, multiplier.isFinite, memory.load(numbers.dropFirst())
        else { throw PolicyStateError(policy: policy) }
        self.multiplier = multiplier
    }
}
