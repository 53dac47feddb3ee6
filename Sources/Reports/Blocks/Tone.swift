/// How something came out, as a colour and a sign say it.
package enum Tone: String, Sendable {
    case pass, warn, fail

    /// One character for a terminal.
    var mark: String {
        switch self {
        case .pass: "✓"
        case .warn: "!"
        case .fail: "✗"
        }
    }
}

/// Small signs beside words; the words say the same, so that nobody needs the sign.
enum Icon {
    static let check = Element.icon("M3 8.5l3.2 3.2L13 4.8")
    static let cross = Element.icon("M4 4l8 8M12 4l-8 8")
    static let warning = Element.icon("M8 2.5v7.5M8 13v.5")
    static let question = Element.icon("M5 5.6a3 3 0 1 1 4.4 2.7c-1 .5-1.4 1-1.4 2.2M8 13.2v.3")
    static let arrow = Element.icon("M2.5 8h10.5M9 4l4 4-4 4")

    static func of(_ tone: Tone) -> Element {
        switch tone {
        case .pass: check
        case .warn: warning
        case .fail: cross
        }
    }
}
