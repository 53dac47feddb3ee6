import PolicyKit

/// Writes `python/marketlab/slots.py`: every slot, call and column for policies in Python, from the slots' declarations.
public enum PythonSlots {
    /// The whole file.
    public static var text: String {
        var lines = [
            "\"\"\"Slots, calls and columns of contract \(Contract.version): made from the declarations of the built-in policies' slots, do not edit.",
            "", "A column is its numpy type and what it has one number per; nothing for one number per batch.",
            "\"\"\"", "",
            "from __future__ import annotations", "", "from typing import Any", "",
            "CONTRACT = \"\(Contract.version)\"",
            "", "SLOTS: dict[str, Any] = {",
        ]
        for slot in Slots.all {
            lines += ["    \"\(slot.name)\": {", "        \"calls\": {"]
            for call in slot.calls {
                lines += [
                    "            \"\(call.name)\": {", "                # \(call.summary)",
                    "                \"inputs\": {",
                ]
                let inputs = call.columns(.input) + call.columns(.feedback)
                lines += inputs.map { "                    \"\($0.name)\": (\(kind($0)))," }
                lines += ["                },", "                \"answers\": ["]
                lines += call.columns(.answer).map { "                    (\"\($0.name)\", \(kind($0)))," }
                lines += ["                ],", "            },"]
            }
            lines += ["        },", "    },"]
        }
        return (lines + ["}", ""]).joined(separator: "\n")
    }

    private static func kind(_ column: SlotColumn) -> String {
        "\"\(column.element.rawValue)\", [\(column.shape.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))]"
    }
}
