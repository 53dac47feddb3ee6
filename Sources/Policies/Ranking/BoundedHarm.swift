import Foundation
public import PolicyKit

/// Mixes a new ranking with an old one, by whole sessions, as far as a guardrail loses no more than is allowed.
///
/// A miniature of LWGR, whose mix of two rankers is found by primal and dual steps as well (`HarmBudget`). Both rankers learn from all
/// pages; the guardrail is counted on the policy's own pages only.
///
/// LWGR: Mu et al., "LWGR: Lagrangian-Constrained Personalized World Knowledge for Generative Recommendation", 2026 (arXiv 2605.18771).
public final class BoundedHarm: RankingPolicy, ReportingPolicy {
    public static let name = "bounded-harm"
    public static let sessionSignals: SessionSignals = []
    public static let summary =
        "By a new ranking in as many sessions as a guardrail allows, and by an old one in the others (LWGR)."
    public static let parameters = [
        Parameter(
            "old", "The ranking that the guardrail's loss is measured against.", unit: .word,
            default: .word("logistic"),
            choices: members.map { $0.name }),
        Parameter(
            "new", "The ranking that is mixed in.", unit: .word, default: .word("net-value"),
            choices: members.map { $0.name }),
        Parameter(
            "guardrail", "The outcome of an exposure whose rate must not fall.", unit: .word, default: .word("click"),
            choices: ["click", "like", "cart", "checkout"]),
        Parameter(
            "allowed_loss", "What the guardrail may lose, as a share of its rate with the old ranking alone.",
            unit: .share, default: 0.01, range: 0.0001...1),
        Parameter(
            "caution",
            "Standard errors added to the loss that was seen, for an upper bound that must stay within what is allowed.",
            unit: .number, default: 2, range: 0...10),
    ]

    /// The rankings that can be mixed, each with its own parameters as they are by default.
    private static let members: [any RankingPolicy.Type] = [
        Logistic.self, NetValue.self, MultiTask.self, MaturityGate.self, SplitHistory.self, Popularity.self,
        ContentAffinity.self, PriceAware.self,
    ]

    public let signals: SignalSet
    public var rememberedCount: Int { old.rememberedCount + new.rememberedCount + 1 }
    private var served: Int { old.rememberedCount + new.rememberedCount }

    private let old: any RankingPolicy
    private let new: any RankingPolicy
    private let guardrail: FeedbackBatch.Outcome
    private let seed: UInt64
    private var budget: HarmBudget
    /// Of one ranking at a time.
    private var scores: [Float] = []
    /// Of one ranking, exposure after exposure.
    private var rows: [Float] = []
    private var multiplier = PolicyFigure(
        "multiplier", label: "Multiplier", unit: .number,
        meaning:
            "what m - m²/2, m being the new ranking's share, would gain for each unit that the guardrail were allowed to lose "
            + "more; 0 where the loss, with the policy's caution, stays within what is allowed.")
    private var share = PolicyFigure(
        "new_share", label: "New ranking's share", unit: .share,
        meaning: "exposures that the new ranking served over all exposures.")
    private var loss = PolicyFigure(
        "guardrail_loss", label: "Guardrail's loss", unit: .share,
        meaning:
            "the share of the new ranking times the relative loss that was seen under it, without the policy's caution."
    )

    public init(parameters: ParameterValues, seed: UInt64) {
        func member(_ parameter: String) -> any RankingPolicy {
            let name = parameters.word(parameter)
            let type = Self.members.first { $0.name == name } ?? Logistic.self
            return type.init(parameters: ParameterValues(type.parameters), seed: seed)
        }
        (old, new) = (member("old"), member("new"))
        signals = old.signals.union(new.signals)
        switch parameters.word("guardrail") {
        case "like": guardrail = .like
        case "cart": guardrail = .cart
        case "checkout": guardrail = .checkout
        default: guardrail = .click
        }
        self.seed = seed
        budget = HarmBudget(allowed: parameters.number("allowed_loss"), caution: parameters.number("caution"))
    }

    public var report: [PolicyFigure] { [multiplier, share, loss] }

    public func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        let count = batch.count
        let isNew = StableHash.fraction(batch.random, seed) < budget.share
        let columns = old.rememberedCount * count
        score(old, batch, 0..<columns, into: &answers, isServing: !isNew)
        let all = served * count
        score(new, batch, columns..<all, into: &answers, isServing: isNew)
        for place in all..<all + count { answers.remembered[place] = isNew ? 1 : 0 }
    }

    /// - Parameter columns: of what is remembered, those of the ranking.
    private func score(
        _ ranking: any RankingPolicy, _ batch: borrowing RankingBatch, _ columns: Range<Int>,
        into answers: inout RankingAnswers, isServing: Bool
    ) {
        if scores.count != batch.count { scores = [Float](repeating: 0, count: batch.count) }
        unsafe scores.withUnsafeMutableBufferPointer { unsafe $0.update(repeating: 0) }
        answers.lending(columns, scores: &scores) { ranking.score(batch, into: &$0) }
        guard isServing else { return }
        let scores = scores
        for index in scores.indices { answers.scores[index] = scores[index] }
    }

    public func learn(from batch: borrowing FeedbackBatch) {
        let before = budget.share
        var last: Int64?
        for index in 0..<batch.count where batch.own[index] != 0 {
            let isNew = batch.remembered(index)[served] != 0
            budget.learn(isNew: isNew, success: !batch.outcome(index).isDisjoint(with: guardrail))
            share.add(sum: isNew ? 1 : 0, weight: 1, at: batch.time[index])
            last = batch.time[index]
        }
        if let last {
            budget.settle()
            multiplier.add(sum: budget.multiplier, weight: 1, at: last)
            loss.add(sum: before * budget.loss, weight: 1, at: last)
        }
        tell(old, batch, from: 0) { $0.learn(from: $1) }
        tell(new, batch, from: old.rememberedCount) { $0.learn(from: $1) }
    }

    public func learnOrders(from batch: borrowing FeedbackBatch) {
        tell(old, batch, from: 0) { $0.learnOrders(from: $1) }
        tell(new, batch, from: old.rememberedCount) { $0.learnOrders(from: $1) }
    }

    /// Tells a ranking with what it remembered itself, which stands in each row from `start` on.
    private func tell(
        _ ranking: any RankingPolicy, _ batch: borrowing FeedbackBatch, from start: Int,
        _ call: (any RankingPolicy, borrowing FeedbackBatch) -> Void
    ) {
        let width = ranking.rememberedCount
        guard width > 0 else { return }
        rows.removeAll(keepingCapacity: true)
        for index in 0..<batch.count {
            let row = batch.remembered(index)
            for place in start..<start + width { rows.append(row[place]) }
        }
        batch.remembering(width, rows) { call(ranking, $0) }
    }

    public func save() -> [UInt8] {
        let (before, now) = (old.save(), new.save())
        return budget.save() + StateBytes.encode([Double(before.count)]) + before + now
    }

    public func load(_ state: [UInt8]) throws {
        let head = HarmBudget.stateSize + 8
        guard state.count >= head,
            let numbers = StateBytes.decode(Array(state[HarmBudget.stateSize..<head]), count: 1),
            let length = Int(exactly: numbers[0]), (0...state.count - head).contains(length)
        else { throw PolicyStateError(policy: Self.name) }
        let before = old.save()
        do {
            try old.load(Array(state[head..<head + length]))
            try new.load(Array(state[(head + length)...]))
        } catch {
            try old.load(before)
            throw PolicyStateError(policy: Self.name)
        }
        guard budget.load(Array(state[..<HarmBudget.stateSize])) else { throw PolicyStateError(policy: Self.name) }
    }
}
