/// How a table was read: how it is written, and what of it was left out.
public struct TableCounts: Sendable, Hashable, Encodable {
    /// Rows below the header.
    public var rows = 0
    /// Rows that are left out because a cell has no value.
    public var rowsLeftOut = 0
    /// The same by variant, as it is read out; without those of which even the variant is missing.
    public var rowsLeftOutByVariant: [String: Int] = [:]
    /// The same by the column of the row's first cell without a value.
    public var rowsLeftOutByColumn: [String: Int] = [:]
    /// Cells without a value that count as 0, by column.
    public var cellsAsZero: [String: Int] = [:]
    /// The same by variant, as it is read out.
    public var cellsAsZeroByVariant: [String: Int] = [:]
    /// Rows from the starts of a switchback's blocks, which are left out.
    public var rowsWashedOut = 0
    /// Blocks of a switchback that have rows.
    public var blocks: Int?
    /// Units that had rows in two variants, which are left out.
    public var unitsInTwoVariants = 0
    /// Units that are left out because they were not triggered.
    public var unitsNotTriggered = 0
}
