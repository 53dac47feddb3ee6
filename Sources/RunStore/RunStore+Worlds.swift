public import Foundation
import GRDB

extension RunStore {
    /// The outcome saved under the key, or nil.
    public func world(_ key: WorldKey) throws(StoreProblem) -> Data? {
        try read { db in
            try Data.fetchOne(
                db, sql: "SELECT outcome FROM world WHERE plan = ? AND replication = ? AND role = ?",
                arguments: [key.plan, key.replication, key.role])
        }
    }

    /// Saves the outcome; one that was there under the same key is replaced.
    ///
    /// When it returns, the outcome outlives the process. Safe from several threads and processes.
    public func save(_ outcome: Data, for key: WorldKey) throws(StoreProblem) {
        try write { db in
            try db.execute(
                sql: """
                    INSERT INTO world (plan, replication, role, outcome) VALUES (?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET outcome = excluded.outcome
                    """,
                arguments: [key.plan, key.replication, key.role, outcome])
        }
    }

    /// The worlds of a plan that are there, by replication and role.
    public func worlds(of plan: String) throws(StoreProblem) -> [WorldKey] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT replication, role FROM world WHERE plan = ? ORDER BY replication, role",
                arguments: [plan]
            ).map { WorldKey(plan: plan, replication: $0[0], role: $0[1]) }
        }
    }

    /// Forgets the worlds of a plan, which can be large and can always be computed again.
    ///
    /// Nothing happens when there are none.
    public func removeWorlds(of plan: String) throws(StoreProblem) {
        try write { db in try db.execute(sql: "DELETE FROM world WHERE plan = ?", arguments: [plan]) }
    }
}
