import Foundation

/// Keeps two nights from writing into one folder, or one run store, at once. The system takes it back when the process ends, however it ends.
final class NightLock {
    private let descriptor: Int32

    /// - Parameters:
    ///   - path: of a file that stands for what is held.
    ///   - what: as in "another night is writing into reports".
    /// - Throws: `Mistake` where another night holds it.
    init(_ path: String, of what: String) throws(Mistake) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        // A disk without locks is used without.
        guard descriptor >= 0 else { return }
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
            close(descriptor)
            throw Mistake(
                "another night is \(what); wait until it has ended, or give this one a folder and a store of its own with --out"
            )
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }
}
