import Foundation
import MarketLabTesting
import Testing

@Suite(.tags(.program), .hangLimit) struct VerdictsTests {
    let workshop: Workshop

    /// Of eight replications of the tiny market, which are run once.
    private static let store = Result {
        let workshop = try Workshop()
        try workshop.runTiny("--store", "runs.sqlite", "--out", "o", "--quiet", "--replications", "8").expectSuccess()
        return try workshop.bytes("runs.sqlite")
    }

    init() throws {
        workshop = try Workshop()
        try workshop.write(Self.store.get(), to: "runs.sqlite")
    }

    private func reliability(_ options: String...) throws -> [String: Any] {
        let ran = try Program.run(
            ["verdicts", "tiny", "--store", "runs.sqlite", "--format", "json"] + options, in: workshop.path)
        ran.expectSuccess()
        return try #require(JSONSerialization.jsonObject(with: Data(ran.text.utf8)) as? [String: Any])
    }

    /// Every draw gets one of three verdicts, and the same seed draws the same.
    @Test func eachDrawHasAVerdict() throws {
        let answer = try reliability("--sizes", "1,3,8", "--draws", "50")
        let rows = try #require(answer["rows"] as? [[String: Any]])
        #expect(rows.count == 3 && answer["replications"] as? Int == 8)
        for row in rows {
            let counts = ["agrees", "misleads", "unclear"].compactMap { (row[$0] as? [String: Any])?["count"] as? Int }
            #expect(counts.count == 3 && counts.reduce(0, +) == 50)
        }
        #expect(
            try NSDictionary(dictionary: answer)
                == NSDictionary(dictionary: reliability("--sizes", "1,3,8", "--draws", "50")))
    }

    @Test(arguments: [
        (["--sizes", "9"], "--sizes asks for 9 replications, and run"),
        (["--sizes", "3,,6"], "expected up to 20 numbers"),
        (["--sizes", "0"], "expected up to 20 numbers"),
        (["--metric", "nothing"], "--metric is \"nothing\", and the run read out"),
        (["--draws", "0"], "expected 1 to 1000000"), (["--margin", "200 %"], "expected 0.1 % to 100 %"),
    ]) func aMistakeIsOneSentence(options: [String], sentence: String) throws {
        let ran = try Program.run(["verdicts", "tiny", "--store", "runs.sqlite"] + options, in: workshop.path)
        #expect(ran.status == 2 && ran.said.count == 1 && ran.errors.contains(sentence), "\(ran.errors)")
        #expect(ran.text.isEmpty)
    }
}
