import Tables
import Testing

@Suite struct ForeignTextTests {
    /// A text, and how it is shown in a line of its own.
    static let shown: [(text: String, quoted: String)] = [
        ("plain, ünïcode, 日本, 👩‍👩‍👧 ", "plain, ünïcode, 日本, 👩‍👩‍👧 "),
        ("k\u{1B}[2J", "k\\u001B[2J"), ("a\u{202E}b", "a\\u202Eb"), ("a\u{2066}b\u{2069}", "a\\u2066b\\u2069"),
        ("\u{7F}\u{85}\u{9B}", "\\u007F\\u0085\\u009B"), ("a\nb\tc\r", "a\\nb\\tc\\u000D"),
        ("\u{2028}\u{FEFF}\u{200B}", "\\u2028\\uFEFF\\u200B"), ("\u{E0041}", "\\uDB40\\uDC41"), ("", ""),
    ]

    @Test(arguments: shown)
    func whatIsNotSeenIsEscaped(text: String, quoted: String) {
        #expect(ForeignText.quoted(text) == quoted)
        #expect(ForeignText.escaped(text).contains("\n") == text.contains("\n"))
    }

    @Test func whatIsLongEndsInAnEllipsisByScalars() {
        #expect(ForeignText.quoted(String(repeating: "x", count: 61)) == String(repeating: "x", count: 60) + "…")
        // One character of a hundred thousand marks is long, too.
        let marked = "e" + String(repeating: "\u{301}", count: 100_000)
        #expect(ForeignText.quoted(marked).unicodeScalars.count == 61)
    }
}
