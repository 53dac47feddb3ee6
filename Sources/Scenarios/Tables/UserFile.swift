import Marketplace
import PolicyKit

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

/// The columns of a CSV file of users.
enum UserFile {
    /// The column of the users' names.
    static let name = "user_id"
    /// The longest text that a segment goes by.
    private static let longest = 60

    /// - Parameters:
    ///   - categories: of the market: there is one interest a category.
    ///   - segmentColumns: that are read, too; all of them are in the file.
    static func table(categories: Int, segmentColumns: [SegmentColumn] = []) -> Table<UserRow> {
        let interests = (0..<categories).map { category in
            TableColumn<UserRow>(
                Parameter(
                    "interest_\(category)",
                    "Weight of category \(category) in the user's interests, and so on: all categories or none.",
                    unit: .number, default: 0, range: 0...1e9), isFurther: category > 0
            ) { row, weight in
                row.user.interests = row.user.interests ?? [Double](repeating: .nan, count: categories)
                row.user.interests?[category] = weight
            }
        }
        let columns = [
            TableColumn<UserRow>(parameter("sessions_per_week", "Sessions per week.")) { $0.user.sessionsPerWeek = $1 },
            TableColumn<UserRow>(
                parameter(
                    "price_sensitivity", "Loss of purchase log-odds for each unit of ln(price / category median).")
            ) { $0.user.priceSensitivity = $1 },
        ]
        let names = ([name] + columns.map(\.name)).joined(separator: ", ")
        let none = segmentColumns.map { _ in UserRow.Cell.text("") }
        return Table(
            name: name, nameSummary: "The user's name in your own data; unique.",
            columns: columns + interests + segmentColumns.enumerated().map { cell(at: $0, of: $1) },
            known: "Columns: \(names), interest_0 to interest_\(categories - 1), "
                + "those that experiment.segments goes by, and those that policies read",
            make: { UserRow(user: LoadedUser(name: $0), cells: none) },
            fault: { row in
                guard let weights = row.user.interests else { return nil }
                if weights.contains(where: \.isNaN) { return "has some interests and not others: give all or none" }
                return weights.allSatisfy { $0 == 0 }
                    ? "has interests that are all 0: give none to have them drawn" : nil
            })
    }

    private static func cell(at place: Int, of column: SegmentColumn) -> TableColumn<UserRow> {
        if column.isNumber {
            return TableColumn(Parameter(column.name, "", unit: .number, default: 0), isRequired: true) {
                $0.cells[place] = .number($1)
            }
        }
        return TableColumn(column.name, "", expected: "a text", isRequired: true) { row, text throws(CellFault) in
            guard text.count <= longest else {
                throw CellFault("expected at most \(longest) characters, found \(text.count)")
            }
            row.cells[place] = .text(text)
        }
    }

    /// A column with the range that the market's own parameter has.
    private static func parameter(_ name: String, _ summary: String) -> Parameter {
        let field = UserSettings.fields.first { $0.parameter.name == name }?.parameter
        return Parameter(name, summary, unit: field?.unit ?? .number, default: 0, range: field?.range)
    }
}
