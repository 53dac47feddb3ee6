import Foundation
import Plugins
import Policies
import PolicyKit
import Randomness

/// Tells one build of the program from another, so that outcomes of other code are never taken up again.
enum Build {
    /// The release and a hash of the program file; the release alone where the file cannot be read.
    static let identity: String = {
        let file = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let program = FileManager.default.fileExists(atPath: file.path) ? file : Bundle.main.executableURL
        guard let program, let hash = try? hash(of: program) else { return MarketLabVersion.current }
        return "\(MarketLabVersion.current)-\(String(hash, radix: 16))"
    }()

    /// Reads a part at a time: the program is larger than what most of its runs need.
    private static func hash(of file: URL) throws -> UInt64 {
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        var hash: UInt64 = 0
        while let part = try handle.read(upToCount: 1 << 20), !part.isEmpty {
            part.withUnsafeBytes { bytes in
                for word in 0..<bytes.count / 8 {
                    hash = StableHash.mix(hash, bytes.loadUnaligned(fromByteOffset: 8 * word, as: UInt64.self))
                }
            }
        }
        return hash
    }
}

/// The policies that this program knows: the built-in ones and those that its author added.
enum ProgramPolicies {
    @TaskLocal static var known = PolicyRegistry.builtIn

    /// As `known`, where nothing of other people's plug-ins is run.
    /// - Parameter folders: looked into before those of the environment.
    static func unread(in folders: [String]) -> PolicyRegistry {
        var policies = known
        policies.finder = PluginFinder(path: path(besides: folders), reading: .nothing)
        return policies
    }

    /// As `known`, with plug-ins that are looked for by name.
    /// - Parameter folders: looked into before those of the environment.
    static func found(in folders: [String]) -> PolicyRegistry {
        guard !folders.isEmpty else { return known }
        var policies = known
        policies.finder = PluginFinder(path: path(besides: folders))
        return policies
    }

    /// Folders in which plug-ins are looked for by name: those of an option, then those of `MARKETLAB_POLICY_PATH`, which `:` divides.
    static func path(besides folders: [String]) -> [String] {
        let said = ProcessInfo.processInfo.environment["MARKETLAB_POLICY_PATH"] ?? ""
        return folders + said.split(separator: ":").map(String.init)
    }
}
