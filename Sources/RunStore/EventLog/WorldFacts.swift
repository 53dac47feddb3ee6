import Experiments
import Marketplace

/// The row of `world`: what a stranger must know of a world to read its log.
struct WorldFacts {
    private let plan: Plan
    private let task: WorldTask

    init(_ plan: Plan, task: WorldTask) {
        self.plan = plan
        self.task = task
    }

    /// What the row says, as far as it is known before the world has run.
    private var knownCells: [(TableColumn, TableCell)] {
        let schedule = plan.schedule
        return [
            (TableColumn("scenario", .text), .text(plan.name)),
            (TableColumn("replication", .uint32), .number(Int64(task.replication))),
            (TableColumn("role", .text), .text(task.roleName)),
            (TableColumn("seed", .uint64), .unsigned(plan.seed)),
            (
                TableColumn("replication_seed", .uint64),
                .unsigned(plan.seed(ofReplication: task.replication))
            ),
            (TableColumn("users", .uint32), .number(Int64(users))),
            (TableColumn("experiment_start_ms", .int64), .number(schedule.warmup)),
            (TableColumn("browsing_end_ms", .int64), .number(schedule.warmup + schedule.experiment)),
            (TableColumn("end_ms", .int64), .number(schedule.end)),
            (TableColumn("control", .text), .text(plan.arms[0].name)),
            (TableColumn("treatment", .text), .text(plan.arms[1].name)),
            (TableColumn("control_request_cost", .int64), .number(plan.arms[0].conditions.feed.requestCost)),
            (TableColumn("treatment_request_cost", .int64), .number(plan.arms[1].conditions.feed.requestCost)),
            (TableColumn("control_candidate_cost", .int64), .number(plan.arms[0].conditions.feed.candidateCost)),
            (TableColumn("treatment_candidate_cost", .int64), .number(plan.arms[1].conditions.feed.candidateCost)),
            (TableColumn("control_take_rate", .real), .real(plan.arms[0].conditions.orders.takeRate)),
            (TableColumn("treatment_take_rate", .real), .real(plan.arms[1].conditions.orders.takeRate)),
            (TableColumn("control_request_budget", .real), .real(plan.arms[0].conditions.feed.requestBudget)),
            (TableColumn("treatment_request_budget", .real), .real(plan.arms[1].conditions.feed.requestBudget)),
            (
                TableColumn("control_request_budget_period_ms", .int64),
                .number(plan.arms[0].conditions.feed.requestBudgetPeriod)
            ),
            (
                TableColumn("treatment_request_budget_period_ms", .int64),
                .number(plan.arms[1].conditions.feed.requestBudgetPeriod)
            ),
            (TableColumn("treatment_share", .real), .real(plan.split.shares[1])),
            (TableColumn("level", .real), .real(plan.level)),
        ] + models + furtherArms + layers
    }

    /// What scoring a thousand requests by models of given quality costs, where an arm has any.
    private var models: [(TableColumn, TableCell)] {
        guard plan.arms.contains(where: { $0.conditions.models.costOfThousand > 0 }) else { return [] }
        return zip(["control", "treatment"], plan.arms).map { arm, settings in
            (TableColumn("\(arm)_model_cost", .int64), .number(settings.conditions.models.costOfThousand))
        }
    }

    /// Arms after the first treatment, by their numbers.
    private var furtherArms: [(TableColumn, TableCell)] {
        plan.arms.indices.dropFirst(2).flatMap { arm in
            [
                (TableColumn("arm_\(arm)", .text), .text(plan.arms[arm].name)),
                (TableColumn("arm_\(arm)_share", .real), .real(plan.split.shares[arm])),
                (
                    TableColumn("arm_\(arm)_request_cost", .int64),
                    .number(plan.arms[arm].conditions.feed.requestCost)
                ),
            ]
        }
    }

    /// Share of users in each layer's treatment, by the layer's name.
    private var layers: [(TableColumn, TableCell)] {
        plan.layers.map { (TableColumn("layer_\($0.name)_share", .real), .real($0.split.treatmentShare)) }
    }

    /// What the table of users says of layers: whether a user is in each one's treatment.
    var layerColumns: [TableColumn] { plan.layers.map { TableColumn("layer_\($0.name)", .uint8) } }

    private static let laterColumns = [
        TableColumn("units_offered", .int64), TableColumn("events", .int64), TableColumn("records", .int64),
        TableColumn("journal_digest", .text),
    ]

    /// Header and row of the CSV file as far as they are known before the world has run.
    var known: String {
        let cells = knownCells
        return CSVTable.header(cells.map(\.0) + WorldFacts.laterColumns)
            + cells.map { CSVTable.text($0.1) }.joined(separator: ",") + ","
    }

    /// Writes the row.
    func write<Table: TableEncoder & ~Copyable>(
        as format: Table.Type, to folder: LogFolder, _ outcome: FeedOutcome, records: Int64
    ) throws(StoreProblem) {
        let cells = knownCells
        let later: [TableCell] = [
            .number(Int64(outcome.unitsOffered)), .number(Int64(outcome.counts.events)), .number(records),
            .text(outcome.digest),
        ]
        var table = try Table(
            cells.map(\.0) + WorldFacts.laterColumns, path: folder.file("world", Table.fileExtension))
        for cell in cells.map(\.1) + later { try table.add(cell) }
        try table.endRow()
        try table.finish()
    }

    var users: Int { plan.loaded.users?.count ?? Int(plan.market.users.count) }

    /// The arm that a user comes into at the experiment's start.
    var assignments: WorldArms { WorldArms(in: task, of: plan) }
}
