import Marketplace
import PolicyKit

/// The columns of a CSV file of users.
enum UserFile {
    /// - Parameter categories: of the market: there is one interest a category.
    static func table(categories: Int) -> Table<LoadedUser> {
        let interests = (0..<categories).map { category in
            TableColumn<LoadedUser>(
                Parameter(
                    "interest_\(category)",
                    "Weight of category \(category) in the user's interests, and so on: all categories or none.",
                    unit: .number, default: 0, range: 0...1e9), isFurther: category > 0
            ) { user, weight in
                user.interests = user.interests ?? [Double](repeating: .nan, count: categories)
                user.interests?[category] = weight
            }
        }
        let columns = [
            TableColumn<LoadedUser>(parameter("sessions_per_week", "Sessions a week.")) { $0.sessionsPerWeek = $1 },
            TableColumn<LoadedUser>(
                parameter(
                    "price_sensitivity", "Loss of purchase log-odds for each unit of ln(price / category median).")
            ) { $0.priceSensitivity = $1 },
        ]
        let names = (["user_id"] + columns.map(\.name)).joined(separator: ", ")
        return Table(
            name: "user_id", nameSummary: "The user's name in your own data; unique.", columns: columns + interests,
            known: "Columns: \(names), interest_0 to interest_\(categories - 1), "
                + "those that experiment.segments goes by, and those that policies read",
            make: { LoadedUser(name: $0) },
            fault: { user in
                guard let weights = user.interests else { return nil }
                if weights.contains(where: \.isNaN) { return "has some interests and not others: give all or none" }
                return weights.allSatisfy { $0 == 0 }
                    ? "has interests that are all 0: give none to have them drawn" : nil
            })
    }

    /// A column with the range that the market's own parameter has.
    private static func parameter(_ name: String, _ summary: String) -> Parameter {
        let field = UserSettings.fields.first { $0.parameter.name == name }?.parameter
        return Parameter(name, summary, unit: field?.unit ?? .number, default: 0, range: field?.range)
    }
}
