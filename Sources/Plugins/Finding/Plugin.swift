import Foundation
import PolicyKit

/// A plug-in that was opened: what it says of itself, what it is made of, and how its policies are made.
final class Plugin: Sendable {
    let description: PluginDescription
    let origin: PolicyOrigin
    private let home: Home
    private let file: String

    /// Where the policies live.
    private enum Home {
        case library(PluginLibrary)
        case python(PythonPlugin)
    }

    /// - Parameters:
    ///   - name: as a person named it, for messages.
    ///   - python: the interpreter of policies in Python; nil takes the surroundings' own.
    init(file: String, named name: String, python: String?) throws(PluginProblem) {
        try PluginFile.check(file, named: name)
        self.file = file
        var modules: [String] = []
        if PluginFile.isPython(file) {
            let plugin = try PythonPlugin(file: file, named: name, interpreter: python)
            home = .python(plugin)
            description = plugin.description
            modules = plugin.modules
        } else {
            let library = try PluginLibrary(path: file.hasPrefix("/") ? file : "./\(file)", named: name)
            home = .library(library)
            description = library.description
        }
        origin = try PluginFile.origin(description, of: file, named: name, modules: modules)
        for (place, policy) in description.policies.enumerated() {
            let others = description.policies.prefix(place)
            guard !others.contains(where: { $0.slot == policy.slot && $0.name == policy.name }) else {
                throw PluginProblem(file: name, "has two \(policy.slot) policies named \(policy.name)")
            }
            if let fault = policy.faults(slots: Slots.all).first {
                throw PluginProblem(file: name, "policy \(policy.name) cannot be taken: \(fault)")
            }
        }
    }

    /// Makes an instance of a policy.
    /// - Parameters:
    ///   - place: among the description's policies.
    ///   - label: what messages call it.
    func instance(
        _ place: Int, parameters: String, label: String, terms: GuestTerms, in world: PolicyHost
    ) throws(GuestError) -> any GuestInstance {
        switch home {
        case .library where terms.isIsolated:
            try world.shared("library:\(file)") { WorkerOfWorld() }.instance(policy: place, parameters: parameters) {
                () throws(GuestError) in
                try Workers.start(file, timeLimit: terms.timeLimit)
            }
        case .library(let library):
            try library.instance(place, parameters: parameters, label: label, timeLimit: terms.timeLimit, in: world)
        case .python(let plugin):
            try plugin.instance(place, parameters: parameters, terms: terms, in: world)
        }
    }
}

/// Starts the processes in which plug-ins live.
enum Workers {
    /// - Parameter python: the interpreter of policies in Python; nil takes the surroundings' own.
    static func start(_ file: String, python: String? = nil, timeLimit: Double) throws(GuestError) -> WorkerProcess {
        if PluginFile.isPython(file) { return try PythonPlugin.worker(file, python, timeLimit: timeLimit) }
        return try WorkerProcess(
            [ProgramFile.path, "policy-worker", file], environment: ProcessInfo.processInfo.environment,
            timeLimit: timeLimit)
    }
}

/// The file of the running program, which is started again to keep a library apart.
enum ProgramFile {
    static var path: String {
        let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
        return FileManager.default.isExecutableFile(atPath: own) ? own : Bundle.main.executablePath ?? own
    }
}
