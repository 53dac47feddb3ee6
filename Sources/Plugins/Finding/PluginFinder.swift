import Foundation
public import PolicyKit
import Synchronization

/// Finds plug-ins by the names that scenarios give their policies: a path, or the name of a file in the folders of the policy path.
///
/// `./rankers/mine.so` is the library at that path, from the scenario's folder on; `mine` is `mine.so`, `libmine.so` or `mine.py`
/// in a folder of the policy path, and otherwise a policy that comes with the Python package. Where a plug-in fills a slot with several
/// policies, `mine#freshest` names the one that is meant.
public struct PluginFinder: PolicyFinder {
    /// Folders in which plug-ins are looked for by name, in this order.
    public let path: [String]
    private let reading: Reading
    private let recorder: BatchRecorder?
    private let cache = PluginCache()

    /// How much of a plug-in is run to know what it is.
    public enum Reading: Sendable, Hashable {
        /// It is loaded and describes itself.
        case description
        /// Nothing of it is run: it is there and looks like a plug-in, and what it is stays unknown.
        case nothing
    }

    /// - Parameters:
    ///   - path: folders in which plug-ins are looked for by name.
    public init(path: [String], reading: Reading = .description) {
        (self.path, self.reading, recorder) = (path, reading, nil)
    }

    /// A finder whose policies live in processes of their own, and whose calls are recorded.
    package init(recorder: BatchRecorder) {
        (path, reading, self.recorder) = ([], .description, recorder)
    }

    /// What the plug-in at that path says of itself.
    package func description(of file: String) throws(PluginProblem) -> PluginDescription {
        try cache.plugin(file, named: file, python: nil).description
    }

    public func entry(
        _ slot: any Slot, named name: String, in scenario: ScenarioPlace, policies: PolicyRegistry
    ) throws(PolicyNotTaken) -> PolicyRegistry.Entry? {
        let parts = name.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let (place, wanted) = (String(parts[0]), parts.count > 1 ? String(parts[1]) : nil)
        var file = try file(place, besides: scenario.folder)
        if file == nil, let ready = ReadyPolicies.known[slot, name] {
            if reading == .nothing { return Guests.described(slot, name: name, as: ready.policy) }
            file = ready.file
        }
        guard let file else { return nil }
        do throws(PluginProblem) {
            if reading == .nothing {
                try PluginFile.check(file, named: place)
                return Guests.unread(slot, name: name)
            }
            let plugin = try cache.plugin(file, named: place, python: scenario.python)
            return try Guests.entry(plugin, slot, name: name, wanted: wanted, policies: policies, recorder: recorder)
        } catch {
            throw PolicyNotTaken(error.description)
        }
    }

    /// The plug-ins in the folders of the policy path, in the order of their names, each with what it is or why it cannot be taken.
    public func all() -> [(file: String, plugin: Result<PluginDescription, PluginProblem>)] {
        path.flatMap { folder in
            ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
                .filter { PluginFile.endings.contains(($0 as NSString).pathExtension) }
                .map { name in
                    let file = (folder as NSString).appendingPathComponent(name)
                    return (
                        file,
                        Result { () throws(PluginProblem) in
                            try cache.plugin(file, named: file, python: nil).description
                        }
                    )
                }
        }
    }

    /// The policies of a slot that come with the Python package, as the scenario names them; nothing of them is run.
    public func ready(_ slot: any Slot) -> [PolicyRegistry.Entry] {
        ReadyPolicies.known.policies(in: slot).map { Guests.described(slot, name: $0.name, as: $0) }
    }

    /// The file that a name stands for; nil for a name that stands for none.
    private func file(_ name: String, besides folder: String) throws(PolicyNotTaken) -> String? {
        let isPath = name.contains("/") || PluginFile.endings.contains((name as NSString).pathExtension)
        guard isPath else {
            for folder in path {
                for file in ["\(name).so", "lib\(name).so", "\(name).dylib", "lib\(name).dylib", "\(name).py"] {
                    let whole = (folder as NSString).appendingPathComponent(file)
                    if FileManager.default.fileExists(atPath: whole) { return whole }
                }
            }
            return nil
        }
        let whole =
            name.hasPrefix("/") || folder.isEmpty ? name : (folder as NSString).appendingPathComponent(name)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: whole, isDirectory: &isFolder) else {
            throw PolicyNotTaken("plug-in \(name): there is no file \(whole)")
        }
        guard !isFolder.boolValue else { throw PolicyNotTaken("plug-in \(name): \(whole) is a folder") }
        return whole
    }
}

/// The plug-ins that this process has opened, each once.
final class PluginCache: Sendable {
    private let opened = Mutex<[Key: Result<Plugin, PluginProblem>]>([:])

    private struct Key: Hashable {
        let file: String
        let python: String?
    }

    func plugin(_ file: String, named name: String, python: String?) throws(PluginProblem) -> Plugin {
        let known = opened.withLock { opened in
            let key = Key(file: file, python: python)
            if let known = opened[key] { return known }
            let made = Result { () throws(PluginProblem) in try Plugin(file: file, named: name, python: python) }
            opened[key] = made
            return made
        }
        return try known.get()
    }
}
