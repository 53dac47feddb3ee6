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
                        scenario_file, changes, checksum)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET scenario = excluded.scenario, title = excluded.title,
                        seed = excluded.seed, replications_planned = excluded.replications_planned,
                        replications_done = excluded.replications_done, status = excluded.status,
                        started_at_ms = excluded.started_at_ms, version = excluded.version,
                        overrides = excluded.overrides,
                        scenario_text = excluded.scenario_text, readout = excluded.readout,
                        output_folder = excluded.output_folder, process = excluded.process,
                        scenario_file = excluded.scenario_file, changes = excluded.changes,
                        checksum = excluded.checksum
                    """,
                arguments: [
                    run.id, run.scenario, run.title, Int64(bitPattern: run.seed), run.replicationsPlanned,
                    run.replicationsDone, run.status.rawValue, run.startedAt.millisecondsSince1970, run.version,
                    run.overrides, run.scenarioText, run.readout, run.outputFolder, run.process, run.scenarioFile,
                    try run.encodedChanges, try run.checksum,
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
            .filter { $0.status != .damaged }
    }

    /// The run that a person means: by its id, by a scenario's name (its newest run), or by the beginning of an id.
    /// - Throws: a problem that `isDamage` when the run is not what was saved, beside those of a name.
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
        if run.status == .damaged { throw .damaged("run \(run.id)", in: path) }
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

    /// A run that is not what was saved is `damaged`, and holds what can be told of it.
    private init(row: Row) throws {
        let changes = try? row.decode(Data.self, forColumn: "changes")
        func text(_ column: String) -> String? { try? row.decode(String.self, forColumn: column) }
        func number(_ column: String) -> Int64 { (try? row.decode(Int64.self, forColumn: column)) ?? 0 }
        self.init(
            id: text("id") ?? "", scenario: text("scenario") ?? "", title: text("title") ?? "",
            seed: UInt64(bitPattern: number("seed")), replicationsPlanned: Int(number("replications_planned")),
            replicationsDone: Int(number("replications_done")),
            status: text("status").flatMap(Status.init(rawValue:)) ?? .damaged,
            startedAt: Date(millisecondsSince1970: number("started_at_ms")), version: text("version") ?? "",
            overrides: text("overrides") ?? "", scenarioText: text("scenario_text") ?? "",
            scenarioFile: text("scenario_file"),
            changes: changes.flatMap { try? JSONDecoder().decode([String].self, from: $0) },
            readout: try? row.decode(Data.self, forColumn: "readout"), outputFolder: text("output_folder"),
            process: text("process"))
        // One that was stored before there were checksums has none.
        let saved = try? row.decode(Int64.self, forColumn: "checksum")
        if let saved, try saved != checksum { status = .damaged }
    }

    fileprivate var encodedChanges: Data? {
        get throws { try changes.map { try JSONEncoder().encode($0) } }
    }

    /// The checksum of all that the store keeps of the run.
    fileprivate var checksum: Int64 {
        get throws {
            var checksum = Checksum()
            for text in [id, scenario, title, status.rawValue, version, overrides, scenarioText] { checksum.add(text) }
            for text in [scenarioFile, outputFolder, process] { checksum.add(text) }
            for number in [
                Int64(bitPattern: seed), Int64(replicationsPlanned), Int64(replicationsDone),
                startedAt.millisecondsSince1970,
            ] { checksum.add(number) }
            checksum.add(try encodedChanges)
            checksum.add(readout)
            return checksum.value
        }
    }
}
