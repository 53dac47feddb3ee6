import Analysis
import Foundation
import MarketLabTesting
import Statistics
import Testing

/// What a table of logged decisions says of another policy.
@Suite struct OffPolicyAnswerTests {
    private func answer(
        _ sheet: Sheet, change: (inout OffPolicyQuestion) -> Void = { _ in }
    ) throws -> OffPolicyAnswer {
        var question = OffPolicyQuestion(reward: "r", logging: "mu", target: "pi")
        change(&question)
        return try OffPolicyAnswer(question, file: sheet.path)
    }

    /// The sentence that refuses a table, without the file's folder.
    private func refusal(_ text: String, change: (inout OffPolicyQuestion) -> Void = { _ in }) throws -> String? {
        let sheet = try Sheet(text)
        do {
            _ = try answer(sheet, change: change)
            return nil
        } catch {
            return "\(error)".replacing(URL(filePath: sheet.path).deletingLastPathComponent().path + "/", with: "")
        }
    }

    private func value(_ estimator: String, _ answer: OffPolicyAnswer) throws -> OffPolicyAnswer.Value {
        try #require(answer.values.first { $0.estimator == estimator })
    }

    @Test func openBanditsTableIsReadAsObpReadsIt() throws {
        var question = OffPolicyQuestion(reward: "click", logging: "logging", target: "target")
        (question.predicted, question.predictedTarget) = ("predicted", "predicted_target")
        let file = Checkout.file("Tests/StatisticsTests/Vectors/open_bandit_random.csv").path
        let answer = try OffPolicyAnswer(question, file: file)
        for (estimator, expected) in [
            ("ips", 0.005600260416666667), ("snips", 0.005793185565121818), ("dr", 0.005821190100911458),
        ] {
            let found = try #require(try value(estimator, answer).value)
            #expect(abs(found.estimate - expected) < 1e-9 * expected && found.lower != nil)
        }
        #expect(abs(answer.weights.effectiveSampleSize - 864.256385368336) < 1e-6 && !answer.hasWrongPropensities)
        #expect(answer.rows == 3_000 && answer.slates == nil && answer.clusters == nil)
    }

    /// The log of Thompson sampling leaves 217 of 3,000 rows of a policy that shows all items alike.
    @Test func belowFiveHundredThereIsAnEstimateAndAReason() throws {
        let file = Checkout.file("Tests/StatisticsTests/Vectors/open_bandit_thompson.csv").path
        let answer = try OffPolicyAnswer(
            OffPolicyQuestion(reward: "click", logging: "logging", target: "target"), file: file)
        let ips = try value("ips", answer)
        #expect(ips.value != nil && ips.value?.lower == nil)
        #expect(ips.note == "no interval: the effective sample size is 217: at least 500 are needed")
        #expect(answer.weights.pValue == nil && !answer.hasWrongPropensities)
    }

    /// Rows that a policy drew of two actions, and what its log says of their chances.
    private static func rows(_ count: Int, logging: (Bool) -> Double, seed: UInt64 = 1) -> [String] {
        var draws = Draws(seed: seed)
        return (0..<count).map { row in
            let isFirst = draws.isSuccess(0.5)
            let reward = draws.isSuccess(isFirst ? 0.4 : 0.2) ? 1 : 0
            return "\(reward),\(logging(isFirst)),\(isFirst ? 0.7 : 0.3),u\(row % 400)"
        }
    }

    private static func table(_ rows: [String]) -> String { "r,mu,pi,user\n" + rows.joined(separator: "\n") + "\n" }

    @Test func clustersStandWhereverTheirRowsDo() throws {
        let rows = Self.rows(3_000) { _ in 0.5 }
        let scattered = try answer(try Sheet(Self.table(rows))) { $0.cluster = "user" }
        let sorted = try answer(try Sheet(Self.table(rows.sorted { $0.suffix(5) < $1.suffix(5) }))) {
            $0.cluster = "user"
        }
        #expect(scattered.clusters == 400)
        for (a, b) in zip(scattered.values, sorted.values) {
            let (a, b) = (try #require(a.value), try #require(b.value))
            #expect(abs(a.estimate - b.estimate) < 1e-12)
            #expect(abs(try #require(a.standardError) - (try #require(b.standardError))) < 1e-12)
        }
        // .7 x .4 + .3 x .2, of which the standard error is .011.
        #expect(abs(try #require(try value("snips", scattered).value).estimate - 0.34) < 0.055)
    }

    @Test func aFalsifiedLogIsFound() throws {
        let right = try answer(try Sheet(Self.table(Self.rows(3_000) { _ in 0.5 })))
        #expect(!right.hasWrongPropensities && right.remarks.isEmpty)
        let wrong = try answer(try Sheet(Self.table(Self.rows(3_000) { $0 ? 0.6 : 0.5 })))
        #expect(wrong.hasWrongPropensities && wrong.remarks.contains { $0.hasPrefix("The mean weight is not 1") })
    }

    /// Two slates of two positions, whose rows stand in any order.
    private static let slates =
        "s,k,r,mu,pi,q,v,score\nx,2,1,.5,.25,.2,.3,1\ny,1,0,.25,.5,.1,.2,3\nx,1,0,.5,1,.4,.5,2\ny,2,1,.5,.5,.3,.3,4\n"

    @Test func slatesAreReadFromTheirTop() throws {
        let answer = try answer(try Sheet(Self.slates)) {
            ($0.slate, $0.position, $0.slots, $0.score) = ("s", "k", .independent, "score")
            ($0.predicted, $0.predictedTarget) = ("q", "v")
        }
        #expect(answer.slates == 2 && answer.rows == 4)
        // x: ratios 2, .5; y: 2, 1. Rewards 0, 1 and 0, 1.
        let cascade: [Double] = [-0.8, 0.5, 0.8, 0.6, -0.2, 0.2, 1.4, 0.6]
        let values: [(String, Double)] = [
            ("slate-ips", 1.5), ("pseudo-inverse", 1.75), ("cascade-ips", 1.5),
            ("cascade-dr", cascade.reduce(0, +) / 2),
        ]
        for (estimator, expected) in values {
            let found = try #require(value(estimator, answer).value, "\(estimator)")
            #expect(abs(found.estimate - expected) < 1e-12, "\(estimator): \(found.estimate)")
        }
        let ranking = try #require(answer.ranking)
        // With a reward 1 and 4, without 3 and 2: two of four pairs in order.
        #expect(ranking.auc?.estimate == 0.5)
        let sequential = try self.answer(try Sheet(Self.slates)) { ($0.slate, $0.position) = ("s", "k") }
        #expect(sequential.values.map(\.estimator) == ["slate-ips", "cascade-ips"] && sequential.ranking == nil)
    }

    private static let head = "r,mu,pi\n1,.5,.5\n"

    @Test(arguments: [
        (head + "1,0,.5\n", "data.csv:3: mu: expected a chance above 0 and at most 1, found 0;"),
        (head + "1,-.5,.5\n", "data.csv:3: mu: expected a chance above 0 and at most 1, found -0.5;"),
        (head + "1,1.01,.5\n", "data.csv:3: mu: expected a chance above 0 and at most 1, found 1.01;"),
        (head + "1,.5,1.5\n", "data.csv:3: pi: expected a chance from 0 to 1, found 1.5"),
        (head + "1,.5,-1e-9\n", "data.csv:3: pi: expected a chance from 0 to 1, found -1e-09"),
        (
            head + "1,1e-300,.5\n",
            "data.csv:3: mu: a target propensity over its logging propensity must be at most 1e150"
        ),
        (head + ",.5,.5\n", "data.csv:3: r: expected a number, found nothing"),
        (head + "1,NA,.5\n", "data.csv:3: mu: expected a number, found nothing"),
        (head + "1,.5,\n", "data.csv:3: pi: expected a number, found nothing"),
        (head + "1,.5,inf\n", "data.csv:3: pi: expected a finite number, found \"inf\""),
        (head + "1,.5,x\n", "data.csv:3: pi: expected a finite number, found \"x\""),
        (head + "1,.5\n", "data.csv:3: the row has 2 cells, the header has 3"),
        (head + "1,.5,\"x\n", "data.csv:3: a quote that is never closed"),
        ("r,mu,pi\n", "data.csv: has a header and no rows"), ("", "data.csv: is empty; needed is CSV with a header"),
        ("r,mu\n1,.5\n", "data.csv:1: there is no column pi, which --target names; the columns are r, mu"),
        ("r,mu,mu,pi\n1,.5,.5,.5\n", "data.csv:1: the column mu is given twice"),
    ])
    func whatIsNoLogIsRefusedWithItsPlace(text: String, sentence: String) throws {
        let said = try #require(try refusal(text))
        #expect(said.hasPrefix(sentence), "\(said)")
    }

    @Test(arguments: [
        ("x,1,1,.5,.5,1\nx,3,1,.5,.5,1\n", "data.csv:3: k: the slate has position 3 and no position 2"),
        ("x,1,1,.5,.5,1\nx,1,1,.5,.5,1\n", "data.csv:3: k: the slate has position 1 twice"),
        ("x,1,1,.5,.5,1\ny,2,1,.5,.5,1\n", "data.csv:3: k: the slate has position 2 and no position 1"),
        ("x,1.5,1,.5,.5,1\n", "data.csv:2: k: expected a whole number, the position from the top, found 1.5"),
        ("x,1e300,1,.5,.5,1\n", "data.csv:2: k: expected a whole number"),
        (",1,1,.5,.5,1\n", "data.csv:2: s: expected a name, found nothing"),
        ("x,1,1,.5,.5,1\nx,2,1,.5,.5,2\n", "data.csv:3: u: the slate has rows of two clusters"),
        ("x,1,1,.5,.5,\n", "data.csv:2: u: expected a name, found nothing"),
    ])
    func whatIsNoSlateIsRefusedWithItsPlace(rows: String, sentence: String) throws {
        let said = try #require(
            try refusal("s,k,r,mu,pi,u\n" + rows) { ($0.slate, $0.position, $0.cluster) = ("s", "k", "u") })
        #expect(said.hasPrefix(sentence), "\(said)")
    }

    @Test func optionsThatDoNotGoTogetherAreRefused() throws {
        for (change, sentence) in [
            ({ $0.target = "mu" }, "--logging and --target are both mu"),
            ({ $0.reward = "mu" }, "--reward and --logging are both mu"),
            ({ $0.predicted = "q" }, "--predicted needs --predicted-target"),
            ({ $0.predictedTarget = "q" }, "--predicted-target needs --predicted"),
            ({ $0.slate = "s" }, "--slate needs --position"), ({ $0.position = "k" }, "--position needs --slate"),
            ({ $0.slots = .independent }, "--slots independent goes with --slate only"),
            ({ ($0.slate, $0.position, $0.cluster) = ("s", "k", "s") }, "--cluster and --slate are both s"),
            ({ $0.alpha = 0 }, "--alpha is 0.0"), ({ $0.alpha = .nan }, "--alpha is nan"),
        ] as [((inout OffPolicyQuestion) -> Void, String)] {
            let said = try #require(try refusal(Self.head, change: change))
            #expect(said.hasPrefix(sentence), "\(said)")
        }
    }

    @Test func numbersBeyondTheRangeAreSaidAndNotShown() throws {
        let answer = try answer(try Sheet("r,mu,pi\n1e300,1e-140,1\n1e300,1e-140,1\n-1e300,.5,1\n"))
        #expect(answer.values.allSatisfy { $0.value == nil && $0.note != nil })
        let record = try JSONEncoder().encode(OffPolicyRecord(answer, data: "t", version: "1"))
        #expect(!record.isEmpty)
    }
}
