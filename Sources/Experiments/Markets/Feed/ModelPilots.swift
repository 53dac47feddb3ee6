import Marketplace
import PolicyKit
import Synchronization

/// Keeps the noise of models that was found for each replication, so that its worlds run one pilot together.
final class ModelPilots: Sendable {
    private final class Pilot: Sendable {
        let noise = Mutex<[ModelNoise?]?>(nil)
    }

    private let pilots = Mutex<[Int: Pilot]>([:])

    /// The setup with its models' noise; it waits where another world of the replication runs the pilot.
    /// - Returns: nil when the pilot was stopped.
    /// - Throws: `ModelProblem`, with the place in the scenario that it is about; what a world throws.
    func tuned(
        _ setup: WorldSetup, of replication: Int, _ plan: Plan, policies: PolicyRegistry, goesOn: () -> Bool
    ) throws -> WorldSetup? {
        guard setup.hasModels else { return setup }
        let pilot = pilots.withLock { pilots in
            if let known = pilots[replication] { return known }
            let pilot = Pilot()
            pilots[replication] = pilot
            return pilot
        }
        return try pilot.noise.withLock { known in
            if let known {
                var tuned = setup
                tuned.modelNoise = known
                return tuned
            }
            do {
                let tuned = try setup.tuned(policies: policies, goesOn: goesOn)
                known = tuned?.modelNoise
                return tuned
            } catch var problem as ModelProblem {
                let arm = problem.arm % plan.arms.count
                if arm > 0 { problem.path = "experiment.arms.\(plan.arms[arm].name).market.models.click" }
                throw problem
            }
        }
    }
}
