import Foundation
public import PolicyKit

/// Spends the budget as the traffic comes: alpha <- alpha exp(u), where u is a PID correction for the spend of a tick.
///
/// The error is 1 - cost/planned cost of the last tick (`SpendPlan`), within -1...1. It assumes that cost rises with the
/// multiplier, and looks at no cost target. The multiplier is kept from period to period.
public final class SpendControl: BiddingPolicy {
    public static let name = "pid-spend"
    public static let summary = "A multiplier that a controller (PID) holds so that spending follows the traffic."
    public static let parameters = ControlLoop.parameters + [MultiplierRange.start, MultiplierRange.highest]

    private let range: MultiplierRange
    private var loop: ControlLoop
    private var plan = SpendPlan()
    private var multiplier: KeptMultiplier

    public init(parameters: ParameterValues, seed: UInt64) {
        range = MultiplierRange(parameters)
        loop = ControlLoop(parameters)
        multiplier = KeptMultiplier(policy: Self.name)
    }

    public func begin(_ terms: CampaignTerms, into answers: inout BiddingAnswers) {
        loop.restart()
        plan.restart()
        answers[0] = multiplier.begin(range.first(terms))
    }

    public func plan(_ moment: BiddingMoment, into answers: inout BiddingAnswers) {
        guard let progress = plan.progress(moment) else { return }
        let correction = loop.correction(for: 1 - progress)
        answers[0] = multiplier.set(range.bounded(multiplier.value * exp(correction)))
    }

    public func save() -> [UInt8] { multiplier.save() }
    public func load(_ state: [UInt8]) throws { try multiplier.load(state, range) }
}
