import Foundation

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
