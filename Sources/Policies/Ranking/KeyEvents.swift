import Foundation
public import PolicyKit

/// Ranks by chances of a paid order that depend on the session's clicks and carts in the candidate's category.
///
/// A miniature of RCLRec (key events on the way to a purchase): who has compared and carted what a category offers is likelier to buy there.
/// The chance of a click is that of `logistic`; the chance that what is clicked is paid reads the key events as well.
///
/// RCLRec: Huang et al., "RCLRec: Reverse Curriculum Learning for Modeling Sparse Conversions in Generative Recommendation", 2026 (arXiv
/// 2603.28124).
public final class KeyEvents: RankingPolicy {
    public static let name = "key-events"
    public static let sessionSignals: SessionSignals = .exposures
    public static let summary =
        "By a learned chance of a paid order that reads the session's clicks and carts in the candidate's category (RCLRec)."
    public static let parameters =
        FollowTheRegularizedLeader.parameters() + [
            Parameter(
                "key_events", "Whether the session's clicks and carts are read; otherwise it ranks without them.",
                unit: .toggle, default: .toggle(true))
        ]
    public let signals: SignalSet
    public var rememberedCount: Int { features }

    /// The columns that are remembered, behind those of `ClickFeature`.
    private enum Column {
        static let clicks = ClickFeature.allCases.count
        static let carts = clicks + 1
    }

    private let readsEvents: Bool
    private let features: Int
    private var purchase: PurchaseModel
    /// Of a click, and of a payment.
    private var chances = CandidateChances(regressions: 2)

    public init(parameters: ParameterValues, seed: UInt64) {
        readsEvents = parameters.toggle("key_events")
        signals = readsEvents ? ClickFeature.signals.union([.session, SignalSet(.category)]) : ClickFeature.signals
        features = readsEvents ? Column.carts + 1 : ClickFeature.allCases.count
        purchase = PurchaseModel(parameters, paymentFeatures: features)
    }

    public func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        ClickFeature.write(batch, scratch: &answers.scores, into: &answers.remembered)
        if readsEvents { writeEvents(batch, into: &answers.remembered) }
        let count = batch.count
        chances.write(0, purchase.click.weights, answers.remembered, count: count)
        chances.write(1, purchase.payment.weights, answers.remembered, count: count)
        let (clicked, paid) = (chances[0], chances[1])
        for index in 0..<count { answers.scores[index] = clicked[index] * paid[index] }
    }

    private func writeEvents(_ batch: borrowing RankingBatch, into columns: inout MutableSpan<Float>) {
        var (clicks, carts) = (
            [Float](repeating: 0, count: Categories.most), [Float](repeating: 0, count: Categories.most)
        )
        let categories = batch.session.categories
        for exposure in 0..<batch.session.count {
            let outcome = batch.session.outcome(exposure)
            if outcome.contains(.click) { clicks[Int(categories[exposure])] += 1 }
            if outcome.contains(.cart) { carts[Int(categories[exposure])] += 1 }
        }
        // The first events say most.
        for category in clicks.indices {
            clicks[category] = log1pf(clicks[category])
            carts[category] = log1pf(carts[category])
        }
        let (count, category) = (batch.count, batch.signal(.category))
        for index in 0..<count {
            let own = Categories.place(category[index])
            columns[Column.clicks * count + index] = clicks[own]
            columns[Column.carts * count + index] = carts[own]
        }
    }

    public func learn(from batch: borrowing FeedbackBatch) {
        for index in 0..<batch.count { purchase.learn(batch.remembered(index), batch.outcome(index)) }
    }

    public func learnOrders(from batch: borrowing FeedbackBatch) {
        for index in 0..<batch.count {
            let outcome = batch.outcome(index)
            // What becomes of a paid order later is no second payment.
            guard outcome.isDisjoint(with: [.refund, .kept]) else { continue }
            purchase.learnOrder(batch.remembered(index), isPaid: outcome.contains(.payment))
        }
    }

    public func save() -> [UInt8] { purchase.save() }

    public func load(_ state: [UInt8]) throws {
        guard purchase.load(state) else { throw PolicyStateError(policy: Self.name) }
    }
}
