public import PolicyKit

/// Shades its bid for first prices: bids the multiple of its value that would have left the most surplus of late.
///
/// m maximises sum (w v - m v) 1[m v >= p] over remembered opportunities of value v and least winning price p, where w = 1, or C
/// with a cost target. Against rivals' bids that are uniform and independent of the own value that is w/2. It plans no
/// spending: the budget may run out early. It assumes what `SupplyCurve` does; where the own bid is not what is paid, the
/// same sum finds the bid w v. The memory is kept from period to period.
public final class BidShading: BiddingPolicy {
    public static let name = "shading"
    public static let summary = "The multiple of the value that would have left the most of it after cost of late."
    public static let parameters = [
        SupplyMemory.ticks, SupplyMemory.overnight, MultiplierRange.start, MultiplierRange.highest,
    ]
    public let wantsOpportunities = true

    private let range: MultiplierRange
    private var memory: SupplyMemory
    private var terms = CampaignTerms(budget: 0, opportunities: 1)

    public init(parameters: ParameterValues, seed: UInt64) {
        range = MultiplierRange(parameters)
        memory = SupplyMemory(parameters)
    }

    public func begin(_ terms: CampaignTerms, into answers: inout BiddingAnswers) {
        self.terms = terms
        memory.begin()
        answers[0] = rule(on: memory)
    }

    public func plan(_ moment: BiddingMoment, into answers: inout BiddingAnswers) { answers[0] = rule(on: memory) }
    public func learn(from feedback: borrowing BiddingFeedback) { memory.add(feedback) }

    private func rule(on memory: borrowing SupplyMemory) -> BidRule {
        let curve = memory.curve(terms.pricing)
        guard !curve.isEmpty else { return BidRule(multiplier: range.first(terms)) }
        return BidRule(multiplier: min(range.highest, curve.multiplier(ofMostSurplusAt: terms.worth)))
    }

    public func save() -> [UInt8] { StateBytes.encode(memory.state) }

    public func load(_ state: [UInt8]) throws {
        guard let numbers = StateBytes.decode(state, count: state.count / 8), memory.load(numbers[...]) else {
            throw PolicyStateError(policy: Self.name)
        }
    }
}
