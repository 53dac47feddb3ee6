import Foundation
import Reports

/// A folder that a run will write into: made and tried out before hours of work, taken back when nothing came of it.
struct WritableFolder {
    let path: String
    /// Folders that were not there before, outermost first.
    private var made: [String] = []

    /// Makes the folder, and those above it, and writes and removes a small file in it.
    /// - Parameter kind: what people call it: `output folder`.
    /// - Throws: what the system says against it; nothing is left behind.
    init(_ path: String, kind: String) throws(Mistake) {
        self.path = path
        if let reason = make(path) ?? probe() {
            takeBack()
            throw Mistake("the \(kind) \(path) cannot be written: \(reason)")
        }
    }

    /// Several folders, all of them or none.
    static func all(_ folders: [(path: String, kind: String)]) throws(Mistake) -> [WritableFolder] {
        var tried: [WritableFolder] = []
        for folder in folders {
            do throws(Mistake) {
                tried.append(try WritableFolder(folder.path, kind: folder.kind))
            } catch {
                for folder in tried.reversed() { folder.takeBack() }
                throw error
            }
        }
        return tried
    }

    /// Removes the folders that were made here and are still empty.
    func takeBack() {
        for folder in made.reversed() { rmdir(folder) }
    }

    /// Why the folder cannot be made, or nil when it is there.
    private mutating func make(_ folder: String) -> String? {
        if let isFolder = WritableFolder.isFolder(folder) { return isFolder ? nil : "\(folder) is a file" }
        let parent = WritableFolder.parent(of: folder)
        if !parent.isEmpty, parent != folder, let reason = make(parent) { return reason }
        if mkdir(folder, 0o777) == 0 {
            made.append(folder)
            return nil
        }
        let code = errno
        if WritableFolder.isFolder(folder) == true { return nil }
        return code == ENOENT ? "no folder can be made there" : SystemWords.of(code)
    }

    /// Why no file can be written into the folder, or nil.
    private func probe() -> String? {
        PassingFiles.sweep(path)
        let file = PassingFiles.path(for: "marketlab", in: path)
        guard let descriptor = PassingFiles.open(file) else {
            return errno == ENOENT ? "no file can be made there" : SystemWords.of(errno)
        }
        defer { unlink(file) }
        let bytes = [UInt8](repeating: 0, count: 4_096)
        let count = write(descriptor, bytes, bytes.count)
        let code = count < 0 ? errno : count < bytes.count ? ENOSPC : 0
        let closed = close(descriptor)
        if code != 0 { return SystemWords.of(code) }
        return closed == 0 ? nil : SystemWords.of(errno)
    }

    /// The folder above; empty for the name of one in the current folder.
    static func parent(of path: String) -> String {
        let trimmed = path.prefix { $0 == "/" } + path.drop { $0 == "/" }.split(separator: "/").joined(separator: "/")
        guard let slash = trimmed.lastIndex(of: "/") else { return "" }
        return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
    }

    /// Nil when nothing is there.
    static func isFolder(_ path: String) -> Bool? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return status.st_mode & S_IFMT == S_IFDIR
    }
}
