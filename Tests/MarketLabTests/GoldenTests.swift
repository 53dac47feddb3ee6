import Foundation
import MarketLabTesting
import Testing

/// Every bundled scenario, made small, says to the byte what it said when `Tests/Golden/bundled-scenarios.json` was written.
///
/// A change of the house that moves none of these has moved nothing. One that means to move some is followed by
/// `MARKETLAB_GOLDEN=write swift test -c release --filter GoldenTests`, and `git diff` shows which parts of which
/// scenarios moved: what the CHANGELOG then gives the reasons for.
@Suite(.tags(.program, .long), .hangLimit) struct GoldenTests {
    /// Of each scenario, the journal's digest and a digest of each part of its `readout.json`.
    typealias Figures = [String: [String: String]]

    static let file = Checkout.file("Tests/Golden/bundled-scenarios.json")
    static let scenarios = Checkout.file("scenarios")

    static func bundled() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: scenarios.path)
            .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }

    /// Every fifth, where the suite does not take its long form.
    static func some(_ scenarios: [String]) -> [String] {
        TestOptions.isLong ? scenarios : scenarios.indices.filter { $0 % 5 == 0 }.map { scenarios[$0] }
    }

    static func known() throws -> Figures {
        try JSONDecoder().decode(Figures.self, from: Data(contentsOf: file))
    }

    /// What makes a scenario small: two replications of few users, or of few opportunities.
    static func smallForm(of scenario: String) throws -> [String] {
        let text = try String(contentsOf: scenarios.appending(path: scenario + ".yaml"), encoding: .utf8)
        let has = { (group: String) in text.split(separator: "\n").contains { $0.hasPrefix(group + ":") } }
        var settings: [String] = []
        if has("auctions") {
            settings = ["auctions.opportunities_per_day=4000", "auctions.users=1000", "experiment.length=2d"]
        } else if has("market"), !text.contains("users: {file:") {
            settings = ["market.users.count=150", "market.listings.initial=1500"]
            // In so small a market nearly all listings are seldom seen, and none but their AUC can be had.
            if text.contains("cold_auc") {
                settings += ["market", "experiment.arms.treatment.market"].map { "\($0).models.click.cold_auc=0" }
            }
        }
        return ["--replications", "2"] + settings.flatMap { ["--set", $0] }
    }

    static func figures(of scenario: String) throws -> [String: String] {
        let workshop = try Workshop()
        let source = scenarios.appending(path: scenario + ".yaml").path
        let ran = try Program.run(
            ["run", source, "--out", "out", "--quiet"] + smallForm(of: scenario), in: workshop.path)
        try #require(ran.status == 0, "\(scenario): \(ran.errors)")
        let data = try Data(contentsOf: URL(filePath: "\(workshop.path)/out/readout.json"))
        guard let readout = try apartFromWhereItWasRun(JSONSerialization.jsonObject(with: data)) as? [String: Any]
        else {
            return [:]
        }
        var figures: [String: String] = [:]
        for (part, value) in readout {
            let bytes = try JSONSerialization.data(
                withJSONObject: value, options: [.sortedKeys, .fragmentsAllowed, .withoutEscapingSlashes])
            figures[part] = (value as? String).flatMap { $0.count <= 16 ? $0 : nil } ?? digest(bytes)
        }
        return figures
    }

    /// Without the command that made it and the release, at any depth.
    static func apartFromWhereItWasRun(_ value: Any) -> Any {
        switch value {
        case let object as [String: Any]:
            object.filter { $0.key != "command" && $0.key != "version" }.mapValues(apartFromWhereItWasRun)
        case let list as [Any]: list.map(apartFromWhereItWasRun)
        default: value
        }
    }

    /// FNV-1a of 64 bits (Fowler, Noll and Vo).
    static func digest(_ bytes: Data) -> String {
        let hash = bytes.reduce(into: UInt64(0xcbf2_9ce4_8422_2325)) { $0 = ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }

    @Test(.enabled(if: !TestOptions.writesGolden), arguments: try some(bundled()))
    func aBundledScenarioSaysWhatItSaid(scenario: String) throws {
        let known = try #require(try Self.known()[scenario], "no figures are known of \(scenario): see GoldenTests")
        let found = try Self.figures(of: scenario)
        let moved = Set(known.keys).union(found.keys).filter { known[$0] != found[$0] }.sorted()
        #expect(moved.isEmpty, "\(scenario) moved in \(moved.joined(separator: ", "))")
    }

    @Test(.enabled(if: !TestOptions.writesGolden)) func figuresAreKnownOfBundledScenariosOnly() throws {
        #expect(try Set(Self.known().keys).isSubset(of: Self.bundled()))
    }

    @Test(.enabled(if: TestOptions.writesGolden)) func theFiguresAreWrittenAnew() throws {
        let found = try Figures(uniqueKeysWithValues: Self.bundled().map { ($0, try Self.figures(of: $0)) })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try FileManager.default.createDirectory(
            at: Self.file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try (encoder.encode(found) + Data("\n".utf8)).write(to: Self.file)
    }
}
