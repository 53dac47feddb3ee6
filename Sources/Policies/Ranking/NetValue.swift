import Foundation
public import PolicyKit

/// Ranks by expected net value: chance of a click x chance that the click is paid and not refunded (ECVR) x price.
///
/// Three online logistic regressions (FTRL-proximal) learn from what the platform logs: clicks from exposures, payments from
/// clicks and refunds from payments, each when its label is there. A click without a checkout counts as not paid at once;
/// one with a checkout waits until the order is paid or lapses. A click that led to an order over an offer counts twice: as
/// not paid first, then as what it became.
///
/// Refunds come before it is known that nothing is sent back, so whoever waited for both would take every early order for
/// a refund. Each payment therefore counts as kept at once and once more as refunded if it is; such duplicates lead a
/// regression to p/(1 + p) where p is the chance, and p is taken back from that.
public final class NetValue: RankingPolicy {
    public static let name = "net-value"
    public static let sessionSignals: SessionSignals = []
    public static let summary = "By click x payment x price x no refund, each chance learned online."
    public static let parameters =
        [
            Parameter(
                "refund_weight", "How much of the learned chance of a refund counts: 0 ranks by gross value.",
                unit: .share,
                default: 1, range: 0...1)
        ] + FollowTheRegularizedLeader.parameters(learningRate: 0.3)
    public let signals: SignalSet = ClickFeature.signals.union(RefundRecord.signals).union(
        SignalSet(.price))
    public var rememberedCount: Int { Column.all }

    private let refundWeight: Float
    private var purchase: PurchaseModel
    private var refund: FollowTheRegularizedLeader
    private var record = RefundRecord()
    /// Of a click, of a payment and, with the duplicates, of a refund.
    private var chances = CandidateChances(regressions: 3)

    /// What is remembered of a candidate after the `ClickFeature`s: what refunds are told by, then the category itself.
    private enum Column {
        static let constant = ClickFeature.allCases.count
        static let category = constant + RefundRecord.features
        static let refundFeatures = constant..<category
        static let all = category + 1
    }

    public init(parameters: ParameterValues, seed: UInt64) {
        refundWeight = Float(parameters.number("refund_weight"))
        purchase = PurchaseModel(parameters)
        refund = FollowTheRegularizedLeader(features: Column.refundFeatures.count, parameters)
    }

    public func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        ClickFeature.write(batch, scratch: &answers.scores, into: &answers.remembered)
        record.write(batch, into: &answers.remembered, from: Column.constant)
        let price = batch.signal(.price)
        let count = batch.count
        chances.write(0, purchase.click.weights, answers.remembered, count: count)
        chances.write(1, purchase.payment.weights, answers.remembered, count: count)
        chances.write(2, refund.weights, answers.remembered, from: Column.constant, count: count)
        let (clicked, paid, duplicated) = (chances[0], chances[1], chances[2])
        for index in 0..<count {
            let refunded = PurchaseModel.refundChance(ofDuplicates: duplicated[index])
            answers.scores[index] = clicked[index] * paid[index] * price[index] * (1 - refundWeight * refunded)
        }
    }

    public func learn(from batch: borrowing FeedbackBatch) {
        for index in 0..<batch.count {
            let outcome = batch.outcome(index)
            purchase.learn(batch.remembered(index), outcome)
        }
    }

    public func learnOrders(from batch: borrowing FeedbackBatch) {
        for index in 0..<batch.count {
            let outcome = batch.outcome(index)
            let category = Int(batch.remembered(index)[Column.category])
            switch (outcome.contains(.payment), outcome.isDisjoint(with: [.refund, .kept])) {
            case (false, _): purchase.learnOrder(batch.remembered(index), isPaid: false)
            case (true, true):
                purchase.learnOrder(batch.remembered(index), isPaid: true)
                refund.learn(batch.remembered(index).extracting(Column.refundFeatures), success: false)
                record.addOrder(category: category)
            case (true, false):
                guard outcome.contains(.refund) else { continue }
                refund.learn(batch.remembered(index).extracting(Column.refundFeatures), success: true)
                record.addRefund(category: category)
            }
        }
    }

    public func save() -> [UInt8] {
        purchase.save() + refund.save() + StateBytes.encode(record.counts)
    }

    public func load(_ state: [UInt8]) throws {
        let sizes = [purchase.stateSize, refund.stateSize, 8 * record.counts.count]
        guard let parts = StateBytes.parts(state, sizes), purchase.load(parts[0]), refund.load(parts[1]),
            let counts = StateBytes.decode(parts[2], count: record.counts.count)
        else { throw PolicyStateError(policy: NetValue.name) }
        record.load(counts)
    }
}
