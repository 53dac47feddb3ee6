import Foundation

/// The first sentence of what the address sanitizer prints of a fault, and the line of the author's source that it was found in.
package struct SanitizerFinding {
    private var kind: String?
    /// The author's innermost function whose line is known.
    private var line: String?
    /// The author's innermost function, whether its line is known or not.
    private var function: String?
    /// Whether the frames of this program have been reached, which no author looks for.
    private var isPast = false

    private static let mark = "ERROR: AddressSanitizer: "

    package init() {}

    /// Reads the next line of what a process printed.
    package mutating func read(_ text: String) {
        if kind == nil, let start = text.range(of: Self.mark)?.upperBound {
            // As in `attempting double-free on 0x…` and `SEGV on unknown address …`.
            let words = text[start...].split(separator: " ")
            kind = words.first { $0 != "attempting" }.map(String.init)
        } else if kind != nil, !isPast, line == nil, let frame = Frame(text) {
            if frame.number == 0, function != nil {
                // Another stack: of where memory was given back, or taken.
                isPast = true
            } else if frame.isPrograms {
                isPast = true
            } else if !frame.isRuntimes {
                line = frame.line.map { "\(frame.function) (\($0))" }
                function = function ?? frame.function
            }
        }
    }

    /// As `heap-buffer-overflow in score (mine.c:12)`; nil where nothing was found.
    package var words: String? {
        kind.map { kind in
            let place = line ?? function.map { "\($0), whose line is known where the library is built with -g" }
            return "the address sanitizer found \(kind)\(place.map { " in \($0)" } ?? "")"
        }
    }

    /// A frame of a stack, such as `    #1 0x7f… in score /home/me/mine.c:12:5`, or `    #1 0x7f… in score (/home/me/mine.so+0x11a9)`.
    private struct Frame {
        let number: Int
        let function: String
        /// `mine.c:12`; nil where it is not known.
        let line: String?
        /// Whether it is of the sanitizer itself, or of the C library.
        let isRuntimes: Bool
        /// Whether it is of the program that calls the library.
        let isPrograms: Bool

        init?(_ text: String) {
            let parts = text.split(separator: " ")
            guard parts.count >= 4, parts[0].hasPrefix("#"), let number = Int(parts[0].dropFirst()), parts[2] == "in"
            else { return nil }
            (self.number, function) = (number, String(parts[3]))
            let source = parts[4...].joined(separator: " ")
            let own = ["libsanitizer", "compiler-rt", "sanitizer_common", "libasan", "/libc.so", "libclang_rt"]
            isRuntimes = function.hasPrefix("__") || own.contains { source.contains($0) }
            isPrograms = function.hasPrefix("$s7Plugins")
            let pieces = source.split(separator: "/").last.map { $0.split(separator: ":") } ?? []
            line = pieces.count >= 2 && Int(pieces[1]) != nil ? "\(pieces[0]):\(pieces[1])" : nil
        }
    }
}
