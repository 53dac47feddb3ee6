import Experiments
import Foundation
import RunStore

/// The worlds of one plan in the run store: those of another plan or another build are not seen.
struct KeptWorlds {
    /// The plan's fingerprint.
    let plan: String
    let store: RunStore

    /// The worlds that the store has; one that cannot be read is as good as missing.
    func known<Task: RunTask, Outcome: RunOutcome>(_ tasks: [Task]) throws -> [Task: Outcome] {
        var outcomes: [Task: Outcome] = [:]
        for task in tasks {
            guard let data = try store.world(key(task)) else { continue }
            outcomes[task] = try? JSONDecoder().decode(Outcome.self, from: data)
        }
        return outcomes
    }

    func save(_ outcome: some RunOutcome) throws {
        try store.save(try KeptWorlds.encoder.encode(outcome), for: key(outcome.task))
    }

    private func key(_ task: some RunTask) -> WorldKey {
        WorldKey(plan: plan, replication: task.replication, role: task.roleName)
    }

    static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return encoder
    }
}
