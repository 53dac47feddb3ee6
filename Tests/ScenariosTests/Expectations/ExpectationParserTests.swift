import Experiments
import Foundation
import MarketLabTesting
import Scenarios
import Testing

/// How the statements of `expect` are read.
@Suite struct ExpectationParserTests {
    private static func expected(_ statement: String, _ more: String = "") throws -> Experiments.Expectation {
        let scenario = try read("expect: [\"\(statement)\"]\nexperiment: {metrics: [gmv, ctr, orders]}\n\(more)")
        return try #require(scenario.expectations.first)
    }

    private static func refused(_ statement: String, _ more: String = "") -> [String] {
        problems("expect:\n  - \"\(statement)\"\nexperiment: {metrics: [gmv, ctr, orders]}\n\(more)")
    }

    static let good = [
        "truth.gmv.relative > 0", "abs(bias.gmv.relative) < 0.05", "srm.p > 0.001",
        "counts.candidates < 1.1 * median(last 7)", "experiment.gmv.relative<=12.5 %",
        "truth.gmv.difference >= 0.50 USD",
        "control.ctr > 2 %", "truth.ctr.difference < 2 pp", "verdict == agrees", "verdict != misleads",
        "decision.rule == go_on", "digest == 9f2c41d8", "health.fail == 0", "replications >= 4",
        "2 * counts.clicks + counts.orders < counts.exposures", "-1 * truth.orders.relative < -2 %",
        "counts.events < 110 % * max(last 30)", "counts.events <= median(last 7) * 1.1 + 1_000",
        "market.time_to_sell.experiment < 9", "experiment.gmv.p < 5e-2", "decision.launch_per_week > 1000.00 USD",
        "truth.gmv.difference > 0", "abs(truth.ctr.relative - 5 %) < .5 %",
    ]

    @Test(arguments: good) func whatIsGoodIsReadAsItStands(statement: String) throws {
        #expect(try Self.expected(statement).text == statement)
    }

    /// A statement, and parts of the one sentence with which it is refused.
    static let bad: [(String, [String])] = [
        (
            "truth.gvm.relative > 0",
            ["gvm is no metric of this scenario; did you mean \\\"gmv\\\"?", "Known: gmv, ctr, orders"]
        ),
        ("truth.retention.relative > 0", ["retention is no metric of this scenario", "known: gmv, ctr, orders"]),
        (
            "truth.gmv.realtive > 0",
            ["unknown quantity", "did you mean \\\"truth.gmv.relative\\\"?", "Quantities: truth.METRIC.relative"]
        ),
        ("market.time_to_sel.truth > 0", ["no market figure", "did you mean \\\"time_to_sell\\\"?"]),
        ("count.events > 0", ["did you mean \\\"counts.events\\\"?"]),
        ("truth.gmv.relative", ["expected a comparison (<, <=, >, >=, == or !=)"]),
        ("", ["expected a comparison"]),
        ("truth.gmv.relative = 0", ["compares nothing", "did you mean \\\"==\\\"?"]),
        ("truth.gmv.relative => 0", ["compares nothing"]),
        ("0 < truth.gmv.relative < 1", ["more than one comparison"]),
        ("0 < truth.gmv.relative", ["expected a quantity of the readout before <"]),
        ("truth.gmv.relative >", ["expected a number after >"]),
        ("> 3", ["ends where a number or a quantity is expected"]),
        ("truth.gmv.relative > 0 0", ["expected nothing more at \\\"0\\\""]),
        ("truth.gmv.relative > (0", ["expected a number or a quantity, found \\\"(\\\""]),
        ("abs(truth.gmv.relative > 0", ["expected \\\")\\\" after abs(…"]),
        ("sqrt(truth.gmv.relative) > 0", ["unknown function", "known: abs, median, mean, min, max"]),
        ("truth.gmv.relative > medain(last 3)", ["did you mean \\\"median\\\"?"]),
        ("counts.events < median(7)", ["expected median(last N) with N from 1 to 1000"]),
        ("counts.events < median(last 0)", ["expected median(last N)"]),
        ("counts.events < median(last 7 d)", ["expected \\\")\\\""]),
        ("median(last 7) > counts.events", ["stands after the comparison"]),
        ("truth.gmv.relative > experiment.gmv.relative", ["experiment.gmv.relative has a sampling error"]),
        ("experiment.gmv.relative - truth.gmv.relative > 0", ["how they vary together is not known"]),
        ("counts.events + srm.p > 0", ["srm.p does not count what"]),
        ("counts.events * counts.clicks > 0", ["are multiplied"]),
        ("truth.gmv.difference > 3", ["expected an amount such as 2.00 USD, found \\\"3\\\""]),
        ("truth.gmv.difference > 3 EUR", ["expected an amount such as 2.00 USD, found \\\"3 EUR\\\""]),
        ("truth.gmv.relative > 2 pp", ["found \\\"2 pp\\\""]),
        ("truth.gmv.relative > 1.2.3", ["found \\\"1.2.3\\\""]),
        ("truth.gmv.relative > 1e999", ["found \\\"1e999\\\""]),
        ("truth.gmv.relative > ten", ["unknown quantity \\\"ten\\\""]),
        ("verdict > agrees", ["verdict is a word, which is compared by == or !="]),
        ("verdict == agree", ["expected one of agrees, misleads, unclear", "did you mean \\\"agrees\\\"?"]),
        ("digest == xyz", ["expected hexadecimal digits after =="]),
        ("counts.events + verdict > 0", ["verdict is a word"]),
        ("truth.gmv.relative > 0; drop", ["\\\";\\\" belongs to no statement"]),
        (String(repeating: "abs(", count: 100), ["at most 300 bytes"]),
    ]

    @Test(arguments: bad) func whatIsBadIsRefusedInOneSentence(statement: String, parts: [String]) {
        let said = Self.refused(statement)
        #expect(said.count == 1, "\(said)")
        #expect(said.first?.hasPrefix("scenarios/x.yaml:2: expect: ") == true, "\(said)")
        for part in parts {
            #expect(said.first?.contains(part.replacing("\\\"", with: "\"")) == true, "\(part) in \(said)")
        }
    }

    @Test func amountsAreInTheScenariosMoney() throws {
        #expect(try Self.expected("truth.gmv.difference > 50 JPY", "currency: JPY\n").text.hasSuffix("50 JPY"))
        #expect(Self.refused("truth.gmv.difference > 2.00 USD", "currency: JPY\n").first?.contains("200 JPY") == true)
    }

    @Test(arguments: [
        ("interleaving.clicks.difference", "interleaving: balanced"),
        ("offline.ips.gain", "offline_evaluation: clicks"), ("allocation.regret", "allocation: thompson"),
    ])
    func whatNothingIsReadOutForIsRefused(name: String, key: String) throws {
        let expectation = "expect: [\(name) > 0]\n"
        let wanted = "experiment.\(key.prefix { $0 != ":" })"
        #expect(
            problems(expectation).first?.contains("\(name) needs \(wanted), which this scenario does not set") == true)
        #expect(try read(expectation + "experiment: {\(key)}\n").expectations.count == 1)
    }

    /// Of metrics that were not understood, expectations miss none.
    @Test func aMisspeltMetricIsOneMistake() {
        let found = problems(
            "expect: [truth.gmv.relative > 0, truth.ctr.relative > 0]\nexperiment: {metrics: [gvm, ctr]}")
        #expect(found.count == 1 && found[0].contains("unknown name \"gvm\""), "\(found)")
    }

    @Test func whatIsOfAnotherMarketIsRefused() throws {
        let booking = "booking: {designs: [two_sided, customer_split]}\n"
        let scenario = try read("expect: [truth.two_sided.relative > 0, counts.orders > 1]\n" + booking)
        #expect(scenario.expectations.count == 2)
        #expect(
            problems("expect: [counts.candidates > 1]\n" + booking).first?.contains("is of the feed market") == true)
        #expect(
            problems("expect: [truth.gmv.relative > 1]\n" + booking).first?
                .contains("gmv is no metric of this scenario; known: two_sided, customer_split") == true)
        let auctions = "auctions: {designs: [user_split, budget_split], metrics: [ad_revenue]}\n"
        #expect(
            try read(
                "expect: [abs(bias.ad_revenue_budget_split.relative) < 5 %, truth.ad_revenue.relative > 0]\n" + auctions
            )
            .expectations.count == 2)
    }

    @Test(arguments: [
        ("expect: truth.gmv.relative > 0", "expected a list of statements"), ("expect: []", "found an empty list"),
        ("expect: {a: b}", "expected a list"), ("expect: [[a]]", "expected a statement such as"),
        ("expect: [health.fail == 0, health.fail == 0]", "stands twice"),
        ("expect: [1]", "expected a comparison"),
    ])
    func theListIsOneOfStatements(text: String, words: String) {
        #expect(problems(text).first?.contains(words) == true, "\(problems(text))")
    }

    @Test func everyBadStatementIsNamed() {
        #expect(
            problems("expect:\n- a\n- health.fail == 0\n- b\n").map { $0.prefix(18) }
                == ["scenarios/x.yaml:2", "scenarios/x.yaml:4"].map { $0.prefix(18) })
    }

    @Test func anExpectationIsNoPartOfThePlan() throws {
        let (with, without) = (try read("expect: [health.fail == 0]"), try read("{}"))
        #expect(with.plan == without.plan && without.expectations.isEmpty)
        #expect(with.plan.fingerprint(build: "") == without.plan.fingerprint(build: ""))
        #expect(try read("{}", set: ["expect=[health.fail == 0]"]).expectations.count == 1)
    }
}

/// The page about expectations.
@Suite struct ExpectationPageTests {
    private let path = Checkout.file("docs/Expectations.md")

    /// With UPDATE_DOCS=1 in the environment it writes the table into the page.
    @Test func itsTableIsThatOfTheCode() throws {
        let mark = "<!-- quantities -->\n"
        var parts = try String(contentsOf: path, encoding: .utf8).components(separatedBy: mark)
        try #require(parts.count == 3)
        let table = "\n" + ExpectationReference.markdown() + "\n"
        if TestOptions.writesDocumentation {
            parts[1] = table
            try Data(parts.joined(separator: mark).utf8).write(to: path)
        }
        let isCurrent = parts[1] == table
        #expect(isCurrent, "run this test with UPDATE_DOCS=1 to write the table anew")
    }

    @Test func itsExampleIsRead() throws {
        let example = try #require(
            try String(contentsOf: path, encoding: .utf8).components(separatedBy: "```yaml\n").dropFirst().first?
                .components(separatedBy: "```").first)
        #expect(try read(example).expectations.count > 4)
    }
}
