import Marketplace

/// Follows the untreated world of a study by the units of every design: each is split in arms that differ in nothing.
///
/// The world is run once for all designs and draws, because arms that are equal leave no trace in it.
struct NullMeasure {
    private let plan: Plan
    /// For each role its draws, which share what is counted.
    private let roles: [(role: WorldRole, draws: [any UnitFollower])]

    /// - Parameter task: only the untreated world of a plan with a study is followed.
    init(in task: WorldTask, of plan: Plan, users: Int) {
        self.plan = plan
        guard let study = plan.study, task.role == .allControl else {
            roles = []
            return
        }
        roles = plan.roles.filter { !$0.isTwin }.map { role in
            let world = WorldTask(replication: task.replication, role: role)
            let draws = (1...Int(study.nullDraws)).map { SplitDraw(plan, world, draw: $0) }
            return (role, DesignModel.split(of: role).followed(draws, users: users))
        }
    }

    var consumers: [any JournalConsumer] { roles.flatMap { $0.draws[0].consumers } }

    /// What each draw would have been read out of.
    func splits(in world: FollowedWorld) -> [NullSplit] {
        roles.flatMap { role, draws in draws.map { NullSplit(role: role, units: $0.moments(in: world)) } }
    }
}
