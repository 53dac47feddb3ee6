import Marketplace
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
        let control = plan.arms[0].policies[.ranking]
        func learns(_ choice: PolicyChoice) -> Bool {
            choice != control && policies.make(.ranking, choice, seed: 0).rememberedCount > 0
        }
        let arms = plan.arms.enumerated().dropFirst().map { ($0, $1.name, $1.policies) }
        let layers = plan.layers.filter { $0.policies[named: "ranking"] != nil }.map {
            (nil as Int?, "the layer \($0.name)", $0.policies)
        }
        return (arms.map { ($0.0 as Int?, $0.1, $0.2) } + layers).filter { learns($0.2[.ranking]) }.map {
            arm, name, policies in
            ChallengerStart(
                arm: arm, sentence: "the learning ranker of \(name), \(policies[.ranking].name), \(plan.challengerStart)")
        }
    }
}

extension Plan {
    /// How challengers that learn come into the experiment, in a sentence.
    fileprivate var challengerStart: String {
        switch challenger {
        case .fresh: "starts the experiment fresh, as `experiment.challenger` asks"
        case .trained where schedule.warmup == 0:
            "starts the experiment fresh: there is no warm-up whose log it could learn from"
        case .trained: "comes trained on control's log of the warm-up, \(Digits.days(Double(schedule.warmup) / 86_400_000))"
        }
    }
}
