import Foundation
import PolicyKit
import Synchronization

/// A plug-in that was asked what it is: what it says of itself, what it is made of, and how its policies are made.
///
/// It is asked in a process of its own. A library is loaded into this one when a policy of it is made here.
final class Plugin: Sendable {
    let description: PluginDescription
    let origin: PolicyOrigin
    private let file: String
    private let name: String
    private let workers: Workers
    private let library = Mutex<PluginLibrary?>(nil)

    /// - Parameter name: as a person named it, for messages.
    init(file: String, named name: String, workers: Workers) throws(PluginProblem) {
        try PluginFile.check(file, named: name)
        (self.file, self.name, self.workers) = (file, name, workers)
        let modules: [String]
        do throws(GuestError) {
            (description, modules) = try workers.describe(file, named: name)
        } catch {
            throw PluginProblem(file: name, error.reason)
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
        if PluginFile.isPython(file) || terms.isIsolated {
            return try world.shared("worker:\(file)") { WorkerOfWorld() }.instance(
                policy: place, parameters: parameters
            ) { () throws(GuestError) in
                try workers.start(
                    file, named: name, timeLimit: terms.timeLimit, memoryLimit: terms.memoryLimit)
            }
        }
        return try loaded().instance(
            place, parameters: parameters, label: label,
            timeLimit: workers.areDebugged ? Workers.noLimit : terms.timeLimit, in: world)
    }

    /// The library in this process.
    private func loaded() throws(GuestError) -> PluginLibrary {
        let made = library.withLock { library in
            Result<PluginLibrary, PluginProblem> { () throws(PluginProblem) in
                if let library { return library }
                let made = try PluginLibrary(path: file, named: name)
                library = made
                return made
            }
        }
        do { return try made.get() } catch { throw GuestError(error.reason) }
    }
}
