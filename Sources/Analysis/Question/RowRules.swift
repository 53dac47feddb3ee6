import Tables

/// Units whose total of a column is above a threshold, which are left out: `gmv=10000`.
public struct DropRule: Sendable, Hashable, Encodable {
    /// The column whose total counts.
    public let column: String
    /// In the column's unit.
    public let threshold: Double

    /// - Throws: a sentence about what is not understood.
    public init(parsing text: String) throws(AnalysisProblem) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, let threshold = Double(parts[1]), threshold.isFinite else {
            throw AnalysisProblem("--drop-above \(text): expected COLUMN=NUMBER, as gmv=10000")
        }
        (column, self.threshold) = (parts[0], threshold)
    }
}

/// What becomes of rows in which a cell that the question reads has no value: is blank, or one of the words for that.
public enum MissingCells: String, Sendable, CaseIterable, Codable {
    /// The first one is refused with its line.
    case error
    /// The row is left out, and counted.
    case drop
    /// A number counts as 0, and is counted; a row without a name (variant, stratum, unit, time) is left out.
    case zero

    /// What stands for no value, in capitals.
    static let words = ["NA", "N/A", "#N/A", "<NA>", "NAN", "NULL"]

    /// Whether a cell has no value. - Parameter cell: without blanks around it.
    @inline(__always) static func has(_ cell: Span<UInt8>) -> Bool {
        cell.count <= 4 && (cell.isEmpty || isWord(cell))
    }

    @inline(never) private static func isWord(_ cell: Span<UInt8>) -> Bool {
        words.contains { word in
            word.utf8.count == cell.count
                && word.utf8.enumerated().allSatisfy { place, byte in
                    let isSmall = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(cell[place])
                    return (isSmall ? cell[place] - 32 : cell[place]) == byte
                }
        }
    }
}

/// Variants that count as one: `b+c`.
public struct VariantPool: Sendable, Hashable, Encodable {
    /// As written; the name of what they become.
    public let name: String
    /// At least two.
    public let variants: [String]

    /// - Throws: a sentence about what is not understood.
    public init(parsing text: String) throws(AnalysisProblem) {
        name = text
        variants = text.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
        guard variants.count > 1, variants.allSatisfy({ !$0.isEmpty }), Set(variants).count == variants.count else {
            throw AnalysisProblem("--pool \(text): expected two variants or more that become one, as b+c")
        }
    }
}

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
