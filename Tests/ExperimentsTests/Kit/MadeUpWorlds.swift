import Experiments
import Marketplace
import Statistics

/// Outcomes of worlds that never ran, with the money that a test wants its users to have spent.
struct MadeUpWorlds {
    /// One replication: GMV a user in the arms of the experiment and in the twins.
    struct Money {
        var control: Double
        var treatment: Double
        var allControl: Double
        var allTreated: Double
    }

    private let model: FeedReplication
    var users = [10_000, 10_000]
    /// Standard deviation between users.
    var deviation = 50.0

    init() throws {
        let plan = TestPlans.plan {
            $0.schedule.warmup = 0
            $0.schedule.experiment = 43_200_000
            $0.schedule.followup = 0
        }
        model = try TestPlans.replication(plan).outcome
    }

    func outcomes(_ money: [Money], change: (inout FeedOutcome) -> Void = { _ in }) -> [WorldTask: FeedOutcome] {
        var outcomes: [WorldTask: FeedOutcome] = [:]
        for (replication, money) in money.enumerated() {
            let all = users[0] + users[1]
            let worlds: [(WorldRole, FeedOutcome, [CovarianceMoments])] = [
                (
                    .experiment, model.experiment,
                    [moments(users[0], money.control), moments(users[1], money.treatment)]
                ),
                (.allTreated, model.allTreated, [moments(0, 0), moments(all, money.allTreated)]),
                (.allControl, model.allControl, [moments(all, money.allControl), moments(0, 0)]),
            ]
            for (role, world, arms) in worlds {
                var outcome = world
                outcome.task = WorldTask(replication: replication, role: role)
                outcome.users = all
                outcome.units = world.units.replacing(arms: arms, population: Double(all))
                outcome.violations = []
                // Of the units that the twins were followed by nothing is made up: the bias is estimate less truth.
                outcome.armsInTwin = []
                change(&outcome)
                outcomes[outcome.task] = outcome
            }
        }
        return outcomes
    }

    /// Users whose every total has this mean.
    private func moments(_ n: Int, _ mean: Double) -> CovarianceMoments {
        let variables = 2 * model.experiment.units.quantities.count
        return CovarianceMoments(n: n, means: [Double](repeating: n > 0 ? mean : 0, count: variables)) { i, j in
            i == j ? deviation * deviation : 0
        }
    }
}
