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
