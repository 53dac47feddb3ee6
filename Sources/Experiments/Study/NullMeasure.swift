import Marketplace

/// Follows the untreated world of a study by the units of every design: each is split in arms that differ in nothing.
///
/// The world is run once for all designs and draws, because arms that are equal leave no trace in it.
struct NullMeasure {
    private let plan: Plan
    /// One a role and draw; a measure serves all draws of a role.
    private let splits: [(assignments: Assignments, measure: UnitMeasure)]

    /// - Parameter task: only the untreated world of a plan with a study is followed.
    init(in task: WorldTask, of plan: Plan, users: Int) {
        self.plan = plan
        guard let study = plan.study, task.role == .allControl else {
            splits = []
            return
        }
        splits = plan.roles.filter { $0 != .allControl && $0 != .allTreated }.flatMap { role in
            let draws = (1...Int(study.nullDraws)).map {
                Assignments(in: WorldTask(replication: task.replication, role: role), of: plan, draw: $0)
            }
            let shared = UnitMeasure(draws[0], plan, users: users)
            return draws.map { ($0, shared) }
        }
    }

    var consumers: [any JournalConsumer] {
        var roles: Set<WorldRole> = []
        return splits.flatMap { assignments, measure in
            roles.insert(assignments.role).inserted ? measure.consumers : []
        }
    }

    /// - Parameters:
    ///   - totals: of the users.
    ///   - clusters: of each user.
    func splits(totals: UserTotals, clusters: [UInt8]) -> [NullSplit] {
        splits.map { assignments, measure in
            NullSplit(
                role: assignments.role,
                units: measure.moments(assignments, plan, totals: totals, clusters: clusters))
        }
    }
}
