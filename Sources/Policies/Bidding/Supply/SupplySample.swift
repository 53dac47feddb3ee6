import Foundation
import PolicyKit

/// Remembers some of the opportunities that there were: a bounded sample in which recent ticks weigh more.
///
/// Of each tick, opportunities at even distances are kept, at most ``mostOfATick``, each standing for as many as were passed
/// over; the oldest make room. Nothing is drawn, so equal feedback gives equal samples.
struct SupplySample {
    /// 24 bytes an opportunity.
    static let capacity = 1024
    static let mostOfATick = 128

    /// One opportunity: what it was predicted to be worth, the least price that would have won it, and for how many it stands.
    struct Opportunity {
        var value: Double
        var price: Double
        var weight: Double
    }

    private(set) var opportunities: [Opportunity] = []
    private var next = 0

    /// Opportunities that the sample stands for.
    var weight: Double { opportunities.reduce(0) { $0 + $1.weight } }

    /// Makes all that was seen so far count less.
    mutating func fade(to share: Double) {
        for index in opportunities.indices { opportunities[index].weight *= share }
    }

    /// Takes up some of a tick's opportunities.
    mutating func add(_ feedback: borrowing BiddingFeedback) {
        let kept = min(feedback.count, Self.mostOfATick)
        let (values, prices) = (feedback.column(.value), feedback.column(.leastWinningPrice))
        for index in 0..<kept {
            let row = (index * feedback.count + feedback.count / 2) / kept
            add(
                value: Double(values[row]), price: Double(prices[row]),
                weight: Double(feedback.count) / Double(kept))
        }
    }

    private mutating func add(value: Double, price: Double, weight: Double) {
        let isPriced = value.isFinite && value > 0 && price.isFinite && price >= 0
        // What cannot be bid for is an opportunity all the same.
        let opportunity = Opportunity(value: isPriced ? value : 0, price: isPriced ? price : 0, weight: weight)
        if opportunities.count < Self.capacity {
            opportunities.append(opportunity)
        } else {
            opportunities[next] = opportunity
            next = (next + 1) % Self.capacity
        }
    }

    /// What to keep: three numbers an opportunity, the oldest first.
    var state: [Double] {
        (opportunities[next...] + opportunities[..<next]).flatMap { [$0.value, $0.price, $0.weight] }
    }

    init() {}

    /// - Returns: nil when the numbers are not a state.
    init?(state: ArraySlice<Double>) {
        guard state.count % 3 == 0, state.count <= 3 * Self.capacity, state.allSatisfy({ $0.isFinite && $0 >= 0 })
        else { return nil }
        opportunities = stride(from: state.startIndex, to: state.endIndex, by: 3).map {
            Opportunity(value: state[$0], price: state[$0 + 1], weight: state[$0 + 2])
        }
    }
}
