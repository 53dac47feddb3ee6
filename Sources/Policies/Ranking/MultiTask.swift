import Foundation
public import PolicyKit

/// Ranks by a weighted sum of the chances that a candidate is clicked, carted, paid and kept.
///
/// Several objectives of one ranking, as SIGMA and MOPPR weigh them. Each stage is a regression on those that came through the stage
/// before; what is paid and kept is learned when it is known, hours to weeks after the exposure. As in `net-value`, a payment counts as
/// kept at once and once more as refunded if it is, and that is taken back from the chance.
///
/// SIGMA: Yu et al., "SIGMA: A Semantic-Grounded Instruction-Driven Generative Multi-Task Recommender at AliExpress", 2026 (arXiv
/// 2602.22913). MOPPR: Zheng et al., "Multi-Objective Personalized Product Retrieval in Taobao Search", 2022 (arXiv 2210.04170).
public final class MultiTask: RankingPolicy {
    public static let name = "multi-task"
    public static let sessionSignals: SessionSignals = []
    public static let summary =
        "By a weighted sum of learned chances of a click, a cart, a paid order and one that is kept."
    public static let parameters =
        [
            weight("click", "a click", default: 1), weight("cart", "a cart", default: 2),
            weight("pay", "a paid order", default: 8), weight("keep", "a paid order that is not refunded", default: 2),
        ] + FollowTheRegularizedLeader.parameters()
    public static let rules = [
        ParameterRule(tasks.map(weightName)) { values in
            tasks.allSatisfy { values.number(weightName($0)) == 0 }
                ? "\(tasks.map(weightName).joined(separator: ", ")) are all 0, so every listing has the same score"
                : nil
        }
    ]
    public let signals = ClickFeature.signals
    public var rememberedCount: Int { ClickFeature.allCases.count }

    private static let tasks = ["click", "cart", "pay", "keep"]
    private static func weightName(_ task: String) -> String { "\(task)_weight" }

    private static func weight(_ task: String, _ what: String, default value: ParameterValue) -> Parameter {
        Parameter(
            weightName(task), "What the chance of \(what) counts in the sum.", unit: .number, default: value,
            range: 0...1e6)
    }

    private var purchase: PurchaseModel
    /// Of what was clicked, and of what was paid.
    private var cart: FollowTheRegularizedLeader
    private var refund: FollowTheRegularizedLeader
    /// Of a click, of a cart, of a payment and, with the duplicates, of a refund.
    private var chances = CandidateChances(regressions: 4)
    private let weights: (click: Float, cart: Float, pay: Float, keep: Float)

    public init(parameters: ParameterValues, seed: UInt64) {
        func weight(_ task: String) -> Float { Float(parameters.number(Self.weightName(task))) }
        weights = (weight("click"), weight("cart"), weight("pay"), weight("keep"))
        purchase = PurchaseModel(parameters)
        cart = FollowTheRegularizedLeader(features: ClickFeature.allCases.count, parameters)
        refund = cart
    }

    public func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        ClickFeature.write(batch, scratch: &answers.scores, into: &answers.remembered)
        let count = batch.count
        chances.write(0, purchase.click.weights, answers.remembered, count: count)
        chances.write(1, cart.weights, answers.remembered, count: count)
        chances.write(2, purchase.payment.weights, answers.remembered, count: count)
        chances.write(3, refund.weights, answers.remembered, count: count)
        let (clicked, carted, paid, duplicated) = (chances[0], chances[1], chances[2], chances[3])
        let weights = weights
        for index in 0..<count {
            let kept = 1 - PurchaseModel.refundChance(ofDuplicates: duplicated[index])
            answers.scores[index] =
                clicked[index]
                * (weights.click + weights.cart * carted[index] + paid[index] * (weights.pay + weights.keep * kept))
        }
    }

    public func learn(from batch: borrowing FeedbackBatch) {
        for index in 0..<batch.count {
            let outcome = batch.outcome(index)
            purchase.learn(batch.remembered(index), outcome)
            if outcome.contains(.click) { cart.learn(batch.remembered(index), success: outcome.contains(.cart)) }
        }
    }

    public func learnOrders(from batch: borrowing FeedbackBatch) {
        for index in 0..<batch.count {
            let outcome = batch.outcome(index)
            let row = batch.remembered(index)
            if outcome.contains(.refund) {
                refund.learn(row, success: true)
            } else if !outcome.contains(.kept) {
                purchase.learnOrder(row, isPaid: outcome.contains(.payment))
                if outcome.contains(.payment) { refund.learn(row, success: false) }
            }
        }
    }

    public func save() -> [UInt8] { purchase.save() + cart.save() + refund.save() }

    public func load(_ state: [UInt8]) throws {
        guard let parts = StateBytes.parts(state, [purchase.stateSize, cart.stateSize, refund.stateSize]),
            purchase.load(parts[0]), cart.load(parts[1]), refund.load(parts[2])
        else { throw PolicyStateError(policy: Self.name) }
    }
}
