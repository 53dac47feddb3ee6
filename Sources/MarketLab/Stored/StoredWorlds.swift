import Experiments
import Foundation
import PolicyKit
import RunStore
import Scenarios

/// Reads the plan of a stored run again: the store keeps the scenario's text and what was laid over it.
enum StoredPlan {
    /// - Throws: what is wrong with the stored scenario by now, or a replication that the run does not have.
    static func scenario(of record: RunRecord, replication: Int, policies: PolicyRegistry) throws -> Scenario {
        let scenario = try ScenarioReader(policies: policies).read(
            text: record.scenarioText, file: record.scenarioFile ?? "\(record.scenario).yaml",
            overrides: try (record.changes ?? []).map { try ScenarioOverride(parsing: $0) }, seed: record.seed,
            replications: record.replicationsPlanned)
        guard (0..<record.replicationsPlanned).contains(replication) else {
            throw Mistake(
                "run \(record.id) has replications 0 to \(record.replicationsPlanned - 1); there is no \(replication)")
        }
        return scenario
    }
}

/// The worlds of one plan in the run store: those of another plan or another build are not seen.
struct StoredWorlds {
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
        try store.save(try StoredWorlds.encoder.encode(outcome), for: key(outcome.task))
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
