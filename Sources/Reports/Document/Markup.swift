/// Text made safe for HTML and SVG, in elements and in attributes.
///
/// It goes by scalars: seen as characters, a quote with an accent on it would be no quote and slip through.
package enum Markup {
    /// The text with the five characters of markup, and what XML forbids, replaced.
    package static func escaped(_ text: String) -> String {
        // Most text is plain, and a page has tens of thousands of pieces of it.
        guard text.utf8.contains(where: isSpecial) else { return text }
        var safe = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": safe += "&lt;"
            case ">": safe += "&gt;"
            case "&": safe += "&amp;"
            case "\"": safe += "&quot;"
            case "'": safe += "&#39;"
            case "\n", "\t": safe.unicodeScalars.append(scalar)
            case _ where isControl(scalar): safe += "\u{FFFD}"
            case "\u{FFFE}", "\u{FFFF}": safe += "\u{FFFD}"
            default: safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }

    /// Whether a byte of UTF-8 may be a part of what is replaced.
    private static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
        default: byte < 0x20 || byte >= 0x7F
        }
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII
            ? scalar.value < 0x20 || scalar.value == 0x7F : scalar.properties.generalCategory == .control
    }
}
