import ArgumentParser
import PolicyKit
import Reports

/// `marketlab policies`: what can be put into each slot, and what it can be told.
struct PoliciesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policies", abstract: "List slots, policies and their parameters.",
        discussion: """
            Examples:
              marketlab policies
              marketlab policies --slot ranking --format json
              marketlab policies --slot ranking --columns
            """)

    @Option(help: "Only this slot: \(Slots.all.map(\.name).joined(separator: ", ")).") var slot: String?
    @Flag(help: "List what the slots' policies read, answer and hear instead, column by column.") var columns = false
    @OptionGroup var output: DocumentOptions

    func run() throws {
        let slots = try wantedSlots()
        if columns {
            try output.show(ColumnListing(slots))
        } else {
            try output.show(PolicyListing(slots, of: ProgramPolicies.known))
        }
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
