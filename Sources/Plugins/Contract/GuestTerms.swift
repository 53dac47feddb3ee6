package import PolicyKit

/// What a scenario may say of any policy of somebody else, beside the policy's own parameters.
package struct GuestTerms: Sendable, Hashable {
    var onFailure = OnFailure.stop
    /// Milliseconds.
    var timeLimit = 10_000.0
    /// Bytes that a process of the policy's own may take.
    var memoryLimit = 2e9
    /// Whether a library runs in a process of its own.
    var isIsolated = false
    /// Milliseconds of simulated time for which outcomes wait before a ranking policy hears of them.
    var gather = 0.0

    enum OnFailure: String, Sendable, CaseIterable {
        case stop, fallback
    }

    init() {}

    init(_ values: ParameterValues) {
        onFailure = OnFailure(rawValue: values.word("on_failure")) ?? .stop
        timeLimit = values.number("time_limit")
        memoryLimit = values.number("memory_limit")
        isIsolated = values.toggle("isolate")
        gather = values.all[PolicyChoice.gather]?.number ?? 0
    }

    /// Those that a policy of the slot has.
    static func parameters(of slot: any Slot) -> [Parameter] {
        all.filter { $0.name != PolicyChoice.gather || slot.name == RankingSlot().name }
    }

    /// What policies of somebody else have beside their own, whatever their slot.
    package static let all = [
        Parameter(
            "on_failure",
            "What happens where the policy fails: the run stops, or the slot's default policy answers from then on, which the "
                + "readout counts.", unit: .word, default: .word(OnFailure.stop.rawValue),
            choices: OnFailure.allCases.map(\.rawValue)),
        Parameter(
            "time_limit", "Time on the clock that one call may take.", unit: .duration, default: 10_000,
            range: 1...86_400_000),
        Parameter(
            "memory_limit",
            "Memory that the process may take in which the policy lives: Python, or a library with `isolate`. A library in the "
                + "run's own process has no limit.", unit: .bytes, default: 2e9, range: 1e6...1e12),
        Parameter(
            "isolate", "Whether a library runs in a process of its own, which may crash without ending the run.",
            unit: .toggle, default: false),
        Parameter(
            PolicyChoice.gather,
            "Simulated time for which outcomes wait before the policy hears of them, so that more requests are scored in one call; "
                + "an approximation, which the readout names.", unit: .duration, default: 0, range: 0...86_400_000),
    ]

    static let names = all.map(\.name)
}
