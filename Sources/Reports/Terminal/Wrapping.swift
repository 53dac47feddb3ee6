import Tables

/// Breaks text into lines of a terminal.
package enum Wrapping {
    /// Words in lines of at most `width` characters; a word that is longer is broken, behind a hyphen or a slash where it has one.
    /// - Parameter first: of the first line, where it has another width.
    static func lines(_ text: String, width: Int, first: Int? = nil) -> [String] {
        var lines: [String] = []
        func room(_ line: Int) -> Int { max(1, line == 0 ? first ?? width : width) }
        for word in plain(text).split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= room(lines.count - 1) {
                lines[lines.count - 1] = last + " " + word
                continue
            }
            var rest = word
            repeat {
                var piece = rest.prefix(room(lines.count))
                if piece.count < rest.count, let joint = piece.dropFirst().lastIndex(where: "-/_".contains) {
                    piece = rest[...joint]
                }
                lines.append(String(piece))
                rest = rest.dropFirst(piece.count)
            } while !rest.isEmpty
        }
        return lines
    }

    /// The lines behind a mark, the second and later ones under the first, or behind an indent of their own.
    package static func hanging(_ text: String, after mark: String, width: Int, indent: String? = nil) -> [String] {
        let indent = indent ?? String(repeating: " ", count: mark.count)
        return lines(text, width: width - indent.count, first: width - mark.count).enumerated().map {
            ($0 == 0 ? mark : indent) + $1
        }
    }

    /// One line that cannot steer the terminal: what a scenario's author broke into lines is one again.
    static func plain(_ text: String) -> String {
        ForeignText.escaped(text.split { $0.isNewline || $0 == "\t" }.joined(separator: " "))
    }
}
