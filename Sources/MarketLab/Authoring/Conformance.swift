import Foundation
import Marketplace
import Plugins
import PolicyKit
import Scenarios
import Tables

/// Holds a plug-in against the contract: runs each of its policies in a small market, records what it was shown and what it answered,
/// and hands the same calls to fresh instances in other orders and shapes.
struct Conformance {
    private let plugin: String
    private let description: PluginDescription

    /// Calls that are recorded of an instance.
    private static let calls = 400

    private let wanted: String?
    /// Whether a debugger may sit in the policy.
    private let isDebugged: Bool
    private let sets: [String]

    /// - Parameters:
    ///   - policy: the only one to be looked at; nil for all that the plug-in has.
    ///   - sets: `parameter=value` each, for the policies that have the parameter.
    ///   - debugging: whether a debugger may sit in the policy.
    /// - Throws: `PluginProblem`, and `Mistake` for a value that a parameter cannot have.
    init(of plugin: String, policy: String?, sets: [String], debugging: Bool) throws {
        self.plugin = plugin
        (wanted, isDebugged, self.sets) = (policy, debugging, sets)
        description = try PluginFinder(path: [], debugging: debugging).description(of: plugin)
        if let policy, !description.policies.contains(where: { $0.name == policy }) {
            throw PluginProblem(file: plugin, "has no policy named \(policy)")
        }
        let looked = description.policies.filter { policy == nil || $0.name == policy }
        for set in sets where !looked.contains(where: { Self.sets(set, of: $0) }) {
            throw PluginProblem(file: plugin, "has no parameter for --set \(ForeignText.quoted(set))")
        }
        for policy in looked where !sets.isEmpty {
            do throws(ScenarioProblems) { _ = try scenario(policy, recorder: BatchRecorder(.altogether(0))) } catch {
                guard let problem = error.problems.first(where: { $0.argument != nil }) else { continue }
                let key = problem.keyPath.split(separator: ".").last ?? ""
                throw Mistake("--set \(key): \(problem.message)")
            }
        }
    }

    /// Whether `parameter=value` sets a parameter of the policy.
    private static func sets(_ set: String, of policy: PolicyDescription) -> Bool {
        policy.parameters.contains { set.hasPrefix("\($0.name)=") }
    }

    func report() -> ConformanceReport {
        var report = ConformanceReport(plugin: plugin, description: description)
        for policy in description.policies where wanted == nil || policy.name == wanted {
            report.policies.append((policy, findings(on: policy)))
        }
        report.printed = PluginLog.shared.takeGathered().map(\.line)
        return report
    }

    /// One requirement and how it came out.
    struct Finding {
        let requirement: String
        /// Why it does not hold; nil where it does.
        let reason: String?
        /// What was measured, where something was.
        var measured: String?
        /// Whether the policy gives no occasion to look.
        var isIdle = false
    }

    private func findings(on policy: PolicyDescription) -> [Finding] {
        let runs = (0..<2).map { _ in run(policy) }
        guard case .success(let first) = runs[0], case .success(let second) = runs[1] else {
            return [Finding(requirement: "runs in a small market to its end", reason: runs.compactMap(\.reason).first)]
        }
        var findings = [
            Finding(requirement: "runs in a small market to its end", reason: nil),
            Finding(
                requirement: "does the same in another process with the same key",
                reason: first.digest == second.digest ? nil : "the same market ran differently the second time"),
        ]
        guard let recorded = first.recorder.instances.max(by: { $0.calls.count < $1.calls.count }),
            recorded.calls.contains(where: \.asks)
        else {
            return findings + [
                Finding(requirement: "answers calls", reason: nil, measured: "it takes none", isIdle: true)
            ]
        }
        if policy.slot == RankingSlot().name || policy.slot == RetrievalSlot().name {
            let asked = recorded.calls.filter(\.asks)
            findings.append(
                Finding(
                    requirement: "answers something",
                    reason: asked.allSatisfy { $0.shown == $0.answered }
                        ? "all of its \(asked.count) answers are what stands there at first" : nil))
        }
        findings += [
            check("answers a call again as before", recorded) { try answersAgain(recorded, policy) },
            check("begins from nothing when it is reset, and reset again", recorded) {
                try resetsWhole(recorded, policy)
            },
            check("goes on from a saved state as if nothing had been", recorded) { try savesWhole(recorded, policy) },
            check("takes feedback before it was ever asked, the last first", recorded) { try hearsFirst(recorded) },
            check("stands numbers that are none", recorded) { try stands(recorded, policy, .nan) },
            check("stands numbers without end", recorded) { try stands(recorded, policy, .infinity) },
        ]
        if policy.slot == RankingSlot().name {
            findings.append(
                check("scores candidates alike in whatever order they come", recorded) {
                    try scoresByContent(recorded, policy)
                })
        }
        if policy.slot != BiddingSlot().name {
            findings.append(
                check("answers batches of other sizes", recorded) { try answersOtherSizes(recorded, policy) })
        }
        if policy.calls.contains(where: { $0.name == "score_requests" }) {
            findings.append(
                check("answers several requests as it answers each", recorded) {
                    try answersSeveralRequests(recorded, policy)
                })
        }
        // A debugger keeps what it shows.
        if !isDebugged {
            findings.append(check("uses nothing of a call that is over", recorded) { try leavesAlone(recorded) })
        }
        if let finding = sanitizing { findings.append(finding) }
        // The sanitizer itself keeps what was given back.
        if SanitizedLibrary(plugin) == nil {
            findings.append(check("keeps no memory of calls that are over", recorded) { try keepsNoMemory(recorded) })
        }
        findings.append(check("answers in time", recorded) { try answersInTime(recorded) })
        return findings
    }

    /// Whether the address sanitizer has watched all of this; nil of what needs none.
    private var sanitizing: Finding? {
        guard !plugin.hasSuffix(".py") else { return nil }
        let requirement = "the address sanitizer finds nothing"
        // What it finds fails the requirement that was looked at.
        guard let library = SanitizedLibrary(plugin) else {
            return Finding(
                requirement: requirement, reason: nil, measured: "the library was built without -fsanitize=address",
                isIdle: true)
        }
        return Finding(
            requirement: requirement, reason: library.runtime == nil ? "its runtime is not found here" : nil)
    }

    // MARK: - Markets

    private struct Ran {
        let digest: String
        let recorder: BatchRecorder
    }

    private func run(_ policy: PolicyDescription) -> Result<Ran, PolicyNotTaken> {
        do {
            let recorder = BatchRecorder(.ofInstance(Self.calls))
            let scenario = try scenario(policy, recorder: recorder)
            let model = scenario.plan.model
            return .success(Ran(digest: try Self.digest(model, scenario), recorder: recorder))
        } catch let failure as PolicyFailure {
            return .failure(PolicyNotTaken("\(failure)"))
        } catch let problems as ScenarioProblems {
            return .failure(PolicyNotTaken(problems.sentences.first ?? "\(problems)"))
        } catch {
            return .failure(PolicyNotTaken("\(error)"))
        }
    }

    private func scenario(
        _ policy: PolicyDescription, recorder: BatchRecorder
    ) throws(ScenarioProblems) -> Scenario {
        var policies = PolicyRegistry.builtIn
        policies.finder = PluginFinder(recorder: recorder, debugging: isDebugged)
        let file = URL(fileURLWithPath: plugin).standardizedFileURL.path
        var overrides: [ScenarioOverride] = []
        for set in sets where Self.sets(set, of: policy) {
            overrides.append(
                try ScenarioOverride(parsing: "experiment.arms.treatment.policies.\(policy.slot).\(set)"))
        }
        return try ScenarioReader(policies: policies).read(
            text: Self.market(policy, file: file), file: "conformance.yaml", overrides: overrides)
    }

    private static func digest<Model: MarketModel>(_ model: Model, _ scenario: Scenario) throws -> String {
        let runner = model.runner(of: scenario.plan, policies: scenario.policies, log: nil)
        let outcome = try runner.run(WorldTask(replication: 0, role: .allTreated)) { _ in true }
        return outcome?.digest ?? ""
    }

    /// A small market in which the policy has its slot.
    private static func market(_ policy: PolicyDescription, file: String) -> String {
        """
        scenario: conformance
        seed: 1
        replications: 1
        market:
          users: {count: 120, sessions_per_week: 6, casual_share: 0}
          listings: {initial: 900, arrivals_per_day: 60}
          ads: {campaigns: 10, budget_least: 0.05 USD, budget_most: 0.50 USD}
          orders: {payment_share: 90 %, delivery_delay: 6h, delivery_window: 6h, refund_window: 6h}
        experiment:
          warmup: 0d
          length: 3d
          followup: 2d
          arms:
            control: {}
            treatment:
              policies:
                \(policy.slot): "\(file)#\(policy.name)"
        """
    }

    // MARK: - Replays

    private func replay(guardingCalls: Bool = false) throws -> Replay {
        try Replay(plugin, guardingCalls: guardingCalls, debugging: isDebugged)
    }

    private func check(
        _ requirement: String, _ recorded: BatchRecorder.Instance,
        _ look: () throws -> (reason: String?, measured: String?)
    ) -> Finding {
        do {
            let (reason, measured) = try look()
            return Finding(requirement: requirement, reason: reason, measured: measured)
        } catch {
            return Finding(requirement: requirement, reason: "\(error)")
        }
    }

    /// Hands over calls and says which of them was answered otherwise than it was recorded.
    private func difference(
        _ calls: some Sequence<BatchRecorder.Call>, _ policy: PolicyDescription, _ replay: Replay, _ instance: UInt32
    ) throws -> String? {
        for (number, call) in calls.enumerated() {
            let answered = try replay.hand(call, to: instance)
            guard call.asks, let now = RecordedBatch(answered, of: policy),
                let then = RecordedBatch(call.answered, of: policy),
                now.answers != then.answers
            else { continue }
            return "call \(number + 1) of \(policy.name) was answered differently"
        }
        return nil
    }

    private func answersAgain(
        _ recorded: BatchRecorder.Instance, _ policy: PolicyDescription
    ) throws -> (String?, String?) {
        let replay = try replay()
        let instance = try replay.begin(recorded)
        return (try difference(recorded.calls, policy, replay, instance), "\(recorded.calls.count) calls")
    }

    private func resetsWhole(
        _ recorded: BatchRecorder.Instance, _ policy: PolicyDescription
    ) throws -> (String?, String?) {
        let replay = try replay()
        let instance = try replay.begin(recorded)
        for call in recorded.calls { _ = try replay.hand(call, to: instance) }
        for _ in 0..<2 { try replay.reset(instance, recorded.key) }
        return (try difference(recorded.calls, policy, replay, instance), nil)
    }

    private func savesWhole(
        _ recorded: BatchRecorder.Instance, _ policy: PolicyDescription
    ) throws -> (String?, String?) {
        let half = recorded.calls.count / 2
        let before = try replay()
        let first = try before.begin(recorded)
        for call in recorded.calls.prefix(half) { _ = try before.hand(call, to: first) }
        let state = try before.save(first)
        let after = try replay()
        let second = try after.begin(recorded)
        try after.load(second, state)
        return (
            try difference(recorded.calls.dropFirst(half), policy, after, second), "\(state.count) bytes of state"
        )
    }

    private func hearsFirst(_ recorded: BatchRecorder.Instance) throws -> (String?, String?) {
        let replay = try replay()
        let instance = try replay.begin(recorded)
        let told = recorded.calls.filter { !$0.asks }
        for call in told.reversed() { _ = try replay.hand(call, to: instance) }
        for call in recorded.calls.prefix(20) where call.asks { _ = try replay.hand(call, to: instance) }
        return (nil, told.isEmpty ? "it takes no feedback" : "\(told.count) calls")
    }

    private func stands(
        _ recorded: BatchRecorder.Instance, _ policy: PolicyDescription, _ value: Double
    ) throws -> (String?, String?) {
        let replay = try replay()
        let instance = try replay.begin(recorded)
        for var call in recorded.calls.prefix(20) {
            guard var batch = RecordedBatch(call.shown, of: policy) else { continue }
            batch.fill(value)
            call.shown = batch.bytes
            _ = try replay.hand(call, to: instance)
        }
        return (nil, nil)
    }

    private func scoresByContent(
        _ recorded: BatchRecorder.Instance, _ policy: PolicyDescription
    ) throws -> (String?, String?) {
        for var call in recorded.calls.prefix(100) where call.asks {
            guard let asIs = RecordedBatch(call.shown, of: policy), asIs.rows > 1, !asIs.isOfSeveralRequests else {
                continue
            }
            // A fresh instance each, so that no call has been before.
            let replay = try replay()
            let usual =
                RecordedBatch(try replay.hand(call, to: try replay.begin(recorded)), of: policy)?.firstAnswer ?? []
            let order = Array((0..<asIs.rows).reversed())
            call.shown = asIs.taking(order).bytes
            let other =
                RecordedBatch(try replay.hand(call, to: try replay.begin(recorded)), of: policy)?.firstAnswer ?? []
            guard usual.count == asIs.rows, other.count == usual.count else { return (nil, nil) }
            for (place, row) in order.enumerated() where !Self.areAlike(usual[row], other[place]) {
                return ("candidate \(row + 1) scored \(usual[row]), and \(other[place]) in another place", nil)
            }
            return (nil, "\(asIs.rows) candidates")
        }
        return (nil, nil)
    }

    /// Sums that are taken in another order differ in their last digits.
    private static func areAlike(_ a: Float, _ b: Float) -> Bool {
        a == b || a.isNaN && b.isNaN || abs(a - b) <= 1e-4 * max(1, abs(a), abs(b))
    }

    private func answersOtherSizes(
        _ recorded: BatchRecorder.Instance, _ policy: PolicyDescription
    ) throws -> (String?, String?) {
        let replay = try replay()
        let instance = try replay.begin(recorded)
        var sizes: Set<Int> = []
        for var call in recorded.calls.filter(\.asks).prefix(20) {
            guard let asIs = RecordedBatch(call.shown, of: policy), asIs.rows > 0, !asIs.isOfSeveralRequests else {
                continue
            }
            for size in Set([1, max(1, asIs.rows / 2), 2 * asIs.rows + 1]) {
                call.shown = asIs.taking((0..<size).map { $0 % asIs.rows }).bytes
                _ = try replay.hand(call, to: instance)
                sizes.insert(size)
            }
        }
        return (nil, sizes.isEmpty ? nil : "\(sizes.min() ?? 0) to \(sizes.max() ?? 0) rows")
    }

    /// Hands over the same request several times in one call.
    private func answersSeveralRequests(
        _ recorded: BatchRecorder.Instance, _ policy: PolicyDescription
    ) throws -> (String?, String?) {
        for var call in recorded.calls.prefix(100) where call.asks {
            guard let asIs = RecordedBatch(call.shown, of: policy), asIs.rows > 1, asIs.call == "score_requests" else {
                continue
            }
            func answers(_ batch: RecordedBatch) throws -> [Float] {
                call.shown = batch.bytes
                // A fresh instance each, so that no call has been before.
                let replay = try replay()
                let answered = try replay.hand(call, to: try replay.begin(recorded))
                return RecordedBatch(answered, of: policy)?.firstAnswer ?? []
            }
            let alone = try answers(asIs)
            for times in [2, 7] {
                let together = try answers(asIs.repeated(times))
                for (row, score) in together.enumerated() where !Self.areAlike(alone[row % asIs.rows], score) {
                    let usual = alone[row % asIs.rows]
                    let candidate = row % asIs.rows + 1
                    return ("candidate \(candidate) scored \(usual), and \(score) in a call of \(times) requests", nil)
                }
            }
            return (nil, "2 and 7 requests of \(asIs.rows) candidates")
        }
        return (nil, nil)
    }

    private func leavesAlone(_ recorded: BatchRecorder.Instance) throws -> (String?, String?) {
        let replay = try replay(guardingCalls: true)
        let instance = try replay.begin(recorded)
        for call in recorded.calls { _ = try replay.hand(call, to: instance) }
        return (nil, "\(recorded.calls.count) calls")
    }

    private func keepsNoMemory(_ recorded: BatchRecorder.Instance) throws -> (String?, String?) {
        let replay = try replay()
        let instance = try replay.begin(recorded)
        let asked = recorded.calls.filter(\.asks)
        func hand(rounds: Int) throws {
            for _ in 0..<rounds { for call in asked { _ = try replay.hand(call, to: instance) } }
        }
        let rounds = max(1, 4_000 / asked.count)
        try hand(rounds: rounds)
        let before = replay.residentBytes
        try hand(rounds: rounds)
        let grown = replay.residentBytes - before
        let calls = rounds * asked.count
        return (
            grown > 1_000 * calls ? "\(calls) calls took \(grown >> 10) KiB of memory, which were not given back" : nil,
            "\(max(0, grown) >> 10) KiB in \(calls) calls"
        )
    }

    private func answersInTime(_ recorded: BatchRecorder.Instance) throws -> (String?, String?) {
        let replay = try replay()
        let instance = try replay.begin(recorded)
        for call in recorded.calls { _ = try replay.hand(call, to: instance) }
        let milliseconds = replay.longest * 1_000
        let words = String(format: "%.1f ms at the longest", milliseconds)
        return (milliseconds > 1_000 ? "a call took \(words)" : nil, words)
    }
}

extension Result {
    fileprivate var reason: String? { if case .failure(let error) = self { "\(error)" } else { nil } }
}

/// How a plug-in stands against the contract.
struct ConformanceReport {
    let plugin: String
    let description: PluginDescription
    var policies: [(policy: PolicyDescription, findings: [Conformance.Finding])] = []
    /// Lines that the plug-in printed.
    var printed: [String] = []

    /// Lines of what was printed that are shown.
    private static let shown = 10

    var passed: Bool { policies.allSatisfy { $0.findings.allSatisfy { $0.reason == nil } } }

    var text: String {
        var lines = [
            "\(plugin): \(description.id) \(description.version), contract \(description.contract)"
                + (description.surroundings.isEmpty ? "" : ", on \(description.surroundings.joined(separator: ", "))")
        ]
        for (policy, findings) in policies {
            lines += ["", "\(policy.slot) policy \(policy.name)\(policy.summary.isEmpty ? "" : ": \(policy.summary)")"]
            lines += findings.map { finding in
                let measured = finding.measured.map { " (\($0))" } ?? ""
                return finding.reason.map { "  ✗ \(finding.requirement): \($0)" }
                    ?? "  \(finding.isIdle ? "-" : "✓") \(finding.requirement)\(measured)"
            }
        }
        if !printed.isEmpty {
            lines += ["", "It printed \(printed.count == 1 ? "a line" : "\(printed.count) lines"):"]
            lines += printed.prefix(Self.shown).map { "  \($0)" }
            if printed.count > Self.shown { lines.append("  … and \(printed.count - Self.shown) more") }
        }
        let failed = policies.reduce(0) { $0 + $1.findings.count { $0.reason != nil } }
        return (lines + ["", failed == 0 ? "Passed." : "Failed: \(failed) of the requirements do not hold."])
            .joined(separator: "\n")
    }
}
