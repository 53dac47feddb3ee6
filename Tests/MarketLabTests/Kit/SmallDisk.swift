import Foundation
import MarketLabTesting

/// A disk of a few kilobytes, in memory; only the superuser may have one.
final class SmallDisk {
    let path: String

    struct Refused: Error {}

    /// - Parameter options: further ones of `mount`, as `ro`.
    init(kilobytes: Int, at path: String, options: String = "rw") throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let mounted = try Program.other(
            "mount", ["-t", "tmpfs", "-o", "size=\(kilobytes)k,\(options)", "marketlab-tests", path])
        guard mounted.status == 0 else { throw Refused() }
    }

    deinit { _ = try? Program.other("umount", ["-l", path]) }

    func grow(to kilobytes: Int) throws {
        guard try Program.other("mount", ["-o", "remount,size=\(kilobytes)k", path]).status == 0 else {
            throw Refused()
        }
    }

    /// What is on it.
    func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path) }

    /// Whether disks can be had here.
    static let canBeHad: Bool = {
        guard getuid() == 0, let workshop = try? Workshop() else { return false }
        return (try? SmallDisk(kilobytes: 16, at: workshop.path + "/disk")) != nil
    }()
}
