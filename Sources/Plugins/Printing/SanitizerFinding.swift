import Foundation

/// The first sentence of what the address sanitizer prints of a fault, and the line of the author's source that it was found in.
struct SanitizerFinding {
    private var kind: String?
    private var place: String?

    private static let mark = "ERROR: AddressSanitizer: "

    /// Reads the next line of what a process printed.
    mutating func read(_ line: String) {
        if kind == nil, let start = line.range(of: Self.mark)?.upperBound {
            kind = String(line[start...].prefix { $0 != " " })
        } else if kind != nil, place == nil {
            place = Self.place(line)
        }
    }

    /// As `heap-buffer-overflow in score (mine.c:12)`; nil where nothing was found.
    var words: String? {
        kind.map { kind in "the address sanitizer found \(kind)\(place.map { " in \($0)" } ?? "")" }
    }

    /// Of a frame such as `    #1 0x7f… in score /home/me/mine.c:12:5`; nil of one without a source, or of the sanitizer's own.
    private static func place(_ line: String) -> String? {
        let parts = line.split(separator: " ")
        guard parts.count >= 5, parts[0].hasPrefix("#"), parts[2] == "in", !line.contains("libsanitizer"),
            !parts[3].hasPrefix("__")
        else { return nil }
        let source = parts[4...].joined(separator: " ").split(separator: "/").last ?? ""
        let pieces = source.split(separator: ":")
        guard pieces.count >= 2, Int(pieces[1]) != nil else { return nil }
        return "\(parts[3]) (\(pieces[0]):\(pieces[1]))"
    }
}
