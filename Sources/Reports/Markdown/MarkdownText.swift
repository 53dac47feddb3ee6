/// Free text made safe for Markdown.
enum MarkdownText {
    /// One line in which nothing is markup, fit for a table's cell.
    static func inline(_ text: String) -> String {
        var safe = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", "`", "*", "_", "[", "]", "#", "|", "~", "<", ">", "&": safe += "\\\(scalar)"
            case _ where scalar.properties.generalCategory == .control: safe += " "
            default: safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }

    /// A block of code whose fence is longer than any within it.
    static func block(_ text: String, language: String = "") -> String {
        var run = 0
        var longest = 0
        for character in text {
            run = character == "`" ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: max(3, longest + 1))
        return "\(fence)\(language)\n\(text)\n\(fence)"
    }

    /// A table; the first column is text, the others are numbers. Cells are Markdown already.
    static func table(_ titles: [String], _ rows: [[String]]) -> String {
        let rule = titles.indices.map { $0 == 0 ? "---" : "---:" }
        return ([titles, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
    }
}
