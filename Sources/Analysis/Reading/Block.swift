import Statistics

/// What one block of rows says, apart from all others: moments where rows are units, else the rows themselves.
struct Block: Sendable {
    /// Rows read, and lines that the block has.
    var rows = 0
    var lines = 0
    /// The first thing that is wrong.
    var fault: Fault?
    /// By variant and stratum, in the order in which they were met.
    var cells: [Cell] = []
    var kept: KeptRows?

    /// A row that cannot be read.
    struct Fault: Sendable {
        /// Counted from the block's first line, from 1.
        let line: Int
        let column: String?
        let message: String
    }

    /// The units of a variant in a stratum.
    struct Cell: Sendable {
        let variant: String
        let stratum: String
        /// How many units.
        let count: Int
        /// How many more that were not triggered, and left out.
        let untriggered: Int
        /// One a group.
        let moments: [CovarianceMoments]
    }

    /// Rows of which several may belong to one unit.
    struct KeptRows: Sendable {
        /// By row: which cell of `cells` it belongs to, and hashes of unit and cluster.
        var cells: [UInt32] = []
        var units: [UInt64] = []
        var clusters: [UInt64] = []
        /// By row; true where triggers are not asked for.
        var isTriggered: [Bool] = []
        /// Row behind row, a number a column.
        var values: [Double] = []
    }
}
