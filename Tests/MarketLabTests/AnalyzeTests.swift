import Foundation
import Testing

/// `marketlab analyze` from the command line.
@Suite struct AnalyzeTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
        let rows = (0..<60).map { unit in
            let isTreated = unit * 7 % 13 < 6
            return "\(isTreated ? "b" : "a"),\(unit * 37 % 11 + (isTreated ? 2 : 0)),\(unit % 5),\(unit % 2)"
        }
        try workshop.write("arm,y,x,bought\n" + rows.joined(separator: "\n") + "\n", to: "users.csv")
    }

    private func analyze(_ arguments: String...) throws -> Program.Ran { try analyze(arguments) }
    private func analyze(_ arguments: [String]) throws -> Program.Ran {
        try workshop.run(["analyze", "users.csv", "--variant", "arm", "--control", "a"] + arguments)
    }

    /// Without what a terminal's width does to lines.
    private func words(_ ran: Program.Ran) -> String {
        ran.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private struct Row: Decodable {
        let pValue: Double
        let statistic: Double
        let randomisation: Randomisation?

        struct Randomisation: Decodable {
            let pValue: Double
            let draws: Int
            let statistic: Double
            let definition: String
        }
    }

    @Test func aRandomisationTestStandsBesideTheOthers() throws {
        func rows(_ arguments: String...) throws -> Data {
            let ran = try analyze(["--metric", "mean:y", "proportion:bought", "--format", "json"] + arguments)
            ran.expectSuccess()
            return Data(ran.text.utf8)
        }
        let bytes = try rows("--randomisation", "999")
        let answers = try JSONDecoder().decode([Row].self, from: bytes)
        for row in answers {
            let randomisation = try #require(row.randomisation)
            #expect(randomisation.draws == 999 && randomisation.definition.contains("studentised"))
            #expect(abs(randomisation.statistic - row.statistic) < 1e-9)
        }
        #expect(abs((answers[0].randomisation?.pValue ?? 2) - answers[0].pValue) < 0.1)
        #expect(try rows("--randomisation", "999", "--seed", "1") == bytes)
        #expect(try rows("--randomisation", "999", "--seed", "2", "--threads", "1") != bytes)
        #expect(try JSONDecoder().decode([Row].self, from: rows()).allSatisfy { $0.randomisation == nil })
    }

    @Test(arguments: ["table", "html"]) func itIsShownWhereItIsAskedFor(format: String) throws {
        let asked = try analyze(
            "--metric", "mean:y", "--randomisation", "199", "--correction", "holm", "--format", format)
        asked.expectSuccess()
        for part in ["p randomised", "adjusted 0.", "labels of units drawn anew, 199 draws with seed 1"] {
            #expect(words(asked).contains(part), "\(asked.text)")
        }
        #expect(try !analyze("--metric", "mean:y", "--format", format).text.contains("randomised"))
    }

    @Test(arguments: ["table", "html"]) func aScoreSortsMeansAndProportions(format: String) throws {
        let ran = try analyze("--metric", "mean:y", "proportion:bought", "--uplift", "x", "--format", format)
        ran.expectSuccess()
        let text = words(ran)
        #expect(
            text.contains("mean:y of b by decile of x") && text.contains("What a unit gains over targeting at random"))
        #expect(
            text.contains("proportion:bought of b by decile of x")
                && text.contains("0 is no better than chance, 1 perfect"))
    }

    @Test(arguments: ["0", "-3", "99"]) func tooFewDrawsAreRefused(draws: String) throws {
        try analyze("--metric", "mean:y", "--randomisation", draws)
            .expectRefusal("--randomisation is \(draws)", "expected 100 to 10000000 draws")
    }

    @Test func aQuantileHasNoRandomisationTest() throws {
        try analyze("--metric", "mean:y", "quantile:.5:y", "--randomisation", "999")
            .expectRefusal("--randomisation does not go with quantile:.5:y")
    }
}
