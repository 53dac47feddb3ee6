import Foundation
import PolicyKit

/// What a campaign remembers of past opportunities, and how soon it forgets them.
struct SupplyMemory {
    static let ticks = Parameter(
        "memory", "Ticks after which an opportunity counts for a third (1/e) in the estimated supply.", unit: .number,
        default: 8, range: 0.1...1_000_000)
    static let overnight = Parameter(
        "overnight", "How much of what was learnt in past periods counts when another begins.", unit: .share,
        default: 0.25, range: 0...1)

    private let kept: Double
    private let keptOvernight: Double
    private var sample = SupplySample()
    private var realised = RealisedShares()

    /// - Precondition: both parameters were declared.
    init(_ parameters: ParameterValues) {
        kept = exp(-1 / parameters.number("memory"))
        keptOvernight = parameters.number("overnight")
    }

    /// A period begins.
    mutating func begin() { fade(to: keptOvernight) }

    /// A tick is over.
    mutating func add(_ feedback: borrowing BiddingFeedback) {
        fade(to: kept)
        sample.add(feedback)
        realised.add(feedback)
    }

    private mutating func fade(to share: Double) {
        sample.fade(to: share)
        realised.fade(to: share)
    }

    /// The supply as remembered.
    @_lifetime(borrow self)
    func curve(_ pricing: AuctionPricing) -> SupplyCurve {
        SupplyCurve(sample, pricing: pricing, realised: realised)
    }

    var state: [Double] { realised.state + sample.state }

    /// Takes up what `state` gave. - Returns: whether the numbers are a state.
    mutating func load(_ state: ArraySlice<Double>) -> Bool {
        guard let shares = RealisedShares(state: state.prefix(4)), let sample = SupplySample(state: state.dropFirst(4))
        else { return false }
        (realised, self.sample) = (shares, sample)
        return true
    }
}
