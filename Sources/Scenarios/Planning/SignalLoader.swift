import Experiments
import Marketplace
import PolicyKit
import Tables

/// Loads the columns of people's own files of users and listings that ranking policies read by their names.
struct SignalLoader {
    let file: String
    let findings: Findings
    private(set) var problems: [ScenarioProblem] = []
    /// The names, each with the key of a policy that reads it.
    private let wanted: [String: String]

    /// What policies, which reckon in single precision, can add and multiply.
    private static let range = -1e15...1e15
    private static let usersFile = "market.users.file"
    private static let listingsFile = "market.listings.file"

    init(file: String, findings: Findings, policies: PolicyRegistry) {
        self.file = file
        self.findings = findings
        var wanted: [String: String] = [:]
        for (key, choice) in findings.policies(of: .ranking) {
            for name in policies.make(.ranking, choice, seed: 0).ownSignals { wanted[name] = wanted[name] ?? key }
        }
        self.wanted = wanted
    }

    var names: Set<String> { Set(wanted.keys) }

    /// Fills in the columns, once users and listings are loaded.
    /// - Parameter known: the columns of each file that the market itself reads: they hold what no policy may know.
    mutating func load(_ loaded: inout LoadedMarket, known: (users: [String], listings: [String])) {
        guard !wanted.isEmpty else { return }
        let (users, listings) = (header(Self.usersFile), header(Self.listingsFile))
        var named: (users: [String], listings: [String]) = ([], [])
        for (name, key) in wanted.sorted(by: { ($0.value, $0.key) < ($1.value, $1.key) }) {
            if known.users.contains(name) || known.listings.contains(name) {
                report(key, "its policy reads the column \(name), which is the market's own and no policy's to see")
                continue
            }
            switch (users.contains(name), listings.contains(name)) {
            case (true, false): named.users.append(name)
            case (false, true): named.listings.append(name)
            case (true, true):
                report(key, "its policy reads the column \(name), which both users and listings have")
            case (false, false):
                report(
                    key,
                    "its policy reads the column \(name), which neither \(Self.usersFile) nor "
                        + "\(Self.listingsFile) has",
                    suggestion: NearestWord.to(
                        name, among: (users + listings).filter { !(known.users + known.listings).contains($0) }))
            }
        }
        loaded.userSignals = columns(named.users, of: Self.usersFile, idColumn: "user_id", header: users)
        loaded.listingSignals = columns(named.listings, of: Self.listingsFile, idColumn: "listing_id", header: listings)
    }

    /// What is wrong with a file as such is said where its users or listings are read.
    private func header(_ key: String) -> [String] {
        guard let name = findings.text(key), BinaryFile.sentence(TableLoader.path(name, besides: file)) == nil,
            var reader = try? CSVReader(path: TableLoader.path(name, besides: file)), (try? reader.next()) == true
        else { return [] }
        var header: [String] = []
        for cell in 0..<reader.count { header.append((reader.text(cell) ?? "").trimmed) }
        return header
    }

    private mutating func columns(
        _ names: [String], of key: String, idColumn: String, header: [String]
    ) -> [LoadedSignal] {
        guard !names.isEmpty else { return [] }
        let empty = [Double?](repeating: nil, count: names.count)
        let table = Table<[Double?]>(
            name: idColumn, nameSummary: "",
            columns: names.enumerated().map { index, name in
                TableColumn(Parameter(name, "", unit: .number, default: 0, range: Self.range)) { $0[index] = $1 }
            }, known: "", make: { _ in empty }, others: Set(header.filter { !names.contains($0) }))
        var loader = TableLoader(file: file, findings: findings)
        let rows = loader.rows(key, table)?.rows ?? []
        problems += loader.problems
        return names.enumerated().map { index, name in LoadedSignal(name: name, values: rows.map { $0[index] }) }
    }

    private mutating func report(_ key: String, _ message: String, suggestion: String? = nil) {
        let place = findings[key]?.place ?? Place()
        problems.append(ScenarioProblem(file: file, at: place, keyPath: key, message, suggestion: suggestion))
    }
}
