import Experiments
import Foundation
import PolicyKit
import Randomness
import RunStore
import Scenarios

/// What the shards of one run have in common, as `plan.json` beside their worlds keeps it: enough to tell whether two shards belong
/// together, which worlds are missing, and to read the worlds out.
struct ShardPlan: Codable {
    /// Of MarketLab.
    let version: String
    let build: String
    /// The plan's fingerprint, which the worlds go by.
    let fingerprint: String
    let purpose: RunPurpose
    /// The scenario's name.
    let scenario: String
    /// The scenario file as it was.
    let text: String
    /// What the command line said.
    var request: Request
    /// The plug-ins of its arms.
    let policies: [Plugin]
    /// How many shards the run is cut into.
    let shards: Int
    /// All of the run, in the plan's order.
    let worlds: [World]

    /// What stands on the command line of `marketlab work`, as it was typed.
    struct Request: Codable {
        let file: String
        let seed: UInt64?
        let replications: Int?
        let sets: [String]
        let policyPath: [String]
        /// The folder that paths are relative to.
        let folder: String
    }

    /// Whose bytes the worlds follow from.
    struct Plugin: Codable {
        let slot: String
        let name: String
        /// Its version, the beginnings of its files' SHA-256, and what it runs on.
        let bytes: String
    }

    /// A world as shards know it.
    struct World: Codable, Hashable {
        let replication: Int
        let role: String

        /// Of the file that holds it.
        var file: String { String(format: "%03d-", replication) + role + ".world" }
    }

    init(of scenario: Scenario, for purpose: RunPurpose, _ request: Request, shards: Int) {
        version = MarketLabVersion.current
        build = Build.identity
        fingerprint = scenario.plan.fingerprint(build: Build.identity)
        self.purpose = purpose
        self.scenario = scenario.plan.name
        text = scenario.text
        self.request = request
        policies = scenario.plan.policyChoices.compactMap { slot, choice in
            choice.origin.map { Plugin(slot: slot.name, name: choice.name, bytes: $0.words) }
        }
        self.shards = shards
        worlds = scenario.plan.tasks.map { World(replication: $0.replication, role: $0.roleName) }
    }

    func key(of world: World) -> WorldKey {
        WorldKey(plan: fingerprint, replication: world.replication, role: world.role)
    }

    /// The command that makes the same readout on one machine.
    var command: String {
        ChangeOptions.command(
            purpose.rawValue, for: request.file, seed: request.seed, replications: request.replications,
            sets: request.sets) + PolicyPathOptions.words(of: request.policyPath)
    }

    /// Says in what this plan is not another, where shards of both cannot be merged.
    /// - Parameters:
    ///   - name: where this plan stands, as `folder`.
    ///   - otherName: where the other one does.
    func difference(_ name: String, from other: ShardPlan, _ otherName: String) -> String? {
        let others = Dictionary(other.facts, uniquingKeysWith: { first, _ in first })
        for (what, value) in facts where others[what] != value {
            return "\(name) and \(otherName) are not of one run: \(what) is \(value) in \(name) and "
                + "\(others[what] ?? "another") in \(otherName)"
        }
        return nil
    }

    /// What is the same in all shards of a run, what says most to people first.
    private var facts: [(String, String)] {
        let textMark = String(StableHash.hash(text, seed: 0), radix: 16)
        return [("the version", version), ("the build", build), ("the command", command)]
            + [("the scenario's text", textMark)] + policies.map { ("the \($0.slot) policy \($0.name)", $0.bytes) }
            + [("the number of shards", "\(shards)"), ("the plan with its files", fingerprint)]
    }
}

extension ShardPlan.Request {
    /// The same with what was told of this machine; paths are then relative to the current folder.
    /// - Parameters:
    ///   - file: the scenario's; nil where it is still where it was.
    ///   - policyPath: folders of plug-ins; empty where those are.
    func moved(to file: String?, policyPath: [String]) -> ShardPlan.Request {
        guard file != nil || !policyPath.isEmpty else { return self }
        return ShardPlan.Request(
            file: file ?? self.file, seed: seed, replications: replications, sets: sets,
            policyPath: policyPath.isEmpty ? self.policyPath : policyPath,
            folder: FileManager.default.currentDirectoryPath)
    }

    /// The scenario once more.
    /// - Parameter text: of its file; nil reads it.
    func scenario(of text: String?) throws -> Scenario {
        let reader = ScenarioReader(policies: try ProgramPolicies.found(in: policyPath.map(path)))
        let overrides = try sets.map { try ScenarioOverride(parsing: $0) }
        guard let text else {
            return try reader.read(file: path(file), overrides: overrides, seed: seed, replications: replications)
        }
        return try reader.read(
            text: text, file: path(file), overrides: overrides, seed: seed, replications: replications)
    }

    /// Where this process finds what was typed.
    private func path(_ typed: String) -> String {
        URL(filePath: typed, relativeTo: URL(filePath: folder, directoryHint: .isDirectory)).standardizedFileURL.path
    }
}

extension PolicyOrigin {
    /// The plug-in in few words that other bytes change.
    fileprivate var words: String {
        let files = files.map { "\($0.name) \($0.sha256.prefix(12))" }
        return (["\(id) \(version)"] + files + surroundings).joined(separator: ", ")
    }
}
