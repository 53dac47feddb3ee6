import Foundation
import GRDB

extension RunStore {
    /// A new id: eight hexadecimal digits that no run of this store has.
    public func freshID() throws(StoreProblem) -> String {
        try read { db in
            while true {
                // A name, not a draw of the simulation: nothing follows from it.
                let digits = String(UInt32.random(in: .min ... .max), radix: 16)
                let id = String(repeating: "0", count: 8 - digits.count) + digits
                if try Row.fetchOne(db, sql: "SELECT 1 FROM run WHERE id = ?", arguments: [id]) == nil { return id }
            }
        }
    }

    /// Saves the run; the record that was there under the same id is replaced.
    public func save(_ run: RunRecord) throws(StoreProblem) {
        try write { db in
            try db.execute(
                sql: """
                    INSERT INTO run (id, scenario, title, seed, replications_planned, replications_done, status,
                        started_at_ms, version, overrides, scenario_text, readout, output_folder, process,
                        scenario_file, changes)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET scenario = excluded.scenario, title = excluded.title,
                        seed = excluded.seed, replications_planned = excluded.replications_planned,
                        replications_done = excluded.replications_done, status = excluded.status,
                        started_at_ms = excluded.started_at_ms, version = excluded.version,
                        overrides = excluded.overrides,
                        scenario_text = excluded.scenario_text, readout = excluded.readout,
                        output_folder = excluded.output_folder, process = excluded.process,
                        scenario_file = excluded.scenario_file, changes = excluded.changes
                    """,
                arguments: [
                    run.id, run.scenario, run.title, Int64(bitPattern: run.seed), run.replicationsPlanned,
                    run.replicationsDone, run.status.rawValue, run.startedAt.millisecondsSince1970, run.version,
                    run.overrides, run.scenarioText, run.readout, run.outputFolder, run.process, run.scenarioFile,
                    try run.changes.map { try JSONEncoder().encode($0) },
                ])
        }
    }

    /// All runs, newest first.
    public func runs() throws(StoreProblem) -> [RunRecord] {
        try read { db in try RunRecord.fetch(db) }
    }

    /// The runs of a scenario that have a readout, newest first: what it said, night by night.
    public func history(of scenario: String) throws(StoreProblem) -> [RunRecord] {
        try read { db in try RunRecord.fetch(db, where: "scenario = ? AND readout IS NOT NULL", [scenario]) }
    }

    /// The run that a person means: by its id, by a scenario's name (its newest run), or by the beginning of an id.
    public func run(matching name: String) throws(StoreProblem) -> RunRecord {
        let found = try read { db in
            let exact = try RunRecord.fetch(db, where: "id = ?", [name])
            if !exact.isEmpty { return exact }
            let ofScenario = try RunRecord.fetch(db, where: "scenario = ?", [name])
            if !ofScenario.isEmpty { return Array(ofScenario.prefix(1)) }
            return name.isEmpty ? [] : try RunRecord.fetch(db, where: "substr(id, 1, length(?1)) = ?1", [name])
        }
        if found.count > 1 { throw .ambiguousRun(name, candidates: Self.listing(found), in: path) }
        guard let run = found.first else {
            throw .unknownRun(name, candidates: Self.listing(try runs()), in: path)
        }
        return run
    }

    /// The newest few, as a sentence can hold them.
    private static func listing(_ runs: [RunRecord]) -> [String] {
        let shown = runs.prefix(5).map { "\($0.id) (\($0.scenario))" }
        return runs.count > 5 ? shown + ["and \(runs.count - 5) more"] : shown
    }
}

extension RunRecord {
    /// The records that meet the condition, newest first.
    fileprivate static func fetch(
        _ db: Database, where condition: String = "1", _ arguments: StatementArguments = []
    ) throws -> [RunRecord] {
        try Row.fetchAll(
            db, sql: "SELECT * FROM run WHERE \(condition) ORDER BY started_at_ms DESC, number DESC",
            arguments: arguments
        ).map(RunRecord.init(row:))
    }

    private init(row: Row) throws {
        let status: String = row["status"]
        let seed: Int64 = row["seed"]
        let changes: Data? = row["changes"]
        self.init(
            id: row["id"], scenario: row["scenario"], title: row["title"], seed: UInt64(bitPattern: seed),
            replicationsPlanned: row["replications_planned"], replicationsDone: row["replications_done"],
            status: Status(rawValue: status) ?? .failed, startedAt: Date(millisecondsSince1970: row["started_at_ms"]),
            version: row["version"], overrides: row["overrides"], scenarioText: row["scenario_text"],
            scenarioFile: row["scenario_file"],
            changes: try changes.map { try JSONDecoder().decode([String].self, from: $0) }, readout: row["readout"],
            outputFolder: row["output_folder"], process: row["process"])
    }
}
