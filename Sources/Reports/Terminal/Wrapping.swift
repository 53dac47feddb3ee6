import Tables

/// Breaks text into lines of a terminal.
package enum Wrapping {
    /// Words in lines of at most `width` characters; a word that is longer is broken.
    static func lines(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        for word in plain(text).split(separator: " ").flatMap({ pieces($0, width: max(1, width)) }) {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }

    private static func pieces(_ word: Substring, width: Int) -> [Substring] {
        var (pieces, rest) = ([word.prefix(width)], word.dropFirst(width))
        while !rest.isEmpty {
            pieces.append(rest.prefix(width))
            rest = rest.dropFirst(width)
        }
        return pieces
    }

    /// The lines behind a mark, the second and later ones under the first, or behind an indent of their own.
    package static func hanging(_ text: String, after mark: String, width: Int, indent: String? = nil) -> [String] {
        let indent = indent ?? String(repeating: " ", count: mark.count)
        return lines(text, width: width - max(mark.count, indent.count)).enumerated().map {
            ($0 == 0 ? mark : indent) + $1
        }
    }

    /// One line that cannot steer the terminal: what a scenario's author broke into lines is one again.
    static func plain(_ text: String) -> String {
        ForeignText.escaped(text.split { $0.isNewline || $0 == "\t" }.joined(separator: " "))
    }
}
