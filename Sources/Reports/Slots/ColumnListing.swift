package import PolicyKit

/// Lists what policies of some slots read, answer and hear, column by column: as text, as Markdown and as JSON.
package struct ColumnListing {
    private let slots: [any Slot]

    package init(_ slots: [any Slot]) { self.slots = slots }

    /// Lines for a terminal: slots, their calls, and in each call the columns by the part that they play.
    package func text(width: Int) -> String {
        var lines: [String] = []
        for slot in slots {
            lines += Wrapping.hanging(slot.summary, after: "\(slot.name)   ", width: width, indent: "  ")
            for call in slot.calls {
                lines += Wrapping.hanging(call.summary, after: "  \(call.method)   ", width: width, indent: "    ")
                for group in call.groups {
                    lines.append("    \(group.role.rawValue)")
                    for column in group.columns {
                        let facts = "(\(column.element.rawValue) per \(call.per(column)); \(column.unit.rawValue))"
                        lines += Wrapping.hanging(
                            facts, after: "      \(column.name) ", width: width, indent: "        ")
                        lines += Wrapping.hanging(column.meaning, after: "        ", width: width)
                    }
                }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A table for each call.
    package var markdown: String {
        let sections = slots.flatMap { slot in
            slot.calls.map { call in
                let rows = call.groups.flatMap { group in
                    group.columns.map { column in
                        [
                            "`\(column.name)`", group.role.rawValue, column.element.rawValue, call.per(column),
                            column.unit.rawValue, column.meaning,
                        ]
                    }
                }
                let head = ["column", "part", "type", "one per", "unit", "meaning"]
                let lines = ([head, head.map { _ in "---" }] + rows).map { "| \($0.joined(separator: " | ")) |" }
                return "`\(slot.name)`, `\(call.method)`: \(call.summary)\n\n\(lines.joined(separator: "\n"))"
            }
        }
        return sections.joined(separator: "\n\n") + "\n"
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
