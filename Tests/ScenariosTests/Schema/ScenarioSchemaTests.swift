import Experiments
import Foundation
import MarketLabTesting
import Marketplace
import PolicyKit
import Scenarios
import Testing

/// JSON is YAML, so the schema and the reader can be asked about the same texts.
@Suite struct ScenarioSchemaTests {
    static let text = ScenarioSchema.json(policies: fakePolicies)
    private static let schema = Result { try JSON(text) }

    static let good = [
        "{}",
        #"{"scenario": "a-b", "title": "T", "summary": "S", "seed": 0, "replications": 24}"#,
        #"{"seed": 18446744073709551615}"#,
        #"{"seed": "1_000"}"#,
        #"{"market": null, "policies": {}, "experiment": {"metrics": ["orders", "gmv"]}}"#,
        #"{"market": {"users": {"count": 2000, "sessions_per_week": "3 / week"}, "listings": {"expiry": "2w"}}}"#,
        #"{"market": {"users": {"count": "2_000"}, "listings": {"price_median": "30.00 USD"}}}"#,
        #"{"market": {"choice": {"like_rate": 0.2, "cart_rate": "20 %"}, "feed": {"latency": 0}}}"#,
        #"{"policies": {"ranking": "popularity", "request": {"policy": "uniform", "every": 3}}}"#,
        #"{"policies": {"ranking": {"policy": "logistic", "window": "2h", "explores": true, "loss": "hinge"}}}"#,
        #"{"experiment": {"warmup": 0, "length": "1.5d", "salt": "x", "learners": "shared", "level": "90%"}}"#,
        #"{"experiment": {"arms": {"old": null, "new one": {"market": {"choice": {"utility_lift": "30 %"}}}}}}"#,
        #"{"experiment": {"arms": {"a": {}, "b": {"policies": {"ranking": "logistic"}}}}}"#,
        #"{"booking": {"size": 500, "designs": ["two_sided"], "listings": {"a": {"blocked_mean": "2d"}, "b": null}}}"#,
        #"{"booking": {"customers": {"g": {"outside_option": 2, "choices": {"listing": {"utility_lift": "25 %"}}}}}}"#,
    ]

    static let bad = [
        "[]", #""x""#,
        #"{"sed": 1}"#,
        #"{"seed": -1}"#, #"{"seed": 1.5}"#, #"{"seed": "x"}"#,
        #"{"scenario": "A B"}"#,
        #"{"title": {}}"#,
        #"{"replications": 0}"#, #"{"replications": 100001}"#,
        #"{"market": 3}"#,
        #"{"market": {"users": {"cuont": 3}}}"#,
        #"{"market": {"users": {"count": 2.5}}}"#,
        #"{"market": {"users": {"sessions_sigma": 9}}}"#,
        #"{"market": {"listings": {"expiry": 7}}}"#, #"{"market": {"listings": {"expiry": "7 USD"}}}"#,
        #"{"market": {"listings": {"expiry": 0}}}"#,
        #"{"market": {"listings": {"price_median": 25}}}"#,
        #"{"market": {"listings": {"arrivals_per_day": "3 / week"}}}"#,
        #"{"market": {"choice": {"like_rate": 1.5}}}"#,
        #"{"policies": {"ranking": "best"}}"#,
        #"{"policies": {"ranking": {"window": "2h"}}}"#,
        #"{"policies": {"ranking": {"policy": "popularity", "window": "2h"}}}"#,
        #"{"policies": {"ranking": {"policy": "logistic", "explores": "perhaps"}}}"#,
        #"{"policies": {"ranking": {"policy": "logistic", "loss": "square"}}}"#,
        #"{"experiment": {"metrics": []}}"#, #"{"experiment": {"metrics": ["gmv", "gmv"]}}"#,
        #"{"experiment": {"metrics": ["gvm"]}}"#,
        #"{"experiment": {"learners": "none"}}"#,
        #"{"experiment": {"treatment_share": 1}}"#,
        #"{"experiment": {"arms": {"a": {}}}}"#, #"{"experiment": {"arms": {"a": {}, "b.c": {}}}}"#,
        #"{"experiment": {"arms": {"a": {}, "b": {"market": {"users": {"count": 3}}}}}}"#,
        #"{"experiment": {"arms": {"a": {}, "b": {"seed": 3}}}}"#,
        #"{"booking": {"sise": 500}}"#, #"{"booking": {"listings": {}}}"#, #"{"booking": {"designs": ["cr"]}}"#,
        #"{"booking": {"after_booking": "stays"}}"#, #"{"booking": {"listings": {"a": {"share": -1}}}}"#,
        #"{"booking": {"customers": {"g": {"choices": {"listing": {"utility": "much"}}}}}}"#,
    ]

    @Test(arguments: good) func whatIsGoodPassesSchemaAndReader(text: String) throws {
        #expect(try SchemaChecker.accepts(JSON(text), Self.schema.get()))
        #expect(problems(text) == [])
    }

    @Test(arguments: bad) func whatIsBadPassesNeither(text: String) throws {
        #expect(try !SchemaChecker.accepts(JSON(text), Self.schema.get()))
        #expect(problems(text) != [])
    }

    @Test func everyParameterOfTheMarketIsInTheSchema() throws {
        let schema = try Self.schema.get()
        for parameter in Market.fields.map(\.parameter) {
            let path = parameter.name.split(separator: ".").map(String.init)
            let property = try #require(
                path.reduce(schema["properties", "market"]) { $0?["properties", $1] }, "\(parameter.name)")
            #expect(property["description"]?.string?.hasPrefix(parameter.summary) == true)
            let written = try #require(property["default"])
            let text = written.string ?? written.number.map { "\($0)" } ?? (written == .bool(true) ? "true" : "false")
            #expect(Quantity.value(text, as: parameter.unit) == parameter.defaultValue, "\(parameter.name)")
            #expect(try SchemaChecker.accepts(written, property), "\(parameter.name)")
        }
    }

    @Test func policiesAndMetricsAreOfferedByName() throws {
        let schema = try Self.schema.get()
        let ranking = try #require(schema["properties", "policies", "properties", "ranking", "anyOf"]?.list)
        #expect(
            ranking.compactMap { $0["const"]?.string } == [
                "content-affinity", "logistic", "popularity", "reader", "trained",
            ])
        let metrics = schema["properties", "experiment", "properties", "metrics", "items", "enum"]?.list
        #expect(metrics?.compactMap(\.string) == Metric.all.map(\.name))
    }

    /// Names and paths of policies that are not the program's pass where the program finds such.
    @Test(arguments: [
        (#""found""#, true), (#""./mine.so""#, true), (#"{"policy": "./mine.so", "time_limit": "1s", "own": 3}"#, true),
        (#"{"policy": "found", "rate": 0.5, "time_limit": "1s"}"#, true), (#"{"policy": "found", "own": 3}"#, false),
        (#"{"policy": "./mine.so", "time_limit": 7}"#, false), (#""lost""#, false),
    ])
    func policiesOfOthersPassAsTheReaderTakesThem(policy: String, isGood: Bool) throws {
        var policies = fakePolicies
        policies.finder = FakeFinder()
        let schema = try JSON(ScenarioSchema.json(policies: policies))
        let text = #"{"policies": {"ranking": \#(policy)}}"#
        #expect(try SchemaChecker.accepts(JSON(text), schema) == isGood)
    }

    @Test func theSchemaIsAlwaysTheSameText() {
        #expect(ScenarioSchema.json(policies: fakePolicies) == Self.text)
        #expect(Self.text.hasSuffix("}\n"))
    }
}

/// Knows a policy by its name, and takes any path.
private struct FakeFinder: PolicyFinder {
    var places: String? { nil }
    var pathPattern: String { "/" }

    func entries(in slot: some Slot) -> [PolicyRegistry.Entry] {
        let own = Parameter("rate", "A rate.", unit: .number, default: 1)
        return [
            PolicyRegistry.Entry(
                slot: slot, name: "found", summary: "It is found.", parameters: [own] + parameters(in: slot),
                origin: nil
            ) { _, _, _ in preconditionFailure("nobody makes it") }
        ]
    }

    func parameters(in slot: some Slot) -> [Parameter] {
        [Parameter("time_limit", "A limit.", unit: .duration, default: 1_000, range: 1...10_000)]
    }

    func entry(
        _ slot: any Slot, named name: String, in place: ScenarioPlace, policies: PolicyRegistry
    ) throws(PolicyNotTaken) -> PolicyRegistry.Entry? { nil }
}

/// The page about the format.
@Suite struct ScenarioFormatPageTests {
    private let path = Checkout.file("docs/ScenarioFormat.md")

    private func page() throws -> String { try String(contentsOf: path, encoding: .utf8) }

    /// With UPDATE_DOCS=1 in the environment it writes the tables into the page.
    @Test func itsTablesAreThoseOfTheCode() throws {
        let mark = "<!-- reference -->\n"
        var parts = try page().components(separatedBy: mark)
        try #require(parts.count == 3)
        let reference = "\n\(ScenarioReference.markdown())\n"
        if TestOptions.writesDocumentation {
            parts[1] = reference
            try Data(parts.joined(separator: mark).utf8).write(to: path)
        }
        let isCurrent = parts[1] == reference
        #expect(isCurrent, "run this test with UPDATE_DOCS=1 to write the tables anew")
    }

    @Test func itsExampleIsAScenario() throws {
        let example = try #require(try page().components(separatedBy: "```yaml\n").dropFirst().first)
        let text = try #require(example.components(separatedBy: "```").first)
        let plan = try read(text).plan
        #expect(plan.name == "last-one-in-stock")
        #expect(plan.arms[1].changes.map(\.key) == ["market.choice.utility_lift", "policies.ranking"])
    }
}
