import Marketplace
public import PolicyKit

/// A setting of a plan that nothing in its run can show: no metric that is read out, and no policy.
public struct UnseenChange: Sendable, Hashable {
    /// As in the scenario file: `market.orders.take_rate`.
    public let key: String
    /// A sentence without a full stop: who would have to look at it, and does not.
    public let sentence: String

    /// All that a plan has.
    /// - Parameter policies: that know what the plan's policies read.
    public static func all(in plan: Plan, policies: PolicyRegistry) -> [UnseenChange] {
        guard case .feed = plan.kind else { return [] }
        return Mechanisms.all.flatMap { mechanism in
            mechanism.countedBy.compactMap { UnseenChange(counted: $0, plan) }
                + mechanism.signalled.compactMap { UnseenChange($0, plan, policies) }
        }
    }

    /// What only counts is seen by metrics that count by it.
    private init?(counted key: String, _ plan: Plan) {
        let path = "market.\(key)"
        guard plan.changedKeys.contains(path) else { return nil }
        func counts(_ metric: Metric) -> Bool { metric.quantities.contains { $0.keys.contains(key) } }
        guard !plan.metrics.compactMap(Metric.named).contains(where: counts) else { return nil }
        let seeing = Metric.all.filter(counts).map(\.name).joined(separator: ", ")
        self.key = path
        sentence =
            "no metric of this readout can see `\(key.split(separator: ".").last ?? "")`, which changes what is counted and nothing "
            + "that happens; add one of \(seeing) to experiment.metrics"
    }

    /// What is told is seen by who reads it.
    private init?(_ condition: SignalledCondition, _ plan: Plan, _ policies: PolicyRegistry) {
        guard plan.cells.contains(where: { condition.isActive($0.conditions) }),
            !(condition.isReadByAds && plan.campaigns > 0)
        else { return nil }
        let readers = policies.policies(in: .ranking).filter { !$0.sessionSignals.isDisjoint(with: condition.signal) }
        let used = Set(plan.cells.map { $0.policies[.ranking].name })
        guard used.isDisjoint(with: readers.map(\.name)) else { return nil }
        key = "market.\(condition.key)"
        let known = readers.map(\.name).joined(separator: ", ")
        sentence =
            "no policy of this run reads \(condition.words)"
            + (known.isEmpty ? "" : "; these ranking policies do: \(known)")
    }
}

extension Plan {
    /// What any arm or layer changes.
    fileprivate var changedKeys: Set<String> {
        Set(
            Conditions.fields.filter { field in
                let control = field.read(arms[0].conditions)
                return cells.contains { field.read($0.conditions) != control }
            }.map { "market.\($0.parameter.name)" })
    }
}
