import Experiments
import Marketplace
import PolicyKit

/// Makes the decision rule of what was found under `experiment.decide`.
struct DecisionBuilder {
    let findings: Findings
    static let path = "experiment.decide"

    static let keys = [
        FormatKey(
            "goal", "The metric that decides, which is the primary one then.",
            .parameter(Parameter("goal", "", unit: .word, default: .word(""), choices: Metric.all.map(\.name))),
            default: "the first of experiment.metrics"),
        FormatKey(
            "at_least",
            "What its effect must be above for a launch; of a metric of which less is better, what it must fall by more than.",
            .bound, default: "0"),
        FormatKey(
            "guardrails",
            "What other metrics must not do: `refund_rate: +0.2 pp` may rise by at most 0.2 percentage points, `retention: -0.5 %` may fall by at most half a per cent of control.",
            .bounds(Metric.all.map(\.name))),
    ]

    /// Writes the rule; the metrics that it asks for are read out, the goal first.
    func fill(_ plan: inout Plan) {
        let guardrails = (findings.names["\(Self.path).guardrails"] ?? []).compactMap { metric in
            findings.bound("\(Self.path).guardrails.\(metric)").map { DecisionRule.Guardrail(metric, $0) }
        }
        plan.decision.guardrails = guardrails
        plan.decision.atLeast = findings.bound("\(Self.path).at_least") ?? plan.decision.atLeast
        if case .word(let goal)? = findings.parameter("\(Self.path).goal") {
            plan.metrics = [goal] + plan.metrics.filter { $0 != goal }
        }
        plan.metrics += guardrails.map(\.metric).filter { !plan.metrics.contains($0) }
    }

    /// What does not go together, with the key to be blamed.
    static func faults(in plan: Plan) -> [(keys: [String], message: String)] {
        guard let goal = plan.metrics.first else { return [] }
        let bounds =
            [("\(path).at_least", goal, plan.decision.atLeast)]
            + plan.decision.guardrails.map { ("\(path).guardrails.\($0.metric)", $0.metric, $0.bound) }
        let ofUnits = bounds.compactMap { key, name, bound -> (keys: [String], message: String)? in
            guard bound.scale == .difference, bound.value != 0, let metric = Metric.named(name), metric.unit != .share
            else { return nil }
            return (
                [key],
                "percentage points are of shares, which \(name) is none; expected a share of control such as -0.5 %"
            )
        }
        return ofUnits
            + (plan.decision.guardrails.contains { $0.metric == goal }
                ? [(["\(path).guardrails.\(goal)"], "\(goal) is the goal, and no guardrail beside it")] : [])
    }
}
