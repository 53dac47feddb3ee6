/// Guesses which of a few known words a person meant.
package enum NearestWord {
    /// The known word with the fewest edits to `word`, or nil when none is close; the first of equals.
    ///
    /// Close is a third of the longer word's letters, and at least one; blanks, `-` and `_` are the same letter.
    package static func to(_ word: String, among known: [String]) -> String? {
        let given = letters(word)
        var best: (word: String, distance: Int)?
        for candidate in known {
            let wanted = letters(candidate)
            let distance = distance(given, wanted)
            guard distance <= max(1, max(given.count, wanted.count) / 3) else { continue }
            if best.map({ distance < $0.distance }) ?? true { best = (candidate, distance) }
        }
        return best?.word
    }

    private static func letters(_ word: String) -> [Character] {
        word.lowercased().prefix(80).map { $0 == "-" || $0 == " " ? "_" : $0 }
    }

    /// Edits (insert, delete, replace, swap neighbours) that turn one word into the other: optimal string alignment.
    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in 1...a.count {
            var row = [i]
            for j in 1...b.count {
                var edits = min(row[j - 1] + 1, last[j] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    edits = min(edits, beforeLast[j - 2] + 1)
                }
                row.append(edits)
            }
            (beforeLast, last) = (last, row)
        }
        return last[b.count]
    }
}
