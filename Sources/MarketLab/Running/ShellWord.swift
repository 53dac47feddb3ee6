import Foundation

/// A word of a command line.
enum ShellWord {
    /// The word as a shell takes it for one, in quotes where it needs them.
    static func quoted(_ word: String) -> String {
        let plain = word.allSatisfy { $0.isLetter || $0.isNumber || "/._-=".contains($0) }
        return plain && !word.isEmpty ? word : "'\(word.replacingOccurrences(of: "'", with: "'\\''"))'"
    }
}
