import ArgumentParser
import Plugins
import PolicyKit
import Reports
import Tables

/// `marketlab policies`: what can be put into each slot, and what it can be told.
struct PoliciesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policies", abstract: "List slots, policies and their parameters.",
        discussion: """
            Examples:
              marketlab policies
              marketlab policies late-labels
              marketlab policies --slot ranking --format json
              marketlab policies --slot ranking --columns
              marketlab policies --policy-path ~/rankers

            Plug-ins in the folders of --policy-path and MARKETLAB_POLICY_PATH are asked what they are, and listed, too; so are the
            policies in Python that come with MarketLab and need python3 with numpy.
            """)

    @Argument(help: ArgumentHelp("Only the policy of that name.", valueName: "policy")) var name: String?
    @Option(
        help: "Only this slot: \(Slots.all.map(\.name).joined(separator: ", ")).",
        completion: .list(Slots.all.map(\.name)))
    var slot: String?
    @Flag(help: "List what the slots' policies read, answer and hear instead, column by column.") var columns = false
    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("A folder with plug-ins that are listed, too, as often as needed.", valueName: "folder"),
        completion: .directory)
    var policyPath: [String] = []
    @OptionGroup var output: DocumentOptions

    func run() throws {
        let slots = try wantedSlots()
        if columns {
            guard name == nil else {
                throw Mistake("--columns lists what a slot's policies read, whichever they are: expected no policy")
            }
            try output.show(ColumnListing(slots))
        } else {
            let policies = try withPlugins()
            if let name { try require(name, in: slots, of: policies) }
            try output.show(PolicyListing(slots, of: policies, named: name, shared: GuestTerms.all))
        }
    }

    private func require(_ name: String, in slots: [any Slot], of policies: PolicyRegistry) throws {
        let known = slots.flatMap { policies.policies(in: $0) }.map(\.name)
        guard !known.contains(name) else { return }
        let nearest =
            NearestWord.to(name, among: known).map { "; did you mean \"\($0)\"?" } ?? "; `marketlab policies` lists all"
        throw Mistake(
            "there is no \(slot.map { "\($0) " } ?? "")policy named \"\(ForeignText.quoted(name))\"\(nearest)")
    }

    /// The program's policies, those of plug-ins under the names by which a scenario finds them, and those that are ready in Python;
    /// what cannot be taken is said.
    private func withPlugins() throws -> PolicyRegistry {
        var policies = try ProgramPolicies.found(in: policyPath)
        let finder = PluginFinder(path: ProgramPolicies.path(besides: policyPath))
        for (file, plugin) in finder.all() {
            do {
                for policy in try plugin.get().policies {
                    guard let slot = policies.slots.first(where: { $0.name == policy.slot }),
                        let entry = try finder.entry(
                            slot, named: "\(file)#\(policy.name)", in: ScenarioPlace(), policies: policies),
                        policies[slot, entry.name] == nil
                    else { continue }
                    policies.add(entry)
                }
            } catch {
                StandardStreams.say("warning: \(error)")
            }
        }
        for slot in policies.slots {
            for entry in finder.ready(slot) where policies[slot, entry.name] == nil { policies.add(entry) }
        }
        return policies
    }

    private func wantedSlots() throws -> [any Slot] {
        let slots = ProgramPolicies.known.slots
        guard let slot else { return slots }
        guard let known = slots.first(where: { $0.name == slot }) else {
            throw Mistake("--slot is \(slot); expected one of \(slots.map(\.name).joined(separator: ", "))")
        }
        return [known]
    }
}
