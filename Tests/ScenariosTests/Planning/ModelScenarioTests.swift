import Experiments
import Marketplace
import Policies
import Scenarios
import Testing

/// Models of given quality in a scenario: who may say what of them, and what cannot be.
@Suite struct ModelScenarioTests {
    private func read(_ text: String) throws -> Plan {
        try ScenarioReader(policies: .builtIn).read(text: text, file: "x.yaml", overrides: []).plan
    }

    private func problems(_ text: String) -> [String] {
        do {
            _ = try read(text)
            return []
        } catch let found as ScenarioProblems { return found.problems.map(\.description) } catch { return ["\(error)"] }
    }

    @Test func anArmOverridesTheModelAndNotItsStrata() throws {
        let plan = try read(
            """
            market: {models: {click: {auc: 70 %, cold_auc: 62 %, cost: 0.20 USD}, strata: {cold_exposures: 7}}}
            policies: {ranking: model-score}
            experiment:
              arms:
                old: {}
                new: {market: {models: {click: {auc: 74 %, correlation: 0.6}}}}
            """)
        let (old, new) = (plan.arms[0].conditions.models, plan.arms[1].conditions.models)
        #expect(old.auc == 0.7 && new.auc == 0.74 && new.coldAUC == 0.62 && new.cost == 20 && new.correlation == 0.6)
        #expect(plan.market.strata.coldExposures == 7)
        #expect(plan.arms[1].changes.map(\.key) == ["market.models.click.auc", "market.models.click.correlation"])
        #expect(plan.metrics.contains("model_cost"))
        let refused = problems("experiment: {arms: {a: {}, b: {market: {models: {strata: {cold_exposures: 7}}}}}}")
        #expect(refused.count == 1 && refused[0].contains("market.models.strata"), "\(refused)")
    }

    @Test(arguments: [
        ("market: {models: {click: {auc: 40 %}}}", "expected an AUC from 50.5 % to 100 %, or 0 % for none, found 40 %"),
        ("market: {models: {click: {cold_auc: 60 %}}}", "cold_auc is asked of a model without an auc"),
        ("market: {models: {click: {auc: 70 %, members: 3, budget: 4}}}", "expected a budget from 1 to members, 3"),
        ("policies: {ranking: model-score}", "reads `model_score`, and control has no model"),
        (
            "market: {models: {click: {auc: 70 %}}}\npolicies: {ranking: model-score}\n"
                + "experiment: {arms: {a: {}, b: {market: {models: {click: {auc: 0}}}}}}",
            "reads `model_score`, and b has no model"
        ),
    ])
    func whatCannotBeIsAMistake(text: String, words: String) {
        let found = problems(text)
        #expect(found.count == 1 && found[0].contains(words), "\(found)")
    }
}
