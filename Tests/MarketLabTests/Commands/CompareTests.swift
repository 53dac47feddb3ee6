import Foundation
import MarketLabTesting
import Testing

@Suite(.tags(.program), .hangLimit) struct CompareTests {
    let workshop: Workshop

    init() throws { workshop = try Workshop() }

    private func comparison(_ before: String, _ now: String) throws -> [String: Any] {
        let ran = try workshop.run("compare", before, now, "--out", "o", "--format", "json")
        ran.expectSuccess()
        return try #require(JSONSerialization.jsonObject(with: Data(ran.text.utf8)) as? [String: Any])
    }

    private func run(_ options: [String] = []) throws -> String {
        let ran = try workshop.runTiny(["--out", "o", "--quiet"] + options)
        ran.expectSuccess()
        let last = try #require(ran.text.split(separator: "\n").last { $0.hasPrefix("run ") })
        return String(last.split(separator: " ")[1])
    }

    @Test func twoRunsOfOnePlanAreTheSame() throws {
        let (first, second) = (try run(), try run())
        let answer = try comparison(first, second)
        let inner = try #require(answer["comparison"] as? [String: Any])
        #expect(inner["pairing"] as? String == "by_seed" && (inner["otherReplications"] as? [Int])?.isEmpty == true)
        #expect((answer["differences"] as? [Any])?.isEmpty == true && (answer["alarms"] as? [Any])?.isEmpty == true)
        let text = try workshop.run("compare", first, second, "--out", "o")
        #expect(text.text.contains("Identical in 2 replications, and read out the same."))
    }

    /// What differs between the runs is named, and replications are compared that both have.
    @Test func whatDiffersIsNamed() throws {
        let first = try run(["--replications", "3"])
        let second = try run(["--set", "market.listings.arrivals_per_day=60"])
        let answer = try comparison(first, second)
        let sentences = try #require(answer["differences"] as? [[String: Any]]).compactMap { $0["sentence"] as? String }
        #expect(sentences.contains { $0.contains("market.listings.arrivals_per_day=60") }, "\(sentences)")
        #expect(sentences.contains("the number of replications changed from 3 to 2"))
        let inner = try #require(answer["comparison"] as? [String: Any])
        #expect(inner["replications"] as? Int == 2 && inner["otherReplications"] as? [Int] == [0, 1])
        let independent = try comparison(first, try run(["--seed", "5"]))
        #expect((independent["comparison"] as? [String: Any])?["pairing"] as? String == "independent")
    }

    @Test func aRunThatIsNotThereIsRefused() throws {
        let first = try run()
        try workshop.run("compare", first, "ffff", "--out", "o").expectRefusal("ffff")
    }
}
