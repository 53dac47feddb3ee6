import Experiments
import Marketplace
import PolicyKit

/// Loads the tables that a scenario names.
struct MarketLoader {
    let file: String
    let findings: Findings
    private(set) var problems: [ScenarioProblem] = []

    /// The users, listings and campaigns of the scenario's own files; the market's counts follow from them.
    /// - Parameters:
    ///   - segmentColumns: of the users' file, which has all of them.
    ///   - signals: columns of the files of users and listings that policies read.
    /// - Returns: also the cells of the segments' columns, column by column; nil where the users cannot be read.
    mutating func load(
        _ market: inout Market, segmentColumns: [SegmentColumn], signals: inout SignalLoader
    ) -> (market: LoadedMarket, cells: [SegmentColumn: [UserRow.Cell]]?) {
        var loaded = LoadedMarket()
        // With another number of categories than the person meant, every row would be wrong.
        guard !findings.broken.contains("market.listings.categories") else { return (loaded, nil) }
        let categories = Int(market.listings.categories)
        var userTable = UserFile.table(categories: categories, segmentColumns: segmentColumns)
        userTable.others = signals.names
        let users = rows("users", userTable, "count", &market)
        let cells = users.flatMap { $0.areSound ? MarketLoader.columns(of: $0.rows, segmentColumns) : nil }
        loaded.users = users?.rows.map(\.user)
        // Nor is an age held against an expiry that is not the person's.
        let expiry = findings.broken.contains("market.listings.expiry") ? Int64.max : market.listings.expiry
        var listings = ListingFile.table(categories: categories, expiry: expiry, currency: market.currency)
        listings.others = signals.names
        let found = rows("listings", listings, "initial", &market)
        loaded.listings = found?.rows
        let names = names(of: found)
        loaded.campaigns =
            rows(
                "ads", FeedCampaignFile.table(categories: categories, listings: names), "campaigns", &market)?.rows
        signals.load(
            &loaded,
            known: (
                [userTable.name] + userTable.columns.map(\.name), [listings.name] + listings.columns.map(\.name)
            ))
        return (loaded, cells)
    }

    private static func columns(
        of rows: [UserRow], _ columns: [SegmentColumn]
    ) -> [SegmentColumn: [UserRow.Cell]] {
        Dictionary(
            uniqueKeysWithValues: columns.enumerated().map { place, column in (column, rows.map { $0.cells[place] }) })
    }

    private func names(of listings: (rows: [LoadedListing], areSound: Bool)?) -> ListingNames {
        let key = "market.listings.file"
        guard !findings.broken.contains(key) else { return .unreadable }
        guard let name = findings.text(key) else { return .none }
        guard let listings, listings.areSound else { return .unreadable }
        let numbers = listings.rows.enumerated().map { ($0.element.name, $0.offset) }
        return .read(Dictionary(numbers) { first, _ in first }, path: TableLoader.path(name, besides: file))
    }

    /// The rows of a group's file, and whether nothing is wrong with any; nil where it names none or cannot be read.
    private mutating func rows<Row>(
        _ group: String, _ table: Table<Row>, _ countKey: String, _ market: inout Market
    ) -> (rows: [Row], areSound: Bool)? {
        let key = "market.\(group).file"
        var loader = TableLoader(file: file, findings: findings)
        let loaded = loader.rows(key, table)
        problems += loader.problems
        guard let loaded else { return nil }
        if loader.problems.isEmpty { setCount("\(group).\(countKey)", loaded.rows.count, loaded.path, &market) }
        return (loaded.rows, loader.problems.isEmpty)
    }

    private mutating func setCount(_ name: String, _ count: Int, _ path: String, _ market: inout Market) {
        guard let field = Market.fields.first(where: { $0.parameter.name == name }) else { return }
        let value = ParameterValue.number(Double(count))
        if let given = findings["market.\(name)"], findings.parameter("market.\(name)") != value {
            return report(
                "market.\(name)", given.place, "differs from the \(Plural.text(count, "row")) of \(path); leave it out")
        }
        if let expectation = field.parameter.expectation(violatedBy: value) {
            let place = findings["market.\(name.prefix { $0 != "." }).file"]?.place ?? Place()
            return report(
                "market.\(name)", place, "expected \(expectation), found \(Plural.text(count, "row")) in \(path)")
        }
        field.write(&market, value)
    }

    private mutating func report(_ key: String, _ place: Place, _ message: String) {
        problems.append(ScenarioProblem(file: file, at: place, keyPath: key, message))
    }
}
