import Foundation

/// The folder of one world's log: under another name until it is whole.
struct LogFolder {
    /// Where the log stands when it is finished.
    let path: String

    /// Where it is written.
    var partial: String { path + ".partial" }

    func file(_ name: String, _ fileExtension: String) -> String { "\(partial)/\(name).\(fileExtension)" }

    /// Makes the folder to write in; what a killed run left there goes.
    func make() throws(StoreProblem) {
        if !LogFolder.isFolder(path), access(path, F_OK) == 0 { throw .eventLog(path, errno: ENOTDIR) }
        try LogFolder.remove(partial)
        try LogFolder.make(partial)
    }

    /// Gives the folder its name; an older log of that name goes.
    func publish() throws(StoreProblem) {
        let replaced = path + ".replaced"
        try LogFolder.remove(replaced)
        if LogFolder.isFolder(path) { try LogFolder.rename(path, to: replaced) }
        try LogFolder.rename(partial, to: path)
        try LogFolder.remove(replaced)
    }

    /// Removes what was written, and the replication's folder when no other log is in it.
    func abandon() {
        try? FileManager.default.removeItem(atPath: partial)
        rmdir(URL(filePath: path).deletingLastPathComponent().path)
    }

    /// Makes a folder and those above it; one that is there is taken as it is.
    static func make(_ path: String) throws(StoreProblem) {
        if mkdir(path, 0o777) == 0 || isFolder(path) { return }
        let code = errno
        let parent = URL(filePath: path).deletingLastPathComponent().path
        guard code == ENOENT, parent != path else { throw .eventLog(path, errno: code) }
        try make(parent)
        guard mkdir(path, 0o777) == 0 || isFolder(path) else { throw .eventLog(path, errno: errno) }
    }

    private static func isFolder(_ path: String) -> Bool {
        var folder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &folder) && folder.boolValue
    }

    private static func rename(_ path: String, to name: String) throws(StoreProblem) {
        guard Foundation.rename(path, name) == 0 else { throw .eventLog(name, errno: errno) }
    }

    private static func remove(_ path: String) throws(StoreProblem) {
        guard access(path, F_OK) == 0 else { return }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw .eventLog(path, "cannot be removed, and it stands in the way")
        }
    }
}
