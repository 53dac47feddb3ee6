import PolicyKit

/// Writes `marketcolumns.h`: every slot, call and column in words, with a name for each that a compiler knows.
///
/// It is made from what the slots declare, and the one in the package is held against it by a test.
public enum ColumnsHeader {
    /// The whole file.
    public static var text: String {
        var lines = [
            "/* Slots, calls and columns of contract \(Contract.version), made from the declarations of the built-in policies' slots: do not edit.",
            " * Each name stands for its text: MARKET_COLUMN_RELATIVE_PRICE is \"relative_price\". */",
            "#ifndef MARKETCOLUMNS_H", "#define MARKETCOLUMNS_H", "",
        ]
        var named: Set<String> = []
        for (slot, properties) in Guests.properties {
            lines += ["/* Slot `\(slot.name)`: \(slot.summary)"]
            if slot.defaultPolicy.name != "" {
                lines.append(" * A scenario that names none has \(slot.defaultPolicy.name).")
            }
            for property in properties {
                lines += wrapped(
                    "Property `\(property.name)` (\(number(property.assumed)) is assumed, \(number(property.range.lowerBound)) to \(number(property.range.upperBound))): \(property.meaning)",
                    indent: " * ")
            }
            lines[lines.count - 1] += " */"
            lines += [define("SLOT", slot.name, in: &named)].compactMap(\.self) + [""]
            for call in slot.calls { lines += section(call, of: slot, &named) }
        }
        lines += ["#endif /* MARKETCOLUMNS_H */", ""]
        return lines.joined(separator: "\n")
    }

    private static func section(_ call: SlotCall, of slot: any Slot, _ named: inout Set<String>) -> [String] {
        let columns = call.groups.flatMap(\.columns)
        let taught = call.groups.contains { $0.role == .feedback }
        var lines = wrapped(
            "Call `\(call.name)` of `\(slot.name)`, made through `\(taught ? "learn" : "decide")`: \(call.summary)"
                + (call.row.map { " A row is one \($0)." } ?? ""), indent: " * ")
        lines[0] = "/* " + lines[0].dropFirst(3)
        for (role, columns) in call.groups where !columns.isEmpty {
            lines.append(" * \(title(role)):")
            for column in columns {
                let kind = "\(column.element.cType) per \(call.per(column)), \(column.unit.rawValue)"
                lines += wrapped("\(column.name) (\(kind)): \(column.meaning)", indent: " *   ", next: " *       ")
            }
        }
        lines[lines.count - 1] += " */"
        lines += ([define("CALL", call.name, in: &named)] + columns.map { define("COLUMN", $0.name, in: &named) })
            .compactMap(\.self)
        return lines + [""]
    }

    private static func title(_ role: SlotCall.Role) -> String {
        switch role {
        case .input: "Inputs"
        case .answer: "Answers, in this order"
        case .feedback: "Inputs"
        }
    }

    private static func define(_ kind: String, _ name: String, in named: inout Set<String>) -> String? {
        let macro = "MARKET_\(kind)_\(name.uppercased())"
        return named.insert(macro).inserted ? "#define \(macro) \"\(name)\"" : nil
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
    }

    /// A paragraph in lines of at most 128 columns.
    private static func wrapped(_ text: String, indent: String, next: String? = nil) -> [String] {
        var lines: [String] = []
        var line = indent
        for word in text.split(separator: " ") {
            let start = lines.isEmpty ? indent : next ?? indent
            if line.count + word.count + 1 > 128, line != start {
                lines.append(line)
                line = (next ?? indent) + word
            } else {
                line += line == start ? "\(word)" : " \(word)"
            }
        }
        return lines + [line]
    }
}
