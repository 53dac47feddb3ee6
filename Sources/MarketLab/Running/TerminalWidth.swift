import Foundation

/// How many columns a readout may take.
enum TerminalWidth {
    /// Where nothing says how wide the terminal is, or there is none.
    static let usual = 100

    /// What `COLUMNS` asks for, else what the terminal of standard output has.
    static var ofStandardOutput: Int {
        if let asked = ProcessInfo.processInfo.environment["COLUMNS"].flatMap({ Int($0) }), asked > 0 { return asked }
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return usual
        }
        return Int(size.ws_col)
    }
}
