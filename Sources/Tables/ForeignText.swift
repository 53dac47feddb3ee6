/// Shows text that somebody else has written (names, keys and cells of files, values of options) so that it can neither
/// steer a terminal nor turn the direction of what stands around it.
///
/// A scalar that is not seen is written as JSON and most languages write it, `\u202E`, so that the form is right within
/// text, Markdown, a page and a string of JSON alike.
package enum ForeignText {
    /// A whole text in which others' stands: every control and format character is escaped but line feeds and tabs.
    package static func escaped(_ text: String) -> String {
        let isPlain = text.unicodeScalars.allSatisfy { !isUnseen($0) || $0 == "\n" || $0 == "\t" }
        return isPlain ? text : escaped(text, keeping: ["\n", "\t"])
    }

    /// A part of one line: line feeds are escaped as well, and what is longer than `limit` scalars ends in `…`.
    package static func quoted(_ text: some StringProtocol, limit: Int = 60) -> String {
        let scalars = text.unicodeScalars
        let end = scalars.index(scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex) ?? scalars.endIndex
        return escaped(String(text[..<end]), keeping: []) + (end < scalars.endIndex ? "…" : "")
    }

    private static func escaped(_ text: String, keeping kept: Set<Unicode.Scalar>) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isUnseen(scalar), !kept.contains(scalar) {
                shown.append(contentsOf: code(of: scalar).unicodeScalars)
            } else {
                shown.append(scalar)
            }
        }
        return String(shown)
    }

    /// Control characters, breaks of lines, and format characters (marks of direction, tags, what has no width); not those
    /// that join letters and emoji.
    private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: return true
        case .format: return scalar != "\u{200C}" && scalar != "\u{200D}"
        default: return false
        }
    }

    private static func code(of scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\t": "\\t"
        default:
            UTF16.encode(scalar)?.map { unit in
                let digits = String(unit, radix: 16, uppercase: true)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }.joined() ?? ""
        }
    }
}
