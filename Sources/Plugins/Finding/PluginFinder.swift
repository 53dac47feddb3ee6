import Foundation
public import PolicyKit
import Synchronization
import Tables

/// Finds plug-ins by the names that scenarios give their policies: a path, or the name of a file in the folders of the policy path.
///
/// `./rankers/mine.so` is the library at that path, from the scenario's folder on; `mine` is `mine.so`, `libmine.so` or `mine.py`
/// in a folder of the policy path, and otherwise a policy that comes with the Python package. Where a plug-in fills a slot with several
/// policies, `mine#freshest` names the one that is meant.
public struct PluginFinder: PolicyFinder {
    /// Folders in which plug-ins are looked for by name, in this order.
    public let path: [String]
    private let reading: Reading
    private let workers: Workers
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
    ///   - program: the `marketlab` command, which is started to hold a library apart; nil takes the running program.
    ///   - debugging: whether a debugger may sit in a policy: nothing takes too long, and Python may read the terminal.
    public init(
        path: [String], reading: Reading = .description, program: String? = nil, debugging: Bool = false
    ) {
        workers = Workers(program: program, areDebugged: debugging)
        (self.path, self.reading, recorder) = (path, reading, nil)
    }

    /// A finder whose policies live in processes of their own, and whose calls are recorded.
    package init(recorder: BatchRecorder, debugging: Bool = false) {
        workers = Workers(areDebugged: debugging)
        (path, reading, self.recorder) = ([], .description, recorder)
    }

    /// What the plug-in at that path says of itself.
    package func description(of file: String) throws(PluginProblem) -> PluginDescription {
        try cache.plugin(file, named: file, workers).description
    }

    public var places: String? {
        path.isEmpty
            ? "a plug-in is named by its path, such as ./mine.so, or found in a folder of --policy-path"
            : "there is no plug-in of that name in \(path.joined(separator: ", "))"
    }

    public func entries(in slot: some Slot) -> [PolicyRegistry.Entry] {
        let files = path.flatMap(Self.plugins).map { ($0 as NSString).deletingPathExtension }
        let names = Set(files.map { $0.hasPrefix("lib") ? String($0.dropFirst(3)) : $0 }).sorted()
        return names.map { Guests.unread(slot, name: $0) } + ready(slot).filter { !names.contains($0.name) }
    }

    public func parameters(in slot: some Slot) -> [Parameter] { GuestTerms.parameters(of: slot) }

    public var pathPattern: String { "^[^#]*(/[^#]*|\\.(\(PluginFile.endings.joined(separator: "|"))))(#.*)?$" }

    /// What a name could have stood for on the policy path and does not, a sentence without a full stop each: another file is found
    /// first, or the program has a policy of that name.
    /// - Parameter isOwn: whether the name is that of a policy of the program.
    public func passedOver(_ name: String, isOwn: Bool) -> [String] {
        let part =
            name.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init) ?? ""
        guard !Self.isPath(part) else { return [] }
        let found = found(part)
        if isOwn {
            return found.map { "policy \(name) is the program's own; \($0) is named by its path where it is meant" }
        }
        guard let first = found.first else { return [] }
        return found.dropFirst().map { "policy \(name) is \(first); \($0) is named by its path where it is meant" }
    }

    public func entry(
        _ slot: any Slot, named name: String, in scenario: ScenarioPlace, policies: PolicyRegistry
    ) throws(PolicyNotTaken) -> PolicyRegistry.Entry? {
        let parts = name.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let (place, wanted) = (String(parts[0]), parts.count > 1 ? String(parts[1]) : nil)
        var file = try file(place, besides: scenario.folder)
        if file == nil, let ready = ReadyPolicies.known[slot, name] {
            if reading == .nothing {
                if scenario.python != nil { try workers.with(scenario.python).interpreter.check() }
                return Guests.described(slot, name: name, as: ready.policy)
            }
            file = ready.file
        }
        guard let file else { return nil }
        let recording = recorder.map { Recording(isolating: $0) }
        let workers = workers.with(scenario.python)
        if PluginFile.isPython(file), reading == .description || scenario.python != nil {
            try workers.interpreter.check()
        }
        do throws(PluginProblem) {
            if reading == .nothing {
                try PluginFile.check(file, named: place)
                try PluginFile.checkSyntax(file, named: place, interpreter: workers.interpreter.command)
                return Guests.unread(slot, name: name)
            }
            let plugin = try cache.plugin(file, named: place, workers)
            return try Guests.entry(plugin, slot, name: name, wanted: wanted, policies: policies, recording: recording)
        } catch {
            if reading == .description, PluginFile.isPython(file) { try workers.interpreter.checkPackages() }
            throw PolicyNotTaken(error.description, suggestion: error.suggestion)
        }
    }

    /// The policy that a name of a scenario stands for which was read before, with a recorder of its calls; nil where it stands for
    /// none.
    package func recorded(
        _ slot: any Slot, named name: String, besides folder: String, policies: PolicyRegistry, _ recording: Recording
    ) throws -> (entry: PolicyRegistry.Entry, description: PolicyDescription)? {
        let parts = name.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let file = try file(parts[0], besides: folder), let plugin = cache.known(file) else { return nil }
        let wanted = parts.count > 1 ? parts[1] : nil
        let entry = try Guests.entry(
            plugin, slot, name: name, wanted: wanted, policies: policies, recording: recording)
        let description = plugin.description.policies.first {
            $0.slot == slot.name && (wanted == nil || $0.name == wanted)
        }
        return description.map { (entry, $0) }
    }

    /// The plug-ins in the folders of the policy path, in the order of their names, each with what it is or why it cannot be taken.
    public func all() -> [(file: String, plugin: Result<PluginDescription, PluginProblem>)] {
        path.flatMap { folder in
            Self.plugins(in: folder)
                .map { name in
                    let file = (folder as NSString).appendingPathComponent(name)
                    return (
                        file,
                        Result { () throws(PluginProblem) in
                            try cache.plugin(file, named: file, workers).description
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
        guard Self.isPath(name) else { return found(name).first }
        let whole =
            name.hasPrefix("/") || folder.isEmpty ? name : (folder as NSString).appendingPathComponent(name)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: whole, isDirectory: &isFolder) else {
            let beside = Self.plugins(in: (whole as NSString).deletingLastPathComponent)
            let near = NearestWord.to((name as NSString).lastPathComponent, among: beside)
            let start = name.lastIndex(of: "/").map { name[...$0] } ?? ""
            throw PolicyNotTaken(
                "plug-in \(name): there is no file \(whole)", suggestion: near.map { start + $0 })
        }
        guard !isFolder.boolValue else { throw PolicyNotTaken("plug-in \(name): \(whole) is a folder") }
        return whole
    }

    /// The files of a folder that can be plug-ins.
    private static func plugins(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []).sorted()
            .filter { PluginFile.endings.contains(($0 as NSString).pathExtension) }
    }

    /// Whether a name is that of a file and not looked for.
    private static func isPath(_ name: String) -> Bool {
        name.contains("/") || PluginFile.endings.contains((name as NSString).pathExtension)
    }

    /// The files of the policy path that a name can stand for, the one that it does first.
    private func found(_ name: String) -> [String] {
        path.flatMap { folder in
            ["\(name).so", "lib\(name).so", "\(name).dylib", "lib\(name).dylib", "\(name).py"].map {
                (folder as NSString).appendingPathComponent($0)
            }
        }.filter { FileManager.default.fileExists(atPath: $0) }
    }
}

/// The plug-ins that this process has asked, each once.
final class PluginCache: Sendable {
    private let opened = Mutex<[Key: Result<Plugin, PluginProblem>]>([:])

    private struct Key: Hashable {
        let file: String
        let workers: Workers
    }

    /// A plug-in that was asked already.
    func known(_ file: String) -> Plugin? {
        opened.withLock { opened in opened.first { $0.key.file == file }.flatMap { try? $0.value.get() } }
    }

    func plugin(_ file: String, named name: String, _ workers: Workers) throws(PluginProblem) -> Plugin {
        let known = opened.withLock { opened in
            let key = Key(file: file, workers: workers)
            if let known = opened[key] { return known }
            let made = Result { () throws(PluginProblem) in try Plugin(file: file, named: name, workers: workers) }
            opened[key] = made
            return made
        }
        return try known.get()
    }
}
