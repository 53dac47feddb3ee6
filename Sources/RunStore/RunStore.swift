import Foundation
import GRDB

/// Keeps worlds, runs and readouts in one SQLite file.
///
/// Every save is one transaction: after a kill the file holds all that was saved before and nothing by halves. Threads
/// and processes may share the file; writers wait for each other, readers wait for nobody. A killed process loses
/// nothing that was saved; a power cut may lose the last saves, never the file.
public final class RunStore: Sendable {
    /// The file, as it was named.
    public let path: String
    private let database: any DatabaseWriter
    /// The file that was opened: another one under its name is not the store.
    private let place: FilePlace?

    /// Opens the store, and makes its folder and file when they are not there.
    public convenience init(path: String) throws(StoreProblem) {
        try self.init(path: path, pageLimit: nil)
    }

    /// Opens a store that is full at so many pages of 4 KiB, so that a full disk can be tried out.
    package init(path: String, pageLimit: Int?) throws(StoreProblem) {
        self.path = path
        let folder = URL(filePath: path).deletingLastPathComponent().path
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw .folder(path, because: Self.reason(error, of: folder))
        }
        let lock = FolderLock(folder)
        let isNew = !FileManager.default.fileExists(atPath: path)
        do {
            database = try Self.open(path, pageLimit: pageLimit)
        } catch {
            // Under the lock nobody else has made it meanwhile: a store that could not be set up is no store.
            if isNew { for file in [path, path + "-wal", path + "-shm"] { unlink(file) } }
            throw Self.problem(error, path)
        }
        _ = consume lock
        place = FilePlace(path)
    }

    /// Opens a store that is there in order to read: as always where it can be written, and else as it stands.
    ///
    /// A store on a disk that cannot be written, which nobody else can be writing to either, has nothing beside its file.
    public init(reading path: String) throws(StoreProblem) {
        self.path = path
        do throws(StoreProblem) {
            database = try RunStore(path: path).database
        } catch {
            guard error.isReadOnly else { throw error }
            do { database = try Self.readOnly(path) } catch { throw Self.problem(error, path) }
        }
        place = FilePlace(path)
    }

    /// Opens a store that is there for one look: nothing is written, not even what SQLite notes beside it, and who writes is not disturbed.
    package init(lookingInto path: String) throws(StoreProblem) {
        self.path = path
        do { database = try Self.readOnly(path) } catch { throw Self.problem(error, path) }
        place = FilePlace(path)
    }

    private static func readOnly(_ path: String) throws -> any DatabaseWriter {
        var configuration = Configuration()
        configuration.readonly = true
        var unreserved = CharacterSet.urlPathAllowed
        unreserved.remove(charactersIn: "?#%")
        let name = path.addingPercentEncoding(withAllowedCharacters: unreserved) ?? path
        // What a killed run left in the log beside the file is read with it, where the disk lets SQLite share it.
        let hasLog = ((try? FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int) ?? 0) > 0
        let queue = try DatabaseQueue(
            path: hasLog ? path : "file:\(name)?immutable=1", configuration: configuration)
        switch try queue.read(Schema.owner) {
        case .us: break
        case .nobody, .somebodyElse: throw StoreProblem.foreign(path)
        case .newerVersion: throw StoreProblem.newer(path)
        }
        guard try queue.read(Schema.migrator.hasCompletedMigrations) else { throw StoreProblem.readOnly(path) }
        return queue
    }

    private static func open(_ path: String, pageLimit: Int?) throws -> DatabasePool {
        try look(at: path)
        var configuration = Configuration()
        configuration.label = "RunStore"
        configuration.busyMode = .timeout(60)
        if let pageLimit {
            configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA max_page_count = \(pageLimit)") }
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        try Schema.migrator.migrate(pool)
        return pool
    }

    /// Refuses a file that is not ours while it is still untouched: a pool would turn it to WAL at once.
    private static func look(at path: String) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return }
        if isFolder.boolValue { throw StoreProblem.isFolder(path) }
        var configuration = Configuration()
        configuration.busyMode = .timeout(60)
        let owner = try DatabaseQueue(path: path, configuration: configuration).read(Schema.owner)
        switch owner {
        case .nobody, .us: return
        case .newerVersion: throw StoreProblem.newer(path)
        case .somebodyElse: throw StoreProblem.foreign(path)
        }
    }

    /// Reads from a snapshot that no writer disturbs.
    func read<T>(_ body: (Database) throws -> T) throws(StoreProblem) -> T {
        do { return try database.read(body) } catch { throw Self.problem(error, path) }
    }

    /// Looks at every page of the file.
    /// - Throws: where one is not what was saved, wherever in the file it stands.
    /// - Complexity: O(bytes of the file).
    public func checkWhole() throws(StoreProblem) {
        let word = try read { db in try String.fetchOne(db, sql: "PRAGMA quick_check(1)") }
        guard word == "ok" else { throw .unreadable(path) }
    }

    /// Writes in one transaction.
    /// - Throws: also when the file was removed meanwhile: what is written into it is nobody's.
    func write<T>(_ body: (Database) throws -> T) throws(StoreProblem) -> T {
        let result: T
        do { result = try database.write(body) } catch {
            throw place == FilePlace(path) ? Self.problem(error, path) : .removed(path)
        }
        guard place == FilePlace(path) else { throw .removed(path) }
        return result
    }

    private static func problem(_ error: any Error, _ path: String) -> StoreProblem {
        if let problem = error as? StoreProblem { return problem }
        guard let error = error as? DatabaseError else { return .other("\(error)", in: path) }
        switch error.resultCode {
        case .SQLITE_NOTADB: return .notADatabase(path)
        case .SQLITE_CORRUPT: return .unreadable(path)
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN: return .readOnly(path)
        case .SQLITE_FULL: return .full(path)
        case .SQLITE_BUSY, .SQLITE_LOCKED: return .busy(path)
        default: return .other(error.message ?? "\(error)", in: path)
        }
    }

    /// The system's own words, which are shorter than Foundation's.
    private static func reason(_ error: any Error, of folder: String) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        if let underlying, underlying.domain == NSPOSIXErrorDomain {
            return "\(folder): \(String(cString: strerror(Int32(underlying.code))))"
        }
        return "\(folder) is not a folder, or may not be made"
    }
}

/// Which file stands under a name.
private struct FilePlace: Equatable {
    private let device: UInt64
    private let number: UInt64

    /// Nil when none does.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        (device, number) = (UInt64(status.st_dev), UInt64(status.st_ino))
    }
}
