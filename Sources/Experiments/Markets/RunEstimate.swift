import Foundation

/// What a run of a plan will need, as far as can be told before it: its market's own estimate.
public struct RunEstimate: Sendable {
    /// What the program takes with the pages that it writes, and without a world.
    static let bytesOfProgram = 40e6

    /// Bytes of all worlds that run at once, and of the program.
    public let bytes: Double
    /// The keys that a person can lower for less of them.
    public let remedy: String
    /// A sentence for each key that makes the run take long.
    public let warnings: [String]

    init(bytes: Double, remedy: String, warnings: [String] = []) {
        self.bytes = bytes + RunEstimate.bytesOfProgram
        self.remedy = remedy
        self.warnings = warnings
    }

    /// - Parameter key: the keys that would make them fewer.
    static func warning(_ events: Double, _ words: String, _ key: String) -> String {
        let count = events < 1e9 ? "\(Int((events / 1e6).rounded())) million" : "\(billions(events)) billion"
        return "\(key): about \(count) \(words) in all worlds; the run will take long"
    }

    /// Three digits.
    private static func billions(_ events: Double) -> String { String(format: "%.3g", events / 1e9) }
}
