import Foundation
import PolicyKit

/// The policies that come with the Python package, for models that need no code of one's own: what each is stands in
/// `descriptions.json` beside them, so that nothing has to run to know it.
struct ReadyPolicies: Sendable {
    private let policies: [(file: String, policy: PolicyDescription)]

    /// Those of the package that came with this program.
    static let known = ReadyPolicies(in: Installation.package.map { "\($0)/ready" })

    private init(in folder: String?) {
        guard let folder, let data = FileManager.default.contents(atPath: "\(folder)/descriptions.json"),
            let said = try? JSONDecoder().decode([String: WorkerDescription].self, from: data)
        else {
            policies = []
            return
        }
        policies = said.sorted { $0.key < $1.key }.flatMap { file, said in
            ((try? said.description())?.policies ?? []).map { (file: "\(folder)/\(file)", policy: $0) }
        }
    }

    /// The policy of that name and its file; nil where none is ready.
    subscript(slot: any Slot, name: String) -> (file: String, policy: PolicyDescription)? {
        policies.first { $0.policy.slot == slot.name && $0.policy.name == name }
    }

    /// The policies that fill a slot.
    func policies(in slot: any Slot) -> [PolicyDescription] {
        policies.map(\.policy).filter { $0.slot == slot.name }
    }
}
