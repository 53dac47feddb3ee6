public import PolicyKit

/// With what knowledge a challenger's ranking policy comes into the experiment, where it learns and is not control's.
public struct ChallengerStart: Sendable, Hashable {
    /// The arm's number, from 1; nil of a layer's treatment.
    public let arm: Int?
    /// A sentence without a full stop.
    public let sentence: String

    /// All that a plan has, the arms' first.
    /// - Parameter policies: that know which of the plan's policies learn.
    public static func all(in plan: Plan, policies: PolicyRegistry) -> [ChallengerStart] {
        guard case .feed = plan.kind else { return [] }
        func start(_ arm: Int?, _ name: String, _ choices: PolicyChoices) -> ChallengerStart? {
            guard let choice = choices[named: RankingSlot().name], choice != plan.arms[0].policies[.ranking],
                policies.make(.ranking, choice, seed: 0).rememberedCount > 0
            else { return nil }
            return ChallengerStart(
                arm: arm, sentence: "the learning ranker of \(name), \(choice.name), \(plan.challengerStart)")
        }
        return plan.arms.indices.dropFirst().compactMap { start($0, plan.arms[$0].name, plan.arms[$0].policies) }
            + plan.layers.compactMap { start(nil, "the layer \($0.name)", $0.policies) }
    }
}

extension Plan {
    /// How challengers that learn come into the experiment, in a sentence.
    fileprivate var challengerStart: String {
        let days = Digits.days(Double(schedule.warmup) / 86_400_000)
        return switch challenger {
        case .fresh: "starts the experiment fresh, as `experiment.challenger` asks"
        case .trained where schedule.warmup == 0:
            "starts the experiment fresh: there is no warm-up whose log it could learn from"
        case .trained: "comes trained on control's log of the warm-up, \(days)"
        }
    }
}
