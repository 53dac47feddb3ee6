import PolicyKit

/// Remembers some of the opportunities that there were: a bounded sample in which recent ticks weigh more.
///
/// Of each tick, opportunities at even distances are kept, at most ``mostOfATick``, each standing for as many as were passed
/// over; the oldest make room. Nothing is drawn, so equal feedback gives equal samples.
struct SupplySample {
    /// 40 bytes an opportunity.
    static let capacity = 1024
    static let mostOfATick = 128

    private(set) var opportunities: [PastOpportunity] = []
    /// For how many each of them stands; apart, because all of them fade at every tick.
    private(set) var weights: [Double] = []
    private(set) var ranking = SupplyRanking(places: capacity)
    private var next = 0

    /// Opportunities that the sample stands for.
    var weight: Double {
        let weights = weights.span
        var sum = 0.0
        for place in weights.indices { unsafe sum += weights[unchecked: place] }
        return sum
    }

    /// Makes all that was seen so far count less.
    mutating func fade(to share: Double) {
        var weights = weights.mutableSpan
        for place in weights.indices { unsafe weights[unchecked: place] *= share }
    }

    /// Takes up some of a tick's opportunities.
    mutating func add(_ feedback: borrowing BiddingFeedback) {
        let kept = min(feedback.count, Self.mostOfATick)
        guard kept > 0 else { return }
        let first = opportunities.count < Self.capacity ? opportunities.count : next
        ranking.drop(max(0, opportunities.count + kept - Self.capacity), from: next, of: opportunities)
        let (values, prices) = (feedback.column(.value), feedback.column(.leastWinningPrice))
        for index in 0..<kept {
            let row = (index * feedback.count + feedback.count / 2) / kept
            add(
                value: Double(values[row]), price: Double(prices[row]),
                weight: Double(feedback.count) / Double(kept))
        }
        ranking.add(kept, from: first, of: opportunities)
    }

    private mutating func add(value: Double, price: Double, weight: Double) {
        let isPriced = value.isFinite && value > 0 && price.isFinite && price >= 0
        // What cannot be bid for is an opportunity all the same.
        let opportunity = PastOpportunity(value: isPriced ? value : 0, price: isPriced ? price : 0)
        if opportunities.count < Self.capacity {
            opportunities.append(opportunity)
            weights.append(weight)
        } else {
            opportunities[next] = opportunity
            weights[next] = weight
            next = (next + 1) % Self.capacity
        }
    }

    /// What to keep: three numbers an opportunity, the oldest first.
    var state: [Double] {
        (Array(next..<opportunities.count) + Array(0..<next)).flatMap {
            [opportunities[$0].value, opportunities[$0].price, weights[$0]]
        }
    }

    init() {}

    /// - Returns: nil when the numbers are not a state.
    init?(state: ArraySlice<Double>) {
        guard state.count % 3 == 0, state.count <= 3 * Self.capacity, state.allSatisfy({ $0.isFinite && $0 >= 0 })
        else { return nil }
        for start in stride(from: state.startIndex, to: state.endIndex, by: 3) {
            opportunities.append(PastOpportunity(value: state[start], price: state[start + 1]))
            weights.append(state[start + 2])
        }
        ranking.add(opportunities.count, from: 0, of: opportunities)
    }
}
