/// The cells of some columns of a CSV file of users, as text: those that segments go by.
enum UserColumns {
    /// The longest text of a cell.
    static let longest = 60

    /// A row is a cell a column. - Parameter columns: all of them are in the file.
    static func table(_ columns: [String], others: [String]) -> Table<[String]> {
        let none = columns.map { _ in "" }
        return Table(
            name: "user_id", nameSummary: "",
            columns: columns.enumerated().map { place, name in
                TableColumn<[String]>(name, "", expected: "a text", isRequired: true) { row, text throws(CellFault) in
                    guard text.count <= longest else {
                        throw CellFault("expected at most \(longest) characters, found \(text.count)")
                    }
                    row[place] = text
                }
            }, known: "", make: { _ in none }, others: Set(others))
    }
}
