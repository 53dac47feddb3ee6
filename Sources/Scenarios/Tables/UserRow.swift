import Marketplace

/// A row of a users' file: what the market takes of it, and the cells that segments go by.
struct UserRow {
    var user: LoadedUser
    /// One a `SegmentColumn`.
    var cells: [Cell]

    /// As the column is asked for.
    enum Cell {
        case text(String)
        case number(Double)
    }
}

/// A column of the users' file that segments go by.
struct SegmentColumn: Hashable {
    let name: String
    /// Whether segments go by bounds of a number, or by each value.
    let isNumber: Bool
}
