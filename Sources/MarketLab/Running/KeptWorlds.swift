import Experiments
import Foundation
import RunStore

/// The worlds of one plan in the run store: those of another plan or another build are not seen.
struct KeptWorlds {
    /// The plan's fingerprint.
    let plan: String
    let store: RunStore

    /// The worlds that the store has, and how many it has that are not what was saved.
    func known<Tally>(_ tasks: [WorldTask]) throws -> (worlds: [WorldTask: WorldOutcome<Tally>], damaged: Int) {
        var outcomes: [WorldTask: WorldOutcome<Tally>] = [:]
        var damaged = 0
        for task in tasks {
            do throws(StoreProblem) {
                guard let data = try store.world(key(task)) else { continue }
                outcomes[task] = try? JSONDecoder().decode(WorldOutcome<Tally>.self, from: data)
            } catch {
                guard error.isDamage else { throw error }
                damaged += 1
            }
        }
        return (outcomes, damaged)
    }

    func save<Tally>(_ outcome: WorldOutcome<Tally>) throws {
        try store.save(try KeptWorlds.encoder.encode(outcome), for: key(outcome.task))
    }

    private func key(_ task: WorldTask) -> WorldKey {
        WorldKey(plan: plan, replication: task.replication, role: task.roleName)
    }

    static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return encoder
    }
}
