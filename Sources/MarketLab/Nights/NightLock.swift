import Foundation

/// Keeps two nights from writing into one folder at once. The system takes it back when the process ends, however it ends.
final class NightLock {
    private let descriptor: Int32

    /// - Throws: `Mistake` where another night holds the folder.
    init(folder: String) throws(Mistake) {
        descriptor = open("\(folder)/.night", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        // A disk without locks is used without.
        guard descriptor >= 0 else { return }
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
            close(descriptor)
            throw Mistake(
                "another night is writing into \(folder); wait until it has ended, or give this one a folder of its own with --out"
            )
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }
}
