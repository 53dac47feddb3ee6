import Foundation

/// Whether a terminal's lines may be painted and renewed.
enum TerminalColour {
    /// Standard output is a terminal that knows colours, and nobody has asked for none (https://no-color.org).
    static var ofStandardOutput: Bool {
        isatty(STDOUT_FILENO) == 1 && isCapable && (environment["NO_COLOR"] ?? "").isEmpty
    }

    /// Whether the lines of standard error can be renewed, as those of a terminal that is not dumb.
    static var renewsStandardError: Bool { isatty(STDERR_FILENO) == 1 && isCapable }

    private static var isCapable: Bool { environment["TERM"] != "dumb" }
    private static var environment: [String: String] { ProcessInfo.processInfo.environment }
}
