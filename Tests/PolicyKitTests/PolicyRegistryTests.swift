import Policies
import PolicyKit
import Testing

struct PolicyRegistryTests {
    @Test func theBuiltInPoliciesFillEverySlot() {
        let registry = PolicyRegistry.builtIn
        func names(_ slot: some Slot) -> [String] { registry.policies(in: slot).map(\.name) }
        #expect(names(.retrieval) == ["category-affinity", "newest"])
        #expect(
            names(.ranking) == [
                "activity-mixture", "bounded-harm", "confident-paths", "content-affinity", "core-behaviour",
                "ensemble", "key-events", "late-labels", "linear-thompson", "linucb", "logistic", "maturity-gate",
                "model-score", "multi-task", "net-value", "page-context", "popularity", "price-aware", "random",
                "semantic-codes", "session-aware", "session-blind", "sparse-and-dense", "split-history", "uncertain",
            ])
        #expect(
            names(.request) == ["adaptive", "after-click", "fixed-threshold", "page-end", "random", "uniform"])
        #expect(
            names(.bidding) == [
                "bang-bang", "budget-pacing", "constraint-aware", "dual-descent", "dual-return", "fixed",
                "multi-constraint", "online-lp", "pid-cpa", "pid-spend", "shading", "truthful",
            ])
    }

    /// What a listing of policies prints is there and fits the form of names.
    @Test func everyPolicyDescribesItself() {
        for entry in Slots.all.flatMap({ PolicyRegistry.builtIn.policies(in: $0) }) {
            #expect(entry.name.allSatisfy { $0.isLowercase || $0 == "-" })
            #expect(entry.summary.hasSuffix("."))
            for parameter in entry.parameters {
                #expect(parameter.expectation(violatedBy: parameter.defaultValue) == nil, "\(parameter.name)")
                #expect(parameter.name.allSatisfy { $0.isLowercase || $0 == "_" || $0.isNumber })
                #expect(parameter.summary.hasSuffix("."))
            }
        }
    }

    @Test func whoIsNotThereIsNil() {
        #expect(PolicyRegistry.builtIn[.ranking, "nobody"] == nil)
        #expect(PolicyRegistry.builtIn[.retrieval, "popularity"] == nil)
        #expect(PolicyRegistry()[.ranking, "popularity"] == nil)
        #expect(PolicyRegistry.builtIn[.ranking, "popularity"]?.slot.name == "ranking")
    }

    /// One name may stand in two slots, for these are asked for apart.
    @Test func aNameMayFillTwoSlotsButNotOneSlotTwice() async {
        var registry = PolicyRegistry.builtIn
        registry.add(PageEndOfRanking.self)
        #expect(registry[.ranking, "page-end"] != nil)
        await #expect(processExitsWith: .failure) {
            var registry = PolicyRegistry.builtIn
            registry.add(AnotherPageEnd.self)
        }
    }

    @Test func aChoiceOfNobodyTraps() async {
        await #expect(processExitsWith: .failure) {
            _ = PolicyRegistry.builtIn.make(.ranking, PolicyChoice("nobody"), seed: 1)
        }
    }

    @Test func aParameterThatIsNotThePolicysTraps() async {
        await #expect(processExitsWith: .failure) {
            _ = PolicyRegistry.builtIn.make(.request, PolicyChoice("uniform", ["evry": 3]), seed: 1)
        }
        await #expect(processExitsWith: .failure) {
            _ = PolicyRegistry.builtIn.make(.request, PolicyChoice("uniform", ["every": 51]), seed: 1)
        }
    }
}

private final class AnotherPageEnd: RequestPolicy {
    static let name = "page-end"
    static let summary = "A second one."

    init(parameters: ParameterValues, seed: UInt64) {}

}

private final class PageEndOfRanking: RankingPolicy {
    static let name = "page-end"
    static let summary = "Of another slot."
    let signals: SignalSet = []

    init(parameters: ParameterValues, seed: UInt64) {}

    func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {}
}
