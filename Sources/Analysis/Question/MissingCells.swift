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
