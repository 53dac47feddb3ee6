/// Describes a CSV file whose rows are things of one kind: the column with their names, and the other columns.
struct Table<Row> {
    /// The column of the rows' own names, which are required and unique.
    let name: String
    let nameSummary: String
    /// Several of one name all read its cells.
    let columns: [TableColumn<Row>]
    /// The columns in words, for messages.
    let known: String
    /// A row of that name, before its cells are written.
    let make: (String) -> Row
    /// Columns that are read elsewhere.
    var others: Set<String> = []
    /// Says what is wrong with a row as a whole, when its cells are written; nil when nothing is.
    var fault: (Row) -> String? = { _ in nil }
}
