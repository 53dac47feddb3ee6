import Foundation
import GRDB

/// Holds other processes off while a store is opened for the first time.
///
/// The lock is on the folder: to open and close SQLite's own file would drop the locks that SQLite holds on it.
struct FolderLock: ~Copyable {
    private let descriptor: Int32

    /// Waits for the lock. A folder that cannot be locked (some network disks) is used without.
    init(_ folder: String) {
        descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        if descriptor >= 0 { _ = flock(descriptor, LOCK_EX) }
    }

    deinit {
        if descriptor >= 0 { _ = close(descriptor) }
    }
}

/// The tables of the store and how an older file becomes a newer one.
///
/// A migration that has been released never changes; a new need is a new migration.
enum Schema {
    /// Marks the file as ours, as SQLite's `application_id`: "MLab".
    static let applicationID: Int32 = 0x4D4C_6162

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: worlds and runs") { db in
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            try db.execute(
                sql: """
                    CREATE TABLE world (
                        plan TEXT NOT NULL,
                        replication INTEGER NOT NULL,
                        role TEXT NOT NULL,
                        outcome BLOB NOT NULL,
                        PRIMARY KEY (plan, replication, role)
                    );
                    CREATE TABLE run (
                        number INTEGER PRIMARY KEY,
                        id TEXT NOT NULL UNIQUE,
                        scenario TEXT NOT NULL,
                        title TEXT NOT NULL,
                        seed INTEGER NOT NULL,
                        replications_planned INTEGER NOT NULL,
                        replications_done INTEGER NOT NULL,
                        status TEXT NOT NULL,
                        started_at_ms INTEGER NOT NULL,
                        version TEXT NOT NULL,
                        scenario_text TEXT NOT NULL,
                        readout BLOB,
                        output_folder TEXT
                    );
                    CREATE INDEX run_by_scenario ON run (scenario, started_at_ms);
                    """)
        }
        migrator.registerMigration("2: the process that makes a run") { db in
            try db.execute(sql: "ALTER TABLE run ADD COLUMN process TEXT")
        }
        migrator.registerMigration("3: what was laid over the scenario") { db in
            try db.execute(sql: "ALTER TABLE run ADD COLUMN overrides TEXT NOT NULL DEFAULT ''")
        }
        migrator.registerMigration("4: what a run was read from, to run its worlds again") { db in
            try db.execute(sql: "ALTER TABLE run ADD COLUMN scenario_file TEXT")
            try db.execute(sql: "ALTER TABLE run ADD COLUMN changes BLOB")
        }
        migrator.registerMigration("5: checksums of worlds and runs") { db in
            try db.execute(sql: "ALTER TABLE world ADD COLUMN checksum INTEGER")
            try db.execute(sql: "ALTER TABLE run ADD COLUMN checksum INTEGER")
        }
        migrator.registerMigration("6: nights") { db in
            try db.execute(
                sql: """
                    CREATE TABLE night (
                        number INTEGER PRIMARY KEY,
                        started_at_ms INTEGER NOT NULL,
                        summary BLOB,
                        checksum INTEGER
                    )
                    """)
        }
        return migrator
    }

    /// What the file is, seen before anything is written to it.
    enum Owner { case nobody, us, newerVersion, somebodyElse }

    static func owner(_ db: Database) throws -> Owner {
        if try Int32.fetchOne(db, sql: "PRAGMA application_id") == applicationID {
            return try migrator.hasBeenSuperseded(db) ? .newerVersion : .us
        }
        let objects = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM sqlite_master WHERE name <> 'grdb_migrations'")
        return objects == 0 ? .nobody : .somebodyElse
    }
}
