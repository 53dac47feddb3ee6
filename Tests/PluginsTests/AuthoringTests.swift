import Foundation
import MarketLabTesting
import Testing

/// What an author meets first: a policy that works, and the conformance run.
///
/// Its long form begins a policy in more slots and breaks the contract in more ways.
@Suite(.tags(.program, .long), .hangLimit) struct AuthoringTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func check(_ plugin: String, in folder: String) throws -> Program.Ran {
        try Program.run(["policy", "check", plugin], in: folder)
    }

    private static let packages = [
        ("ranking", "python"), ("bidding", "c"), ("request", "python"), ("retrieval", "c"), ("retrieval", "python"),
        ("request", "c"), ("bidding", "python"), ("ranking", "c"),
    ]

    @Test(arguments: packages.prefix(TestOptions.isLong ? packages.count : 2))
    func aNewPolicyWorksAndPassesItsCheck(slot: String, language: String) throws {
        let new = try Program.run(["policy", "new", "my-own", "--slot", slot, "--language", language], in: folder.path)
        #expect(new.status == 0, "\(new.errors)")
        let own = folder.file("my-own")
        if language == "c" {
            _ = try PluginKit.library(try folder.text("my-own/my_own.c"), named: "my-own/my_own", in: folder)
        }
        let checked = try check(language == "c" ? "./my_own.so" : "./my_own.py", in: own)
        #expect(checked.status == 0, "\(checked.text)\(checked.errors)")
        #expect(checked.text.hasSuffix("Passed.\n"))
        let valid = try Program.run(["validate", "scenario.yaml"], in: own)
        #expect(valid.status == 0, "\(valid.errors)")
    }

    @Test func aNewPolicyOverwritesNothing() throws {
        try folder.write("mine", to: "taken")
        let ran = try Program.run(["policy", "new", "taken", "--slot", "ranking", "--language", "c"], in: folder.path)
        #expect(ran.status == 2)
        #expect(ran.said == ["error: taken is there already; choose another name, or remove it"])
        #expect(try folder.text("taken") == "mine")
    }

    @Test(arguments: [
        (["Bad Name", "--slot", "ranking", "--language", "c"], "expected lower-case words joined by -"),
        (
            ["a", "--slot", "ranks", "--language", "c"],
            "--slot is ranks; expected one of retrieval, ranking, request, bidding"
        ),
        (["a", "--slot", "ranking", "--language", "perl"], "--language is perl; expected one of swift, c, python"),
    ])
    func aMistakeIsSaidInOneSentence(arguments: [String], words: String) throws {
        let ran = try Program.run(["policy", "new"] + arguments, in: folder.path)
        #expect(ran.status == 2)
        #expect(ran.said.count == 1)
        #expect(ran.errors.contains(words), "\(ran.errors)")
    }

    /// The first has all that a policy has, the second scores several requests in one call.
    @Test(arguments: ["", "from marketlab import ranking\n"].enumerated().map { ($0, $1) })
    func theExamplesOfTheDocumentPassTheirChecks(place: Int, head: String) throws {
        let text = try Checkout.text("docs/PoliciesOfYourOwn.md")
        let parts = text.components(separatedBy: "```python\n")
        try #require(parts.count > place + 1)
        try folder.write(head + parts[place + 1].components(separatedBy: "```")[0], to: "example.py")
        let checked = try check("./example.py", in: folder.path)
        #expect(checked.status == 0, "\(checked.text)\(checked.errors)")
    }

    @Test(arguments: [
        ("rate=abc", "error: --set rate: expected a number from 0 to 1, found \"abc\""),
        ("rate=7", "error: --set rate: expected a number from 0 to 1, found \"7\""),
        ("file=none.txt", "error: --set file: cannot read none.txt: no such file or directory"),
    ])
    func aValueThatAParameterCannotHaveIsAMistake(set: String, words: String) throws {
        try folder.write(
            """
            from marketlab import Parameter, RankingPolicy

            class Mine(RankingPolicy):
                parameters = [Parameter("rate", "A rate.", default=0.5, range=(0, 1)), Parameter("file", "A file.", unit="file")]

                def score(self, age):
                    return age
            """, to: "mine.py")
        let sets = set.hasPrefix("file") ? [] : ["--set", "file=mine.py"]
        let ran = try Program.run(["policy", "check", "./mine.py", "--set", set] + sets, in: folder.path)
        #expect(ran.status == 2 && ran.said == [words], "\(ran.errors)\(ran.text)")
    }

    @Test func whatIsScoredByTheOthersOfTheCallIsFound() throws {
        try folder.write(
            """
            from marketlab import ranking

            @ranking(call="score_requests")
            def relative(price, requests):
                return price / price.sum()
            """, to: "relative.py")
        let ran = try check("./relative.py", in: folder.path)
        #expect(ran.status == 3, "\(ran.text)\(ran.errors)")
        #expect(ran.text.contains("✗ answers several requests as it answers each: candidate 1 scored"), "\(ran.text)")
    }

    private static let breaches = [
        ("import random\n", "return [random.random() for _ in age]", "the same market ran differently the second time"),
        ("", "return range(len(age))", "in another place"),
        ("KEPT = []\n", "KEPT.append(bytes(50_000)); return age", "which were not given back"),
        ("SEEN = [0]\n", "SEEN[0] += 1; return age * (SEEN[0] % 3)", "was answered differently"),
    ]

    @Test(arguments: breaches.prefix(TestOptions.isLong ? breaches.count : 1))
    func whatBreaksTheContractFailsItsCheck(head: String, body: String, words: String) throws {
        try folder.write(
            "\(head)from marketlab import ranking\n\n@ranking\ndef breaks(age):\n    \(body)\n", to: "breaks.py")
        let checked = try check("./breaks.py", in: folder.path)
        #expect(checked.status == 3, "\(checked.text)\(checked.errors)")
        #expect(checked.text.contains(words), "\(checked.text)")
    }
}
