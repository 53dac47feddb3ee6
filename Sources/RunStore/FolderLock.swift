import Foundation

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
