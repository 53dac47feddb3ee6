import Marketplace
import PolicyKit

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
