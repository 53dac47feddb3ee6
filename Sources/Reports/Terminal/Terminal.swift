/// A terminal that text is made for.
public struct Terminal: Sendable {
    /// Columns; no line is wider.
    public let width: Int
    let paint: Paint

    /// Below this no table and no sentence can be read.
    static let narrowest = 48

    /// - Parameters:
    ///   - width: columns; fewer than 48 count as 48.
    ///   - colour: whether to use ANSI colours.
    public init(width: Int = 100, colour: Bool = false) {
        self.width = max(Terminal.narrowest, width)
        paint = Paint(isOn: colour)
    }
}

/// Colours of a terminal, or none of them.
struct Paint {
    let isOn: Bool

    func bold(_ text: String) -> String { painted(text, "1") }
    func faint(_ text: String) -> String { painted(text, "2") }
    func toned(_ text: String, _ tone: Tone) -> String { painted(text, Paint.code(tone)) }
    func headline(_ text: String, _ tone: Tone?) -> String {
        tone.map { painted(text, "1;\(Paint.code($0))") } ?? bold(text)
    }

    private static func code(_ tone: Tone) -> String {
        switch tone {
        case .pass: "32"
        case .warn: "33"
        case .fail: "31"
        }
    }

    private func painted(_ text: String, _ code: String) -> String {
        isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
