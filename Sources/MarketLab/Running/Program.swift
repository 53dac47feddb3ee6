import Experiments
import Foundation
import Plugins
import Policies
import PolicyKit
import Randomness
import Scenarios
import Synchronization

/// Tells one build of the program from another, so that outcomes of other code are never taken up again.
enum Build {
    /// The release and a hash of the program file; the release alone where the file cannot be read.
    static let identity: String = {
        let file = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let program = FileManager.default.fileExists(atPath: file.path) ? file : Bundle.main.executableURL
        guard let program, let hash = hash(of: program) else { return MarketLabVersion.current }
        return "\(MarketLabVersion.current)-\(String(hash, radix: 16))"
    }()

    /// Reads a part at a time, since the program is larger than what most of its runs need, and a large one, since
    /// `FileHandle` asks the system for every page.
    private static func hash(of file: URL) -> UInt64? {
        guard let stream = InputStream(url: file) else { return nil }
        stream.open()
        defer { stream.close() }
        var part = [UInt64](repeating: 0, count: 1 << 17)
        var hash: UInt64 = 0
        while true {
            let read = part.withUnsafeMutableBytes { bytes in
                var read = 0
                while read < bytes.count, let start = bytes.baseAddress {
                    let count = stream.read(
                        start.assumingMemoryBound(to: UInt8.self) + read, maxLength: bytes.count - read)
                    guard count >= 0 else { return nil as Int? }
                    if count == 0 { break }
                    read += count
                }
                return read
            }
            guard let read else { return nil }
            for word in part.prefix(read / 8) { hash = StableHash.mix(hash, word) }
            if read < 8 * part.count { return hash }
        }
    }
}

/// What serves a folder's pages, where this program has a server inside.
struct ProgramServer: Sendable {
    @TaskLocal static var known = ProgramServer(serve: nil)

    /// Nil in a program without one.
    let serve: (@Sendable (ServeOptions) async throws -> Void)?
}

/// The policies that this program knows: the built-in ones and those that its author added.
enum ProgramPolicies {
    @TaskLocal static var known = PolicyRegistry.builtIn

    /// As `known`, where nothing of other people's plug-ins is run.
    /// - Parameter folders: looked into before those of the environment.
    /// - Throws: `Mistake` for a folder that is not there.
    static func unread(in folders: [String]) throws(Mistake) -> PolicyRegistry {
        try check(folders)
        var policies = known
        policies.finder = PluginFinder(path: path(besides: folders), reading: .nothing)
        return policies
    }

    /// As `known`, with plug-ins that are looked for by name.
    /// - Parameters:
    ///   - folders: looked into before those of the environment.
    ///   - debugging: whether a debugger may sit in a policy.
    /// - Throws: `Mistake` for a folder that is not there.
    static func found(in folders: [String], debugging: Bool = false) throws(Mistake) -> PolicyRegistry {
        try check(folders)
        guard !folders.isEmpty || debugging else { return known }
        var policies = known
        policies.finder = PluginFinder(path: path(besides: folders), debugging: debugging)
        return policies
    }

    private static func check(_ folders: [String]) throws(Mistake) {
        for folder in folders where WritableFolder.isFolder(folder) != true {
            let parts = folder.split(separator: ":").map { "--policy-path \(ShellWord.quoted(String($0)))" }
            let hint = parts.count > 1 ? "; several are given as \(parts.joined(separator: " "))" : ""
            throw Mistake("--policy-path is \(folder), and there is no such folder\(hint)")
        }
    }

    /// Says, once each, what of the policy path a scenario's names do not stand for, and which of its folders are not there.
    static func note(of scenario: Scenario) {
        guard let finder = scenario.policies.finder as? PluginFinder else { return }
        var notes = finder.path.filter { WritableFolder.isFolder($0) != true }.map {
            "MARKETLAB_POLICY_PATH has \($0), and there is no such folder"
        }
        for (slot, choice) in scenario.plan.policyChoices {
            let isOwn = scenario.policies[slot, choice.name]?.isProgrammed == true
            notes += finder.passedOver(choice.name, isOwn: isOwn)
        }
        for note in notes where said.withLock({ $0.insert(note).inserted }) { StandardStreams.say("note: \(note)") }
    }

    private static let said = Mutex<Set<String>>([])

    /// Folders in which plug-ins are looked for by name: those of an option, then those of `MARKETLAB_POLICY_PATH`, which `:` divides.
    static func path(besides folders: [String]) -> [String] {
        let said = ProcessInfo.processInfo.environment["MARKETLAB_POLICY_PATH"] ?? ""
        return folders + said.split(separator: ":").map(String.init)
    }
}
