import Marketplace
import PolicyKit
import Tables

/// The listings that other files may speak of, by the names that a person's file of listings gives them.
enum ListingNames {
    /// The scenario has no file of listings.
    case none
    /// It has one that cannot be read, so that nobody can say what is in it.
    case unreadable
    /// Their numbers, from 0 in the order of the file.
    case read([String: Int], path: String)

    /// Among more names the nearest one is not looked for: that compares a word with each.
    private static let fewNames = 10_000

    /// The numbers of listings whose names are separated by spaces; none when the file cannot be read.
    func numbers(in text: String) throws(CellFault) -> [Int] {
        var numbers: [Int] = []
        var found: Set<Int> = []
        for word in text.split(separator: " ") {
            guard let number = try number(of: String(word)) else { continue }
            guard found.insert(number).inserted else { throw CellFault("names \"\(ForeignText.quoted(word))\" twice") }
            numbers.append(number)
        }
        return numbers
    }

    private func number(of name: String) throws(CellFault) -> Int? {
        switch self {
        case .none:
            throw CellFault("names listings, but the scenario has no market.listings.file that they could stand in")
        case .unreadable: return nil
        case .read(let numbers, let path):
            if let number = numbers[name] { return number }
            let nearest =
                numbers.count <= ListingNames.fewNames ? NearestWord.to(name, among: numbers.keys.sorted()) : nil
            throw CellFault("there is no listing \"\(ForeignText.quoted(name))\" in \(path)", suggestion: nearest)
        }
    }
}

/// The columns of a CSV file of listings.
enum ListingFile {
    /// - Parameters:
    ///   - categories: of the market: a listing's category is one of them.
    ///   - expiry: of the market, in milliseconds: a listing of that age is in no market any more.
    ///   - currency: that prices are in.
    static func table(categories: Int, expiry: Int64, currency: Currency) -> Table<LoadedListing> {
        let columns: [TableColumn<LoadedListing>] = [
            TableColumn(
                Parameter(
                    "category", "Category, counted from 0.", unit: .count, default: 0, range: 0...Double(categories - 1)
                ),
                isRequired: true
            ) { $0.category = Int($1) },
            TableColumn(
                Parameter(
                    "price", "Price in currency units; 0 for a gift.", unit: .money, default: 25_00, range: price),
                currency: currency, isRequired: true
            ) { $0.price = Int64($1) },
            TableColumn(Parameter("units", "Units for sale.", unit: .count, default: 1, range: 1...1_000_000)) {
                $0.units = Int($1)
            },
            TableColumn(
                Parameter("condition", "Condition from 1 (new) to 5 (worn).", unit: .count, default: 1, range: 1...5)
            ) { $0.condition = Int($1) },
            TableColumn(
                Parameter(
                    "quality", "Quality in standard deviations around the mean listing.", unit: .number, default: 0,
                    range: -10...10)
            ) { $0.quality = $1 },
            TableColumn(
                Parameter(
                    "age_days",
                    "Days before the start of the run at which the listing was created; less than `expiry`.",
                    unit: .number,
                    default: 0, range: 0...36_525)
            ) { $0.age = $1 },
        ]
        let names = (["listing_id"] + columns.map(\.name)).joined(separator: ", ")
        return Table(
            name: "listing_id", nameSummary: "The listing's name in your own data; unique.", columns: columns,
            known: "Columns: \(names), and those that policies read",
            make: { LoadedListing(name: $0, category: 0, price: 0) },
            fault: { listing in
                guard let age = listing.age, age * 86_400_000 >= Double(expiry) else { return nil }
                return "has age_days \(Unit.number.text(age)), but listings expire at the age of "
                    + "\(Unit.duration.text(Double(expiry))): leave it out or raise market.listings.expiry"
            })
    }

    /// From nothing to the highest that the market's own prices have.
    private static let price =
        0...(ListingSettings.fields.first { $0.parameter.name == "price_maximum" }?.parameter.range?.upperBound ?? 1e11)
}
