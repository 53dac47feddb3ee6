public import Foundation
public import PolicyKit

/// What policies of some slots read, answer and hear, column by column, as a document.
public struct ColumnListing: Document {
    private let slots: [any Slot]

    public init(_ slots: [any Slot]) { self.slots = slots }

    public func json() throws(ReportProblem) -> Data { try JSONFile.bytes(of: entries) }

    public var page: Page {
        Page(
            kind: "policies", title: "What policies read, answer and hear", banners: [],
            sections: slots.map(ColumnSection.init))
    }

    /// A table for each call, as the documentation has them.
    package var tables: String {
        slots.flatMap { slot in slot.calls.map { CallEntry(slot, $0).table } }.joined(separator: "\n\n") + "\n"
    }

    /// One entry per column.
    package var entries: [Entry] {
        slots.flatMap { slot in
            slot.calls.flatMap { call in
                call.groups.flatMap { group in
                    group.columns.map { column in
                        Entry(
                            slot: slot.name, call: call.method, part: group.role.rawValue, name: column.name,
                            type: column.element.rawValue, shape: column.shape.map(\.rawValue), row: call.row,
                            unit: column.unit.rawValue, meaning: column.meaning)
                    }
                }
            }
        }
    }

    /// A column as JSON has it.
    package struct Entry: Encodable {
        let slot: String
        /// The method of the slot's protocol.
        let call: String
        /// `input`, `answer` or `feedback`.
        let part: String
        let name: String
        let type: String
        /// The dimensions of the array, the one that varies slowest first.
        let shape: [String]
        /// What one row of the call's batch is; absent where it has none.
        let row: String?
        let unit: String
        let meaning: String
    }
}

/// The calls of a slot.
private struct ColumnSection: Section {
    let id: String
    let title: String
    let blocks: [any Block]
    var media = Media.all

    init(_ slot: any Slot) {
        id = Wording.fileName(slot.name)
        title = Wording.label(slot.name)
        blocks = [SlotTitle(slot: slot)] + slot.calls.map { CallEntry(slot, $0) }
    }

    /// The slot's name and what it is for.
    private struct SlotTitle: Block {
        let slot: any Slot

        func lines(_ terminal: Terminal) -> [String] {
            Wrapping.hanging(slot.summary, after: "\(slot.name)   ", width: terminal.width, indent: "  ")
        }

        var markdown: String { MarkdownText.inline(slot.summary) }
        var elements: [Element] { Prose(slot.summary, .lead).elements }
    }
}

/// A call with its columns, by the part that they play.
private struct CallEntry: Block {
    private let slot: any Slot
    private let call: SlotCall

    init(_ slot: any Slot, _ call: SlotCall) {
        self.slot = slot
        self.call = call
    }

    func lines(_ terminal: Terminal) -> [String] {
        let width = terminal.width
        var lines = Wrapping.hanging(call.summary, after: "  \(call.method)   ", width: width, indent: "    ")
        for group in call.groups {
            lines.append("    \(group.role.rawValue)")
            for column in group.columns {
                let facts = "(\(column.element.rawValue) per \(call.per(column)); \(column.unit.rawValue))"
                lines += Wrapping.hanging(facts, after: "      \(column.name) ", width: width, indent: "        ")
                lines += Wrapping.hanging(column.meaning, after: "        ", width: width)
            }
        }
        return lines
    }

    /// The call in a line, and its table.
    var table: String {
        let head = ["column", "part", "type", "one per", "unit", "meaning"]
        let lines = ([head, head.map { _ in "---" }] + rows(isCode: true)).map { "| \($0.joined(separator: " | ")) |" }
        return "`\(slot.name)`, `\(call.method)`: \(call.summary)\n\n\(lines.joined(separator: "\n"))"
    }

    var markdown: String { table }

    var elements: [Element] {
        let columns = Table(
            name: "Columns of \(call.method)",
            columns: ["Column", "Part", "Type", "One per", "Unit", "Meaning"].enumerated().map {
                .init(title: $1, kind: $0 == 0 ? .name : .words)
            }, rows: rows(isCode: false).map { row in row.map { Table.Cell($0) } })
        return Heading(call.method).elements + Prose(call.summary).elements + columns.elements
    }

    private func rows(isCode: Bool) -> [[String]] {
        call.groups.flatMap { group in
            group.columns.map { column in
                [
                    isCode ? "`\(column.name)`" : column.name, group.role.rawValue, column.element.rawValue,
                    call.per(column), column.unit.rawValue, column.meaning,
                ]
            }
        }
    }
}
