import Experiments
import Scenarios
import Testing

/// The decision rule, from the scenario to the plan.
struct DecisionBuilderTests {
    @Test func theRuleIsReadAndItsMetricsAreReadOut() throws {
        let plan = try read(
            """
            experiment:
              metrics: [ctr, orders]
              decide: {goal: gmv, at_least: 1 %, guardrails: {refund_rate: +0.2 pp, retention: -0.5 %, ctr: -0}}
            """
        ).plan
        #expect(plan.metrics == ["gmv", "ctr", "orders", "refund_rate", "retention"])
        #expect(plan.decision.atLeast == EffectBound(0.01, .relative))
        #expect(
            plan.decision.guardrails == [
                .init("refund_rate", EffectBound(0.002)), .init("retention", EffectBound(-0.005, .relative)),
                .init("ctr", EffectBound(-0.0)),
            ])
        #expect(plan.decision.guardrails[2].bound.value.sign == .minus)
    }

    @Test func withoutAWordTheFirstMetricMustBeAboveNothing() throws {
        let plan = try read("experiment: {metrics: [orders, gmv]}").plan
        #expect(plan.metrics == ["orders", "gmv"] && plan.decision == DecisionRule())
    }

    @Test(arguments: [
        (
            "decide: {goal: gvm}",
            "scenarios/x.yaml:2: experiment.decide.goal: "
        ),
        (
            "decide: {at_least: 3}",
            "scenarios/x.yaml:2: experiment.decide.at_least: expected a bound such as +0.2 pp or -0.5 %, or 0, found \"3\""
        ),
        (
            "decide: {guardrails: {ctr: 0.2 pp}}",
            "scenarios/x.yaml:2: experiment.decide.guardrails.ctr: expected a sign, as in a bound such as +0.2 pp or -0.5 %, found \"0.2 pp\""
        ),
        (
            "decide: {guardrails: {orders: -0.2 pp}}",
            "scenarios/x.yaml:2: experiment.decide.guardrails.orders: percentage points are of shares, which orders is none; expected a share of control such as -0.5 %"
        ),
        (
            "decide: {goal: ctr, guardrails: {ctr: -0.2 pp}}",
            "scenarios/x.yaml:2: experiment.decide.guardrails.ctr: ctr is the goal, and no guardrail beside it"
        ),
        ("decide: {guardrails: {retenton: -1 %}}", "did you mean \"retention\"?"),
    ])
    func aMistakeIsNamedWithItsKey(text: String, problem: String) {
        let found = problems("experiment:\n  \(text)\n")
        #expect(found.contains { $0.contains(problem) }, "\(found)")
    }

    @Test func anotherMarketHasNoSuchRule() {
        let found = problems("booking: {}\nexperiment: {decide: {at_least: 1 %}}")
        #expect(found.contains { $0.contains("experiment.decide.at_least: has no meaning with booking") }, "\(found)")
    }
}
