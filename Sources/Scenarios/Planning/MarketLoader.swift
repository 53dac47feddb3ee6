import Experiments
import Marketplace
import PolicyKit

/// Loads the tables that a scenario names.
struct MarketLoader {
    let file: String
    let findings: Findings
    private(set) var problems: [ScenarioProblem] = []

    init(file: String, findings: Findings) {
        self.file = file
        self.findings = findings
    }

    /// The users, listings and campaigns of the scenario's own files; the market's counts follow from them.
    /// - Parameters:
    ///   - userColumns: of the users' file that are read elsewhere.
    ///   - signals: those of the files of users and listings that policies read.
    mutating func load(
        _ market: inout Market, userColumns: Set<String>, signals: inout SignalLoader
    ) -> LoadedMarket {
        var loaded = LoadedMarket()
        // With another number of categories than the person meant, every row would be wrong.
        guard !findings.broken.contains("market.listings.categories") else { return loaded }
        let categories = Int(market.listings.categories)
        var users = UserFile.table(categories: categories)
        users.others = userColumns.union(signals.names)
        loaded.users = rows("users", users, "count", &market)
        // Nor is an age held against an expiry that is not the person's.
        let expiry = findings.broken.contains("market.listings.expiry") ? Int64.max : market.listings.expiry
        var listings = ListingFile.table(categories: categories, expiry: expiry, currency: market.currency)
        listings.others = signals.names
        let problemsBefore = problems.count
        loaded.listings = rows("listings", listings, "initial", &market)
        let names = names(of: loaded.listings, areSound: problems.count == problemsBefore)
        loaded.campaigns = rows(
            "ads", FeedCampaignFile.table(categories: categories, listings: names), "campaigns", &market)
        signals.load(
            &loaded,
            known: (
                [users.name] + users.columns.map(\.name), [listings.name] + listings.columns.map(\.name)
            ))
        return loaded
    }

    private func names(of listings: [LoadedListing]?, areSound: Bool) -> ListingNames {
        let key = "market.listings.file"
        guard !findings.broken.contains(key), areSound else { return .unreadable }
        guard let listings, let name = findings.text(key) else { return .none }
        let numbers = listings.enumerated().map { ($0.element.name, $0.offset) }
        return .read(Dictionary(numbers) { first, _ in first }, path: TableLoader.path(name, besides: file))
    }

    private mutating func rows<Row>(
        _ group: String, _ table: Table<Row>, _ countKey: String, _ market: inout Market
    ) -> [Row]? {
        let key = "market.\(group).file"
        var loader = TableLoader(file: file, findings: findings)
        let loaded = loader.rows(key, table)
        problems += loader.problems
        guard let loaded else { return nil }
        if loader.problems.isEmpty { setCount("\(group).\(countKey)", loaded.rows.count, loaded.path, &market) }
        return loaded.rows
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
