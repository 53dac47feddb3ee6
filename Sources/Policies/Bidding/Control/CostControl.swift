import Foundation
public import PolicyKit

/// Holds the cost of a unit of value at its target: alpha <- alpha exp(u), where u is a PID correction for the last tick.
///
/// The error is that of `CostError`. It assumes that value becomes dearer as the multiplier rises, and plans no spending:
/// the budget may run out early. Without a target the multiplier stays where it is. It is kept from period to period.
public final class CostControl: BiddingPolicy {
    public static let name = "pid-cpa"
    public static let summary = "A multiplier that a controller (PID) holds so that value costs what the target allows."
    public static let parameters = ControlLoop.parameters + [MultiplierRange.start, MultiplierRange.highest]

    private let range: MultiplierRange
    private var loop: ControlLoop
    private var target: Double?
    private var multiplier: KeptMultiplier

    public init(parameters: ParameterValues, seed: UInt64) {
        range = MultiplierRange(parameters)
        loop = ControlLoop(parameters)
        multiplier = KeptMultiplier(policy: Self.name)
    }

    public func begin(_ terms: CampaignTerms, into answers: inout BiddingAnswers) {
        loop.restart()
        target = terms.target
        answers[0] = multiplier.begin(range.first(terms))
    }

    public func plan(_ moment: BiddingMoment, into answers: inout BiddingAnswers) {
        guard let target, let error = CostError.of(moment.lastTick, target: target) else { return }
        answers[0] = multiplier.set(range.bounded(multiplier.value * exp(loop.correction(for: error))))
    }

    public func save() -> [UInt8] { multiplier.save() }
    public func load(_ state: [UInt8]) throws { try multiplier.load(state, range) }
}
