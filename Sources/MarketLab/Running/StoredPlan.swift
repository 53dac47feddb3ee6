import Experiments
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
