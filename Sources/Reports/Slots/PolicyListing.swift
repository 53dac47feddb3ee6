public import Foundation
public import PolicyKit

/// Slots, the policies that can fill them, and what each can be told, as a document.
public struct PolicyListing: Document {
    private let slots: [any Slot]
    private let registry: PolicyRegistry
    private let name: String?
    private let shared: [Parameter]

    /// - Parameters:
    ///   - slots: that are listed.
    ///   - registry: whose policies they are.
    ///   - name: of the only policy that is listed; nil for all.
    ///   - shared: parameters that all policies have which are not a part of the program; people read them once.
    public init(
        _ slots: [any Slot], of registry: PolicyRegistry, named name: String? = nil, shared: [Parameter] = []
    ) {
        self.slots = slots.filter { slot in name.map { registry[slot, $0] != nil } ?? true }
        self.registry = registry
        self.name = name
        self.shared = shared
    }

    public func json() throws(ReportProblem) -> Data {
        try JSONFile.bytes(of: slots.flatMap { entries($0) })
    }

    public var page: Page {
        Page(
            kind: "policies", title: "Slots and their policies", banners: [],
            sections: slots.map { section($0) } + (hasOthers ? [SharedSection(shared)] : []))
    }

    /// Whether policies are listed that are not a part of the program.
    private var hasOthers: Bool {
        !shared.isEmpty && slots.contains { slot in policies(in: slot).contains { !$0.isProgrammed } }
    }

    private func policies(in slot: some Slot) -> [PolicyRegistry.Entry] {
        registry.policies(in: slot).filter { name == nil || $0.name == name }
    }

    private func section(_ slot: some Slot) -> any Section {
        SlotSection(slot, policies(in: slot).map { PolicyEntry($0, besides: $0.isProgrammed ? [] : shared) })
    }

    private func entries(_ slot: some Slot) -> [Listed] {
        policies(in: slot).map { policy in
            Listed(
                slot: slot.name, name: policy.name, summary: policy.summary,
                parameters: policy.parameters.map {
                    Listed.Item(
                        name: $0.name, summary: $0.summary, unit: $0.unit.rawValue, default: $0.defaultText,
                        minimum: $0.range.flatMap { $0.lowerBound.isFinite ? $0.lowerBound : nil },
                        maximum: $0.range.flatMap { $0.upperBound.isFinite ? $0.upperBound : nil },
                        choices: $0.choices.isEmpty ? nil : $0.choices)
                })
        }
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
}

/// A slot with its policies.
private struct SlotSection: Section {
    let id: String
    let title: String
    let blocks: [any Block]
    var media = Media.all

    init(_ slot: some Slot, _ policies: [PolicyEntry]) {
        id = Wording.fileName(slot.name)
        title = Wording.label(slot.name)
        blocks = [Title(name: slot.name), Prose(slot.summary, .lead).only(.written)] + policies
    }

    /// In a terminal the slot's name is the title.
    private struct Title: Block {
        let name: String

        func lines(_ terminal: Terminal) -> [String] { [terminal.paint.bold(Wrapping.plain(name))] }
        var markdown: String { "" }
        var elements: [Element] { [] }
    }
}

/// What all policies can be told that are not a part of the program.
private struct SharedSection: Section {
    let id = "any-plug-in"
    let title = "Any plug-in"
    let blocks: [any Block]
    var media = Media.all

    init(_ parameters: [Parameter]) {
        blocks = [PolicyEntry("any plug-in", "What can be told any of them, beside its own parameters.", parameters)]
    }
}

/// A policy with what it can be told.
private struct PolicyEntry: Block {
    private let name: String
    private let summary: String
    private let parameters: [Parameter]

    /// - Parameter shared: parameters that are listed elsewhere.
    init(_ policy: PolicyRegistry.Entry, besides shared: [Parameter]) {
        name = policy.name
        // An author's may have none.
        summary = policy.summary.isEmpty ? "No summary." : policy.summary
        parameters = policy.parameters.filter { parameter in !shared.contains { $0.name == parameter.name } }
    }

    init(_ name: String, _ summary: String, _ parameters: [Parameter]) {
        (self.name, self.summary, self.parameters) = (name, summary, parameters)
    }

    private var table: Table {
        Table(
            name: "Parameters of \(name)",
            columns: [
                .init(title: "Parameter", kind: .name), .init(title: "What it does", kind: .words),
                .init(title: "Expected", kind: .words), .init(title: "Default", kind: .words),
            ],
            rows: parameters.map { parameter in
                var key = Table.Cell(parameter.name)
                key.isCode = true
                return [key, .init(parameter.summary), .init(parameter.expected), .init(parameter.defaultText)]
            })
    }

    func lines(_ terminal: Terminal) -> [String] {
        Wrapping.hanging(summary, after: "  \(name)   ", width: terminal.width, indent: "      ")
            + parameters.flatMap { parameter in
                let facts = "(\(parameter.expected); default \(parameter.defaultText))"
                return Wrapping.hanging(
                    facts, after: "    \(parameter.name) ", width: terminal.width, indent: "      ")
                    + Wrapping.hanging(parameter.summary, after: "      ", width: terminal.width)
            }
    }

    var markdown: String {
        [Heading(name).markdown, Prose(summary).markdown, table.markdown].filter { !$0.isEmpty }
            .joined(separator: "\n\n")
    }

    var elements: [Element] { Heading(name).elements + Prose(summary).elements + table.elements }
}

extension Parameter {
    /// The default as a person would write it.
    fileprivate var defaultText: String {
        switch defaultValue {
        case .number(let number): unit.text(number)
        case .toggle(let isOn): isOn ? "true" : "false"
        case .word(let word): word
        case .file: "none"
        }
    }
}
