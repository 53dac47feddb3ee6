import Experiments

/// Colours of a terminal, or none of them.
struct Paint {
    let isOn: Bool

    func bold(_ text: String) -> String { painted(text, "1") }
    func faint(_ text: String) -> String { painted(text, "2") }

    func toned(_ text: String, _ status: HealthCheck.Status) -> String {
        switch status {
        case .pass: painted(text, "32")
        case .warn: painted(text, "33")
        case .fail: painted(text, "31")
        }
    }

    func toned(_ text: String, _ agreement: Verdict.Agreement) -> String {
        switch agreement {
        case .agrees: painted(text, "1;32")
        case .misleads: painted(text, "1;31")
        case .unclear: painted(text, "1;33")
        }
    }

    private func painted(_ text: String, _ code: String) -> String {
        isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
