import Experiments

/// Small signs beside words; the words say the same, so that nobody needs the sign.
enum Icon {
    static func markup(_ agreement: Verdict.Agreement) -> String {
        switch agreement {
        case .agrees: check
        case .misleads: cross
        case .unclear: question
        }
    }

    static func markup(_ status: HealthCheck.Status) -> String {
        switch status {
        case .pass: check
        case .warn: warning
        case .fail: cross
        }
    }

    private static let check = drawn("M3 8.5l3.2 3.2L13 4.8")
    private static let cross = drawn("M4 4l8 8M12 4l-8 8")
    private static let warning = drawn("M8 2.5v7.5M8 13v.5")
    private static let question = drawn("M5 5.6a3 3 0 1 1 4.4 2.7c-1 .5-1.4 1-1.4 2.2M8 13.2v.3")

    private static func drawn(_ path: String) -> String {
        "<svg class=\"icon\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path d=\"\(path)\"/></svg>"
    }
}
