import Foundation
import PolicyKit

/// A file of policies in Python, which live in a process of their own in each world.
final class PythonPlugin: Sendable {
    let description: PluginDescription
    /// Modules beside the file that it imports.
    let modules: [String]
    private let file: String
    private let interpreter: String?

    /// Asks the file what it is.
    /// - Parameters:
    ///   - name: as a person named it, for messages.
    ///   - interpreter: nil takes the surroundings' own.
    init(file: String, named name: String, interpreter: String?) throws(PluginProblem) {
        self.file = file
        self.interpreter = interpreter
        do throws(GuestError) {
            let worker = try Self.worker(file, self.interpreter, timeLimit: 120_000)
            let (status, bytes) = try worker.ask(.describe)
            guard status == 0 else { throw GuestError(String(decoding: bytes.prefix(1_000), as: UTF8.self)) }
            let said = try? JSONDecoder().decode(PythonDescription.self, from: Data(bytes))
            guard let said else { throw GuestError("what it says of itself cannot be read") }
            description = try said.description()
            modules = said.modules
        } catch {
            throw PluginProblem(file: name, error.reason)
        }
    }

    func instance(
        _ place: Int, parameters: String, terms: GuestTerms, in world: PolicyHost
    ) throws(GuestError) -> any GuestInstance {
        let shared = world.shared("python:\(file)") { WorkerOfWorld() }
        return try shared.instance(policy: place, parameters: parameters) { () throws(GuestError) in
            try Self.worker(file, interpreter, timeLimit: terms.timeLimit)
        }
    }

    static func worker(
        _ file: String, _ interpreter: String?, timeLimit: Double
    ) throws(GuestError) -> WorkerProcess {
        var environment = ProcessInfo.processInfo.environment
        let own = [Installation.packages, environment["PYTHONPATH"]].compactMap(\.self).filter { !$0.isEmpty }
        environment["PYTHONPATH"] = own.joined(separator: ":")
        // Sets and dictionaries of strings in the same order in every process, and one thread: the same seed, the same bytes.
        environment["PYTHONHASHSEED"] = "0"
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"] {
            environment[name] = environment[name] ?? "1"
        }
        return try WorkerProcess(
            [interpreter ?? Installation.interpreter, "-m", "marketlab.worker", file], environment: environment,
            timeLimit: timeLimit)
    }
}

/// The worker of a plug-in in one world, with the numbers of its instances.
final class WorkerOfWorld {
    private var worker: WorkerProcess?
    private var instances: UInt32 = 0

    func instance(
        policy: Int, parameters: String, start: () throws(GuestError) -> WorkerProcess
    ) throws(GuestError) -> WorkerInstance {
        let running: WorkerProcess
        if let worker {
            running = worker
        } else {
            running = try start()
            worker = running
        }
        instances += 1
        return try WorkerInstance(running, number: instances, policy: policy, parameters: parameters)
    }
}
