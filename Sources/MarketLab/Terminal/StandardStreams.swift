import CPluginGuard
import Foundation
import Reports
import Synchronization
import Tables

/// Standard output and standard error, written with the system's own call: `print` does not say when it fails, and
/// `FileHandle` ends the program with a trace.
package enum StandardStreams {
    /// Writes a text whose lines have their ends to standard output. A reader that has left has seen what it wanted, and
    /// is no mistake.
    /// - Parameter isPainted: whether colours stand in it, from which others' text has been kept apart already.
    static func write(_ text: String, isPainted: Bool = false) throws(Mistake) {
        let code = written(isPainted ? text : ForeignText.escaped(text), to: program_output())
        if code != 0, code != EPIPE {
            throw Mistake("standard output cannot be written: \(code == EBADF ? "it is closed" : SystemWords.of(code))")
        }
    }

    /// Writes to standard output, with a line feed behind it.
    package static func show(_ text: String) throws(Mistake) { try write(text + "\n") }

    /// Writes a document in one of its forms; text as it suits the terminal.
    static func show(_ document: some Document, as form: DocumentForm = .text) throws {
        let terminal = Terminal(width: TerminalWidth.ofStandardOutput, colour: TerminalColour.ofStandardOutput)
        try write(
            document.rendered(as: form, for: terminal), isPainted: form == .text && TerminalColour.ofStandardOutput)
    }

    /// Writes to standard error, with a line feed behind it, as far as that is possible. A line that renews itself there makes room.
    static func say(_ text: String) {
        let clearing = renewed.exchange(false, ordering: .relaxed) ? clearedLine : ""
        _ = written(clearing + ForeignText.escaped(text) + "\n", to: program_errors())
    }

    /// Takes away the last line on the terminal of standard error and writes this in its place.
    static func renew(_ line: String) {
        renewed.store(!line.isEmpty, ordering: .relaxed)
        _ = written(clearedLine + ForeignText.escaped(line), to: program_errors())
    }

    /// Whether the last line on the terminal of standard error is one that is renewed.
    private static let renewed = Atomic(false)
    private static let clearedLine = "\r\u{1B}[2K"

    /// Puts a file that takes nothing where the caller has closed a stream: else the next file that is opened gets its
    /// number, and what is meant for people goes into it.
    static func occupyClosedOnes() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }

    /// Writes all of it; 0, or the error's number.
    private static func written(_ text: String, to descriptor: Int32) -> Int32 {
        // The runtime's own descriptors have no file type; one of them is here when the caller has closed the stream.
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != 0 else { return EBADF }
        var text = text
        return text.withUTF8 { bytes in
            let buffer = UnsafeRawBufferPointer(bytes)
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count >= 0 {
                    rest = rest.dropFirst(count)
                } else if errno == EAGAIN {
                    var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    _ = poll(&ready, 1, -1)
                } else if errno != EINTR {
                    return errno
                }
            }
            return 0
        }
    }
}

/// The system's words for why it refused, as a sentence can go on with them: `no space left on device`.
enum SystemWords {
    static func of(_ code: Int32) -> String {
        let words = String(cString: strerror(code))
        return words.prefix(1).lowercased() + words.dropFirst()
    }
}

/// Whether a terminal's lines may be painted and renewed.
enum TerminalColour {
    /// Standard output is a terminal that knows colours, and nobody has asked for none (https://no-color.org).
    static var ofStandardOutput: Bool {
        isatty(program_output()) == 1 && isCapable && (environment["NO_COLOR"] ?? "").isEmpty
    }

    /// Whether the lines of standard error can be renewed, as those of a terminal that is not dumb.
    static var renewsStandardError: Bool { isatty(program_errors()) == 1 && isCapable }

    private static var isCapable: Bool { environment["TERM"] != "dumb" }
    private static var environment: [String: String] { ProcessInfo.processInfo.environment }
}

/// How many columns a readout may take.
enum TerminalWidth {
    /// Where nothing says how wide the terminal is, or there is none.
    static let usual = 100

    /// What `COLUMNS` asks for, else what the terminal of standard output has.
    static var ofStandardOutput: Int {
        if let asked = ProcessInfo.processInfo.environment["COLUMNS"].flatMap({ Int($0) }), asked > 0 { return asked }
        var size = winsize()
        guard isatty(program_output()) == 1, ioctl(program_output(), UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0
        else {
            return usual
        }
        return Int(size.ws_col)
    }
}
