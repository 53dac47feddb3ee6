import Foundation

/// The files that a program writes under passing names, and what is left of them when it is killed.
///
/// Whoever writes one holds a lock on it, so that others can tell a file in the making from one that nobody will finish,
/// on this machine and on another that shares the disk.
package enum PassingFiles {
    /// A name in the folder that nobody else has.
    /// - Parameter name: of the file that it will become.
    package static func path(for name: String, in folder: String) -> String {
        "\(folder)/.\(name).\(UUID().uuidString)\(ending)"
    }

    /// Makes a file under a passing name, or nil with `errno` set. The lock goes when the descriptor is closed.
    package static func open(_ path: String) -> Int32? {
        let descriptor = Foundation.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return nil }
        // Where a disk has no locks the file goes unprotected, for the blink that it is there.
        _ = flock(descriptor, LOCK_EX | LOCK_NB)
        return descriptor
    }

    /// Removes the passing files of programs that were killed.
    package static func sweep(_ folder: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where isPassing(name) {
            let path = "\(folder)/\(name)"
            let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
            guard descriptor >= 0 else { continue }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
            close(descriptor)
        }
    }

    private static let ending = ".partial"

    /// `.index.html.` and a UUID before the ending.
    private static func isPassing(_ name: String) -> Bool {
        guard name.hasPrefix("."), name.hasSuffix(ending) else { return false }
        let mark = name.dropLast(ending.count).split(separator: ".").last ?? ""
        return UUID(uuidString: String(mark)) != nil
    }
}
