import Statistics

/// How a table was read: how it is written, and what of it was left out.
public struct TableCounts: Sendable, Hashable, Encodable {
    /// Rows below the header.
    public var rows = 0
    /// Rows that are left out because a cell has no value.
    public var rowsLeftOut = 0
    /// Rows left out by variant, as it is read out; without those of which even the variant is missing.
    public var rowsLeftOutByVariant: [String: Int] = [:]
    /// Rows left out by the column of the row's first cell without a value.
    public var rowsLeftOutByColumn: [String: Int] = [:]
    /// Cells without a value that count as 0, by column.
    public var cellsAsZero: [String: Int] = [:]
    /// Cells taken as 0 by variant, as it is read out.
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

/// What one block of rows says, apart from all others: moments where rows are units, else the rows themselves.
struct Block: Sendable {
    /// Rows read, and lines that the block has.
    var rows = 0
    var lines = 0
    /// The first thing that is wrong.
    var fault: Fault?
    /// The cells by variant, stratum and segments, in the order in which they were met.
    var cells: [Cell] = []
    var kept: KeptRows?
    /// Rows that are left out for a cell without a value, by the column of the first.
    var missing: [String: Int] = [:]
    /// How many cells without a value count as 0, by column.
    var cellsAsZero: [String: Int] = [:]
    /// Rows that are left out because they are from the start of a block of time.
    var washedOut = 0
    /// Blocks of time, in the order in which they were met.
    var periods: [Period] = []

    /// A row that cannot be read.
    struct Fault: Error, Sendable {
        /// Counted from the block's first line, from 1.
        let line: Int
        let column: String?
        let message: String
    }

    /// The units of a variant in a stratum and in segments.
    struct Cell: Sendable {
        let name: CellIndex.Name
        /// How many units.
        let count: Int
        /// How many more that were not triggered, and left out.
        let untriggered: Int
        /// Rows that are left out for a cell without a value.
        let leftOut: Int
        /// Cells without a value that count as 0.
        let asZero: Int
        /// One a group.
        let moments: [CovarianceMoments]
    }

    /// A block of time that has a row which counts.
    struct Period: Sendable {
        let number: Int64
        /// As it is read out.
        let variant: String
        /// The line of its first row that counts, from the block's first line, from 1.
        let line: Int
    }

    /// Rows of which several may belong to one unit.
    struct KeptRows: Sendable {
        /// Which cell each row belongs to, and hashes of its unit and cluster.
        var cells: [UInt32] = []
        var units: [UInt64] = []
        var clusters: [UInt64] = []
        /// The line of each row, where covariates must agree between a unit's rows; from the block's first, from 1.
        var lines: [Int] = []
        /// Whether each row is triggered; true where triggers are not asked for.
        var isTriggered: [Bool] = []
        /// Row behind row, a number a column.
        var values: [Double] = []
    }
}
