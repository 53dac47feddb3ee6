import Experiments
import Marketplace
import Policies
import PolicyKit
import Testing

@Suite struct UnseenChangeTests {
    private func plan(_ change: (inout Plan) -> Void) -> Plan {
        var plan = Plan(name: "unseen", title: "", summary: "", arms: [Arm(name: "control"), Arm(name: "treatment")])
        change(&plan)
        return plan
    }

    /// Key by key: what only counts is seen by the metrics that count by it.
    @Test(arguments: [
        ("orders.take_rate", ["income", "contribution"]), ("feed.request_cost", ["serving_cost", "contribution"]),
        ("feed.candidate_cost", ["ranking_cost", "contribution"]),
    ])
    func whatOnlyCountsNeedsAMetricThatCountsByIt(key: String, seeing: [String]) throws {
        let field = try #require(Conditions.fields.first { $0.parameter.name == key })
        for metric in Metric.all.map(\.name) {
            let found = UnseenChange.all(
                in: plan {
                    $0.metrics = [metric]
                    field.write(&$0.arms[1].conditions, .number(field.parameter.unit == .share ? 0.08 : 7))
                }, policies: .builtIn)
            #expect(found.map(\.key) == (seeing.contains(metric) ? [] : ["market.\(key)"]), "\(metric)")
        }
        #expect(UnseenChange.all(in: plan { $0.metrics = ["gmv"] }, policies: .builtIn).isEmpty)
    }

    /// Every ranking policy of this program by what it reads; campaigns choose whom to show ads by it, too.
    @Test(arguments: PolicyRegistry.builtIn.policies(in: .ranking).map(\.name))
    func theDeclaredIntentNeedsAPolicyThatReadsIt(ranking: String) {
        func found(_ change: (inout Plan) -> Void = { _ in }) -> [UnseenChange] {
            UnseenChange.all(
                in: plan {
                    for arm in 0...1 { $0.arms[arm].policies[.ranking] = PolicyChoice(ranking) }
                    $0.arms[1].conditions.browsing.declaredIntentShare = 0.5
                    change(&$0)
                }, policies: .builtIn)
        }
        let reads = ["session-aware", "session-blind"].contains(ranking)
        #expect(found().map(\.key) == (reads ? [] : ["market.browsing.declared_intent_share"]))
        #expect(reads || found()[0].sentence.hasPrefix("no policy of this run reads the declared intent; these "))
        #expect(found { $0.market.ads.campaigns = 3 }.isEmpty)
        #expect(found { $0.arms[1].policies[.ranking] = PolicyChoice("session-aware") }.isEmpty)
    }
}
