public import Foundation
import GRDB
import Tables

/// Names one world of a run: what would be computed again, byte for byte, from the same key.
public struct WorldKey: Sendable, Hashable, Codable {
    /// Digest of all that the world follows from: market, arms, seed and build.
    public let plan: String
    /// The replication's number, from 0.
    public let replication: Int
    /// Which of a replication's worlds: the experiment or one of its twins.
    public let role: String

    public init(plan: String, replication: Int, role: String) {
        self.plan = plan
        self.replication = replication
        self.role = role
    }
}

/// 64 bits that tell whether what comes out of the store is what went in.
///
/// SQLite notices a damaged page of its own, not a changed byte of what it keeps.
struct Checksum {
    private var state: UInt64 = 0

    /// As SQLite keeps it.
    var value: Int64 { Int64(bitPattern: state) }

    mutating func add(_ bytes: Data?) {
        state = ByteHash.of([UInt8(bytes == nil ? 0 : 1)].span, seed: state)
        state = ByteHash.of(Array(bytes ?? Data()).span, seed: state)
    }

    mutating func add(_ text: String?) { add(text.map { Data($0.utf8) }) }
    mutating func add(_ number: Int64) { add("\(number)") }
}

extension RunStore {
    /// The outcome saved under the key, or nil.
    /// - Throws: a problem that `isDamage` when the bytes are not those that were saved.
    public func world(_ key: WorldKey) throws(StoreProblem) -> Data? {
        try read { db in
            let row = try Row.fetchOne(
                db, sql: "SELECT outcome, checksum FROM world WHERE plan = ? AND replication = ? AND role = ?",
                arguments: [key.plan, key.replication, key.role])
            guard let row else { return nil }
            guard let outcome = try? row.decode(Data.self, forColumn: "outcome"),
                let saved = try? row.decode(Int64.self, forColumn: "checksum"), saved == Self.checksum(of: outcome, key)
            else { throw StoreProblem.damaged("world \(key.role) of replication \(key.replication)", in: path) }
            return outcome
        }
    }

    static func checksum(of outcome: Data, _ key: WorldKey) -> Int64 {
        var checksum = Checksum()
        checksum.add(key.plan)
        checksum.add(Int64(key.replication))
        checksum.add(key.role)
        checksum.add(outcome)
        return checksum.value
    }

    /// Saves the outcome; one that was there under the same key is replaced.
    ///
    /// When it returns, the outcome outlives the process. Safe from several threads and processes.
    public func save(_ outcome: Data, for key: WorldKey) throws(StoreProblem) {
        try write { db in try Self.save(outcome, for: key, in: db) }
    }

    static func save(_ outcome: Data, for key: WorldKey, in db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO world (plan, replication, role, outcome, checksum) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET outcome = excluded.outcome, checksum = excluded.checksum
                """,
            arguments: [key.plan, key.replication, key.role, outcome, Self.checksum(of: outcome, key)])
    }

    /// The outcome as it stands; nil where there is none, and of one that is not bytes.
    static func outcome(_ key: WorldKey, in db: Database) throws -> Data? {
        try Data.fetchOne(
            db, sql: "SELECT outcome FROM world WHERE plan = ? AND replication = ? AND role = ?",
            arguments: [key.plan, key.replication, key.role])
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
