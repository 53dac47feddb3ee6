import Foundation
import PolicyKit

/// Learns the chance of a click, and the chance that what is clicked is paid.
///
/// A click without a checkout is not paid; of a checkout that is known when it is paid or lapses.
struct PurchaseModel {
    private(set) var click: FollowTheRegularizedLeader
    private(set) var payment: FollowTheRegularizedLeader

    /// - Parameter paymentFeatures: what payments are learned from: those of `ClickFeature`, and what stands behind them.
    init(_ parameters: ParameterValues, paymentFeatures: Int = ClickFeature.allCases.count) {
        click = FollowTheRegularizedLeader(features: ClickFeature.allCases.count, parameters)
        payment = FollowTheRegularizedLeader(features: paymentFeatures, parameters)
    }

    mutating func learn(_ row: borrowing Span<Float>, _ outcome: FeedbackBatch.Outcome) {
        click.learn(row, success: outcome.contains(.click))
        if outcome.contains(.click), !outcome.contains(.checkout) { payment.learn(row, success: false) }
    }

    /// Takes in what became of a checkout.
    mutating func learnOrder(_ row: borrowing Span<Float>, isPaid: Bool) { payment.learn(row, success: isPaid) }

    /// A chance of a refund above it is not believed, so that what is sold always counts.
    private static let highestRefundChance: Float = 0.95

    /// The chance p of a refund where each payment was learned as kept at once, and once more as refunded if it was, which leads a
    /// regression to p / (1 + p).
    @inline(__always) static func refundChance(ofDuplicates chance: Float) -> Float {
        min(highestRefundChance, chance / max(1e-6, 1 - chance))
    }

    func save() -> [UInt8] { click.save() + payment.save() }
    var stateSize: Int { click.stateSize + payment.stateSize }

    /// Takes up a saved state; false, and nothing changes, when it is of another size.
    mutating func load(_ state: [UInt8]) -> Bool {
        guard let parts = StateBytes.parts(state, [click.stateSize, payment.stateSize]) else { return false }
        return click.load(parts[0]) && payment.load(parts[1])
    }
}
