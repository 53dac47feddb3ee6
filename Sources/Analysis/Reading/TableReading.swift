import Tables

/// What was read of a table.
struct TableReading {
    let whole: Evidence
    /// Of each column of segments, in the order of the question's: the segments in the order of their names.
    let segments: [(column: String, name: String, evidence: Evidence)]
    let counts: TableCounts
    let dialect: CSVDialect
}
