package import Marketplace

/// What is done with an experiment.
public enum Decision: String, Sendable, Codable, CaseIterable {
    case launch
    /// It is not launched, and the experiment ends.
    case drop
    /// The experiment does not tell yet.
    case goOn = "go_on"
}

/// One thing that a launch asks of a metric's effect.
package struct Requirement {
    let metric: Metric
    let bound: EffectBound
    /// Whether the effect must be above the bound, or below it.
    let isFloor: Bool
    /// Whether the bound itself is not enough.
    let isStrict: Bool

    /// How an estimate answers it.
    enum Answer { case met, broken, open }

    /// Nil where the estimate has no interval.
    func answer(_ estimate: SingleEstimate?) -> Answer? {
        guard let effect = effect(of: estimate), let lower = effect.lower, let upper = effect.upper else { return nil }
        if holds(isFloor ? lower : upper) { return .met }
        return holds(isFloor ? upper : lower) ? .open : .broken
    }

    func holds(_ effect: Double) -> Bool {
        let excess = isFloor ? effect - bound.value : bound.value - effect
        return isStrict ? excess > 0 : excess >= 0
    }

    /// What of the estimate is bounded; nothing of nothing needs no base.
    func effect(of estimate: SingleEstimate?) -> EffectEstimate? {
        bound.scale == .relative && bound.value != 0 ? estimate?.relative : estimate?.difference
    }
}

extension DecisionRule {
    /// What a launch asks for, the goal first.
    package func requirements(goal: Metric) -> [Requirement] {
        let isLess = goal.moreIsBetter == false
        let bound = EffectBound(isLess ? -atLeast.value : atLeast.value, atLeast.scale)
        return [Requirement(metric: goal, bound: bound, isFloor: !isLess, isStrict: true)]
            + guardrails.compactMap { guardrail in
                Metric.named(guardrail.metric).map {
                    Requirement(
                        metric: $0, bound: guardrail.bound, isFloor: guardrail.bound.value.sign == .minus,
                        isStrict: false)
                }
            }
    }
}

extension [Requirement] {
    /// Launch where every requirement is met, do not where one is broken, go on else; nil where the goal's estimate has no interval.
    /// - Parameter estimates: one per requirement.
    package func decision(_ estimates: [SingleEstimate?]) -> Decision? {
        let answers = zip(self, estimates).map { $0.answer($1) }
        guard let goal = answers.first, goal != nil else { return nil }
        return answers.contains(.broken) ? .drop : answers.allSatisfy { $0 == .met } ? .launch : .goOn
    }

    /// What follows from the effects themselves, without a doubt; nil where one is not to be had.
    package func advice(_ effects: [SingleEstimate?]) -> Decision? {
        let holds = zip(self, effects).map { requirement, effect in
            requirement.effect(of: effect).map { requirement.holds($0.estimate) }
        }
        return holds.contains(nil) ? nil : holds.allSatisfy { $0 == true } ? .launch : .drop
    }
}

extension Decision {
    /// In a sentence.
    package var words: String {
        switch self {
        case .launch: "launch"
        case .drop: "do not launch"
        case .goOn: "go on"
        }
    }
}
