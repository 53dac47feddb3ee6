import Foundation
import PolicyKit

/// Starts the processes in which plug-ins live, and asks them what they are.
struct Workers: Sendable, Hashable {
    /// The interpreter of policies in Python; nil takes the one of the surroundings.
    var python: String?
    /// The `marketlab` command, which holds libraries; nil takes the running program.
    var program: String?
    /// Whether a debugger may sit in a policy: nothing takes too long, and Python may read the terminal.
    var areDebugged = false
    /// Whether what was shown in a call is out of reach after it, so that who looks at it again is found out.
    var guardCalls = false

    /// Milliseconds that it may take to load a plug-in and to make an instance: an interpreter starts, and imports.
    static let startLimit = 120_000.0
    /// A limit of time that nothing reaches.
    static let noLimit = 1e15
    /// Bytes that it may take to say what a plug-in is, when no scenario has said anything of it: half of the machine's.
    static let startMemory = Double(ProcessInfo.processInfo.physicalMemory / 2)

    /// The same with the interpreter that a scenario names.
    func with(_ python: String?) -> Workers {
        var workers = self
        workers.python = python ?? self.python
        return workers
    }

    /// The interpreter of policies in Python: the one that is named, else that of the surroundings.
    var interpreter: Interpreter { Interpreter(command: python ?? Installation.interpreter) }

    /// - Parameters:
    ///   - file: of the plug-in.
    ///   - name: as a person named it, for its log.
    ///   - timeLimit: milliseconds on the clock that an answer may take.
    ///   - memoryLimit: bytes that the process may take.
    func start(
        _ file: String, named name: String, timeLimit: Double, memoryLimit: Double = startMemory
    ) throws(GuestError) -> WorkerProcess {
        var options: [String] = []
        if areDebugged { options.append("--debug") }
        if guardCalls { options.append("--guard") }
        let command: [String]
        var environment = ProcessInfo.processInfo.environment
        if PluginFile.isPython(file) {
            command = [interpreter.command, "-m", "marketlab.worker", file] + options
            Self.preparePython(&environment)
        } else {
            command = [program ?? Self.ownProgram, "policy-worker", file] + options
            // A trace of this program's own would take longer than many a time limit.
            environment["SWIFT_BACKTRACE"] = environment["SWIFT_BACKTRACE"] ?? "enable=no"
            if let runtime = SanitizedLibrary(file)?.runtime { SanitizedLibrary.prepare(&environment, runtime) }
        }
        let worker = try WorkerProcess(
            command, environment: environment, name: name, timeLimit: areDebugged ? Self.noLimit : timeLimit,
            memoryLimit: memoryLimit, isDebugged: areDebugged)
        if areDebugged { PluginLog.shared.tell("note: policy \(name) lives in process \(worker.number)") }
        return worker
    }

    /// What the plug-in says of itself, and the modules beside its file that it imports.
    func describe(
        _ file: String, named name: String
    ) throws(GuestError) -> (plugin: PluginDescription, modules: [String]) {
        let worker = try start(file, named: name, timeLimit: Self.startLimit)
        let (status, bytes) = try worker.ask(.describe)
        guard status == 0 else { throw GuestError(String(decoding: bytes.prefix(1_000), as: UTF8.self)) }
        guard let said = try? JSONDecoder().decode(WorkerDescription.self, from: Data(bytes)) else {
            throw GuestError("what it says of itself cannot be read")
        }
        guard !PluginFile.isPython(file) || said.contract == Contract.version else {
            throw GuestError(
                "the Python package marketlab has contract \(said.contract), and this platform has contract "
                    + Contract.version)
        }
        return (try said.description(), said.modules)
    }

    // MARK: - Python

    private static func preparePython(_ environment: inout [String: String]) {
        let own = [Installation.packages, environment["PYTHONPATH"]].compactMap(\.self).filter { !$0.isEmpty }
        environment["PYTHONPATH"] = own.joined(separator: ":")
        // Sets and dictionaries of strings in the same order in every process, and one thread: the same seed, the same bytes.
        environment["PYTHONHASHSEED"] = "0"
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"] {
            environment[name] = environment[name] ?? "1"
        }
    }

    /// The file of the running program.
    private static var ownProgram: String {
        let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
        return FileManager.default.isExecutableFile(atPath: own) ? own : Bundle.main.executablePath ?? own
    }
}
