/// Finds keys of the feed market that nobody would read, where another market stands in its place.
struct ForeignKeys {
    /// The group that stands in place of the feed: `booking`.
    let group: String
    /// The key of its own time before counting.
    let settling: String
    /// Beginnings of keys that mean something all the same.
    var allowed: [String] = []

    private static let prefixes = [
        "market.", "policies.", "experiment.arms.", "experiment.bandit.", "experiment.layers.", "experiment.rollout.",
        "experiment.segments.",
        "experiment.decide.",
    ]
    private static let keys =
        [
            "warmup", "followup", "learners", "challenger", "metrics", "analysis", "designs", "switchback.block",
            "switchback.burn_in",
            "switchback.carryover",
        ].map { "experiment.\($0)" } + ["compare_with"]

    /// What is wrong with each, by path.
    func faults(in findings: Findings) -> [(path: String, message: String)] {
        findings.values.keys.sorted().compactMap { path in
            guard Self.keys.contains(path) || Self.prefixes.contains(where: path.hasPrefix), !isAllowed(path) else {
                return nil
            }
            let instead =
                switch path {
                case "experiment.warmup": "; \(settling) is its time before counting"
                case "experiment.metrics" where !allowed.isEmpty: "; \(group).metrics names its own"
                case "experiment.designs": "; \(group).designs names its own"
                default: ""
                }
            return (path, "has no meaning with \(group), which stands in place of the feed market\(instead)")
        }
    }

    /// Whether the key is one that the market reads; of `experiment.arms.NAME.policies.bidding` what stands behind the
    /// name counts.
    private func isAllowed(_ path: String) -> Bool {
        let words = path.split(separator: ".")
        let own = path.hasPrefix("experiment.arms.") ? words.dropFirst(3).joined(separator: ".") : path
        return allowed.contains { own.hasPrefix($0) }
    }
}
