import Experiments
import Marketplace

/// The row of `world.csv`: what a stranger must know of a world to read its log.
struct WorldFacts {
    private let plan: Plan
    private let task: WorldTask

    init(_ plan: Plan, task: WorldTask) {
        self.plan = plan
        self.task = task
    }

    static let header = """
        scenario,replication,role,seed,replication_seed,users,experiment_start_ms,browsing_end_ms,end_ms,control,treatment,\
        control_request_cost,treatment_request_cost,treatment_share,level,units_offered,events,records,journal_digest

        """

    /// Header and row as far as they are known before the world has run.
    var known: String {
        let schedule = plan.schedule
        let fields = [
            WorldFacts.quoted(plan.name), "\(task.replication)", task.role.rawValue, "\(plan.seed)",
            "\(WorldRunner.seed(of: task.replication, plan: plan))", "\(users)", "\(schedule.warmup)",
            "\(schedule.warmup + schedule.experiment)", "\(schedule.end)", WorldFacts.quoted(plan.arms[0].name),
            WorldFacts.quoted(plan.arms[1].name), "\(plan.arms[0].conditions.feed.requestCost)",
            "\(plan.arms[1].conditions.feed.requestCost)", "\(plan.split.treatmentShare)", "\(plan.level)",
        ]
        return WorldFacts.header + fields.joined(separator: ",") + ","
    }

    /// Header and row.
    func text(_ outcome: WorldOutcome, records: Int64) -> String {
        known + "\(outcome.unitsOffered),\(outcome.counts.events),\(records),\(outcome.digest)\n"
    }

    var users: Int { plan.loaded.users?.count ?? Int(plan.market.users.count) }

    /// The arm that a user comes into at the experiment's start.
    var assignment: Assignment {
        switch task.role {
        case .experiment: .split(plan.split, seed: WorldRunner.seed(of: task.replication, plan: plan))
        case .allTreated: .everybody(in: 1)
        case .allControl: .everybody(in: 0)
        }
    }

    /// As RFC 4180 has it.
    private static func quoted(_ text: String) -> String {
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
