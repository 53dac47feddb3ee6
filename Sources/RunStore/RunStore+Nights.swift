public import Foundation
import GRDB

/// One night as the store keeps it: when it was begun, and what it came to.
public struct NightRecord: Sendable, Equatable {
    /// Counts the nights of the store, from 1.
    public let number: Int
    /// When it was begun, or begun again after it was killed. Kept to the millisecond.
    public let startedAt: Date
    /// `summary.json`, byte for byte; nil while the night is under way, and of one that was killed.
    public var summary: Data?

    /// Names the night's worlds in the store, so that a night takes up what it had done itself and nothing else.
    public var worlds: String { "night-\(number)" }
}

extension RunStore {
    /// Begins a night: the one that was killed, if the newest one was, or a new one.
    public func beginNight(at date: Date) throws(StoreProblem) -> NightRecord {
        try write { db in
            let unfinished = try Int.fetchOne(
                db, sql: "SELECT number FROM night WHERE number = (SELECT MAX(number) FROM night) AND summary IS NULL")
            if let unfinished {
                try db.execute(
                    sql: "UPDATE night SET started_at_ms = ? WHERE number = ?",
                    arguments: [date.millisecondsSince1970, unfinished])
            } else {
                try db.execute(
                    sql: "INSERT INTO night (started_at_ms) VALUES (?)", arguments: [date.millisecondsSince1970])
            }
            return NightRecord(
                number: unfinished ?? Int(db.lastInsertedRowID),
                startedAt: Date(millisecondsSince1970: date.millisecondsSince1970))
        }
    }

    /// Keeps what the night came to. Its worlds stand among all others from now on, for whoever asks for those of its runs.
    public func finish(_ night: NightRecord) throws(StoreProblem) {
        try write { db in
            try db.execute(
                sql: "UPDATE night SET summary = ?, checksum = ? WHERE number = ?",
                arguments: [night.summary, night.checksum, night.number])
            let mark = "-\(night.worlds)"
            let keys = try Row.fetchAll(
                db, sql: "SELECT plan, replication, role FROM world WHERE plan LIKE ?", arguments: ["%\(mark)"]
            ).map { WorldKey(plan: $0[0], replication: $0[1], role: $0[2]) }
            for key in keys {
                let plain = WorldKey(
                    plan: String(key.plan.dropLast(mark.count)), replication: key.replication, role: key.role)
                if let outcome = try Self.outcome(key, in: db) { try Self.save(outcome, for: plain, in: db) }
                try db.execute(
                    sql: "DELETE FROM world WHERE plan = ? AND replication = ? AND role = ?",
                    arguments: [key.plan, key.replication, key.role])
            }
        }
    }

    /// The nights that came to their end, the newest first; those are left out that are not what was saved.
    public func nights() throws(StoreProblem) -> [NightRecord] {
        try read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM night WHERE summary IS NOT NULL ORDER BY number DESC")
                .compactMap { row in
                    guard let summary = try? row.decode(Data.self, forColumn: "summary"),
                        let start = try? row.decode(Int64.self, forColumn: "started_at_ms"),
                        let saved = try? row.decode(Int64.self, forColumn: "checksum")
                    else { return nil }
                    let night = NightRecord(
                        number: row["number"], startedAt: Date(millisecondsSince1970: start), summary: summary)
                    return saved == night.checksum ? night : nil
                }
        }
    }

    /// Forgets the nights before the newest so many, with their runs.
    /// - Parameter runs: ids of the runs of the nights that go.
    public func removeNights(before number: Int, runs: [String]) throws(StoreProblem) {
        try write { db in
            try db.execute(sql: "DELETE FROM night WHERE number < ?", arguments: [number])
            for run in runs { try db.execute(sql: "DELETE FROM run WHERE id = ?", arguments: [run]) }
        }
    }
}

extension NightRecord {
    fileprivate var checksum: Int64 {
        var checksum = Checksum()
        checksum.add(Int64(number))
        checksum.add(startedAt.millisecondsSince1970)
        checksum.add(summary)
        return checksum.value
    }
}
