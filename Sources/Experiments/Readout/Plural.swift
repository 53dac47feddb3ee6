/// Numbers of things in words: `1 world`, `24 worlds`.
package enum Plural {
    /// - Parameter many: the word for any number but one; nil adds an s.
    package static func text(_ count: Int, _ one: String, _ many: String? = nil) -> String {
        "\(count) \(word(count, one, many))"
    }

    /// `a`, `a and b`, `a, b and c`.
    package static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }

    /// The word alone, where the number is written in a way of its own.
    package static func word(_ count: Int, _ one: String, _ many: String? = nil) -> String {
        count == 1 ? one : many ?? one + "s"
    }
}
