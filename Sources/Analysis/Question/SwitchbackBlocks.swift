import Tables

/// How a table's times make blocks of a switchback: in each block all rows are of one variant.
public struct SwitchbackBlocks: Sendable, Hashable, Encodable {
    /// The column that says when a row was.
    public var time: String
    /// What a time that is a number counts.
    public var unit = TimeUnit.seconds
    /// Milliseconds of a block, above 0.
    public var block: Int64
    /// Milliseconds at the start of each block whose rows are left out: what the block before did still acts. Less than a block.
    public var washout: Int64 = 0
    /// When some block begins, in milliseconds from 1970-01-01T00:00Z on, or from the 0 of the column's numbers.
    public var start: Int64 = 0

    public init(time: String, block: Int64) {
        self.time = time
        self.block = block
    }

    /// What a time that is a number counts.
    public enum TimeUnit: String, Sendable, CaseIterable, Codable {
        case seconds = "s"
        case milliseconds = "ms"

        var milliseconds: Double { self == .seconds ? 1_000 : 1 }
    }

    /// The moment that a text writes, as the column would; nil for what is none.
    public func milliseconds(_ text: String) -> Int64? {
        let number = Double(text).flatMap { $0.isFinite ? $0 : nil }
        return milliseconds(text.utf8.span, number: number)
    }

    /// - Throws: a sentence about lengths that do not fit.
    func check() throws(AnalysisProblem) {
        guard block > 0 else { throw AnalysisProblem("--block is \(block) ms; expected a duration above 0, as 1h") }
        guard (0..<block).contains(washout) else {
            throw AnalysisProblem("--washout is \(washout) ms; expected less than --block, which is \(block) ms")
        }
    }
}
