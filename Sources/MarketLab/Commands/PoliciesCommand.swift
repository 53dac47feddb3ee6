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
    @Option(help: "table or json.") var format: OutputFormat = .table

    func run() throws {
        let slots = try wantedSlots()
        switch (format, columns) {
        case (.table, false):
            try StandardStreams.show { width, _ in slots.map { table($0, width: width) }.joined(separator: "\n") + "\n"
            }
        case (.json, false): try StandardStreams.show(json: slots.flatMap { listed($0) })
        case (.table, true): try StandardStreams.show { width, _ in ColumnListing(slots).text(width: width) }
        case (.json, true): try StandardStreams.show(json: ColumnListing(slots).entries)
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

    private func table(_ slot: some Slot, width: Int) -> String {
        var lines = [slot.name]
        for policy in ProgramPolicies.known.policies(in: slot) {
            lines += Wrapping.hanging(policy.summary, after: "  \(policy.name)   ", width: width, indent: "      ")
            for parameter in policy.parameters {
                let facts = "(\(parameter.expected); default \(parameter.defaultText))"
                lines += Wrapping.hanging(facts, after: "    \(parameter.name) ", width: width, indent: "      ")
                lines += Wrapping.hanging(parameter.summary, after: "      ", width: width)
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A policy as JSON has it.
    private struct Listed: Encodable {
        struct Item: Encodable {
            let name: String
            let summary: String
            let unit: String
            let `default`: String
            let minimum: Double?
            let maximum: Double?
            let choices: [String]?
        }
        let slot: String
        let name: String
        let summary: String
        let parameters: [Item]
    }

    private func listed(_ slot: some Slot) -> [Listed] {
        ProgramPolicies.known.policies(in: slot).map { policy in
            Listed(
                slot: slot.name, name: policy.name, summary: policy.summary,
                parameters: policy.parameters.map {
                    Listed.Item(
                        name: $0.name, summary: $0.summary, unit: $0.unit.rawValue, default: $0.defaultText,
                        minimum: $0.range?.lowerBound, maximum: $0.range?.upperBound,
                        choices: $0.choices.isEmpty ? nil : $0.choices)
                })
        }
    }
}

extension Parameter {
    /// The default as a person would write it.
    var defaultText: String {
        switch defaultValue {
        case .number(let number): unit.text(number)
        case .toggle(let isOn): isOn ? "true" : "false"
        case .word(let word): word
        }
    }
}
