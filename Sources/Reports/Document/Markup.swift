/// Text made safe for HTML and SVG, in elements and in attributes.
///
/// It goes by scalars: seen as characters, a quote with an accent on it would be no quote and slip through.
package enum Markup {
    /// The text with the five characters of markup, and what XML forbids, replaced.
    package static func escaped(_ text: String) -> String {
        var safe = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": safe += "&lt;"
            case ">": safe += "&gt;"
            case "&": safe += "&amp;"
            case "\"": safe += "&quot;"
            case "'": safe += "&#39;"
            case "\n", "\t": safe.unicodeScalars.append(scalar)
            case _ where scalar.properties.generalCategory == .control: safe += "\u{FFFD}"
            case "\u{FFFE}", "\u{FFFF}": safe += "\u{FFFD}"
            default: safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }
}
