import Foundation

/// Why the store could not do what it was asked, in one sentence that names the file.
public struct StoreProblem: Error, Equatable, Sendable, CustomStringConvertible {
    private enum Reason: Equatable {
        case folder(String)
        case isFolder
        case notADatabase
        case damaged(String)
        case unreadable
        case removed
        case foreign
        case newer
        case readOnly
        case full
        case busy
        case unknownRun(String, candidates: [String])
        case ambiguousRun(String, candidates: [String])
        case eventLog(String)
        case other(String)
    }

    private let reason: Reason
    /// The store's file.
    public let path: String

    /// The folder of the store cannot be made.
    static func folder(_ path: String, because reason: String) -> StoreProblem {
        StoreProblem(reason: .folder(reason), path: path)
    }

    /// A folder stands in the file's place.
    static func isFolder(_ path: String) -> StoreProblem { StoreProblem(reason: .isFolder, path: path) }

    /// The file holds something else.
    static func notADatabase(_ path: String) -> StoreProblem { StoreProblem(reason: .notADatabase, path: path) }

    /// Something that was saved comes back with other bytes, in a store that can be used.
    static func damaged(_ what: String, in path: String) -> StoreProblem {
        StoreProblem(reason: .damaged(what), path: path)
    }

    /// A page of the file comes back with other bytes, so that the store itself cannot be used.
    static func unreadable(_ path: String) -> StoreProblem { StoreProblem(reason: .unreadable, path: path) }

    /// The file is gone, or another stands in its place, while it was in use.
    static func removed(_ path: String) -> StoreProblem { StoreProblem(reason: .removed, path: path) }

    /// Whether something saved came back with other bytes, which can be made anew.
    public var isDamage: Bool {
        if case .damaged = reason { true } else { false }
    }

    /// Whether nothing can be had from the file now: it is damaged as a whole, or another program does not let go of it.
    public var isOutOfReach: Bool { reason == .notADatabase || reason == .unreadable || reason == .busy }

    /// Whether the file or its folder may only be read.
    var isReadOnly: Bool { reason == .readOnly }

    /// The file is a database, but another program's.
    static func foreign(_ path: String) -> StoreProblem { StoreProblem(reason: .foreign, path: path) }

    /// A later version of MarketLab has written the store.
    static func newer(_ path: String) -> StoreProblem { StoreProblem(reason: .newer, path: path) }

    /// The file or its folder may not be written.
    static func readOnly(_ path: String) -> StoreProblem { StoreProblem(reason: .readOnly, path: path) }

    /// There is no room left on the disk.
    static func full(_ path: String) -> StoreProblem { StoreProblem(reason: .full, path: path) }

    /// Another process held the store for too long.
    static func busy(_ path: String) -> StoreProblem { StoreProblem(reason: .busy, path: path) }

    /// Nothing in the store goes by that name.
    static func unknownRun(_ name: String, candidates: [String], in path: String) -> StoreProblem {
        StoreProblem(reason: .unknownRun(name, candidates: candidates), path: path)
    }

    /// Several runs go by that prefix.
    static func ambiguousRun(_ name: String, candidates: [String], in path: String) -> StoreProblem {
        StoreProblem(reason: .ambiguousRun(name, candidates: candidates), path: path)
    }

    /// Something is wrong with an event log; `what` goes on after its path.
    static func eventLog(_ path: String, _ what: String) -> StoreProblem {
        StoreProblem(reason: .eventLog(what), path: path)
    }

    /// What SQLite says, where nothing better is known.
    static func other(_ message: String, in path: String) -> StoreProblem {
        StoreProblem(reason: .other(message), path: path)
    }

    /// The sentence, without a full stop: it may stand behind `error:`.
    public var description: String {
        switch reason {
        case .folder(let why):
            "the run store \(path) cannot be opened, because its folder cannot be used: \(why)"
        case .isFolder:
            "the run store \(path) is a folder; name a file"
        case .notADatabase:
            "the run store \(path) is not an SQLite database; move the file away or name another one"
        case .damaged(let what):
            "the run store \(path) is damaged: \(what) is not what was saved; run the scenario again"
        case .unreadable:
            "the run store \(path) is damaged: a page of its file is not what was saved; move the file away and run the "
                + "scenarios again, or name another one"
        case .removed:
            "the run store \(path) was removed while it was in use; what was saved in it is gone"
        case .foreign:
            "\(path) is the database of another program, not a run store; name another file"
        case .newer:
            "the run store \(path) was written by a newer version of MarketLab; use that version or another file"
        case .readOnly:
            "the run store \(path) cannot be written: the file or its folder is read-only"
        case .full:
            "the run store \(path) cannot grow: the disk is full; what was saved before is intact"
        case .busy:
            "the run store \(path) is locked by another process that does not finish its writing"
        case .unknownRun(let name, let candidates) where candidates.isEmpty:
            "no run goes by \"\(name)\": the run store \(path) holds none"
        case .unknownRun(let name, let candidates):
            "no run goes by \"\(name)\" in the run store \(path); it holds \(candidates.joined(separator: ", "))"
        case .ambiguousRun(let name, let candidates):
            "\"\(name)\" could be any of \(candidates.joined(separator: ", ")) in the run store \(path)"
        case .eventLog(let what):
            "the event log \(path) \(what)"
        case .other(let message):
            "the run store \(path) failed: \(message)"
        }
    }
}

extension StoreProblem {
    /// The system refused to make or write what is at the path.
    static func eventLog(_ path: String, errno code: Int32) -> StoreProblem {
        switch code {
        case ENOSPC, EDQUOT: eventLog(path, "cannot be written: the disk is full")
        case EACCES, EPERM, EROFS: eventLog(path, "cannot be written: its folder is read-only")
        case ENOTDIR, EEXIST: eventLog(path, "cannot be written: a file stands where its folder should be")
        case EMFILE, ENFILE: eventLog(path, "cannot be written: too many files are open")
        default: eventLog(path, "cannot be written: \(String(cString: strerror(code)))")
        }
    }

    /// The folder holds the log of another world.
    static func eventLogExists(_ path: String) -> StoreProblem {
        eventLog(path, "exists already and is of another run; move it away or name another folder")
    }
}
