import Foundation
import MarketLabTesting
import Testing

/// What the names of policies stand for, and what is said of what they do not stand for.
@Suite(.tags(.program), .hangLimit) struct PassedOverTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let ranker = "from marketlab import ranking\n\n@ranking\ndef one(age):\n    return -age\n"

    private func place(_ text: String, at name: String) throws {
        let file = URL(filePath: folder.file(name))
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    private func scenario(_ ranking: String) throws {
        try folder.write(
            """
            scenario: named
            replications: 1
            market: {users: {count: 30, sessions_per_week: 5}, listings: {initial: 200, arrivals_per_day: 10}}
            experiment:
              warmup: 0d
              length: 1d
              followup: 0d
              metrics: [ctr, orders]
              arms: {control: {}, treatment: {policies: {ranking: \(ranking)}}}
            """, to: "named.yaml")
    }

    private func run(_ more: [String] = []) throws -> Program.Ran {
        try Program.run(
            ["run", "named.yaml", "--out", "out", "--quiet", "--format", "json"] + more, in: folder.path)
    }

    @Test func whatIsPassedOverIsSaidOnce() throws {
        for file in ["first/mine.py", "second/mine.py", "second/popularity.py"] {
            try place(Self.ranker, at: file)
        }
        try scenario("mine")
        let path = ["--policy-path", "first", "--policy-path", "second"]
        let mine = try run(path)
        #expect(mine.status == 0, "\(mine.errors)")
        #expect(
            mine.said == ["note: policy mine is first/mine.py; second/mine.py is named by its path where it is meant"])
        try scenario("popularity")
        let own = try run(path)
        #expect(
            own.said == [
                "note: policy popularity is the program's own; second/popularity.py is named by its path where it is meant"
            ])
    }

    @Test func aFolderThatIsNotThereIsSaid() throws {
        try scenario("popularity")
        let named = try run(["--policy-path", "nowhere"])
        #expect(named.status == 2)
        #expect(named.said == ["error: --policy-path is nowhere, and there is no such folder"])
        let ran = try Program.shell(
            "MARKETLAB_POLICY_PATH=nowhere $MARKETLAB run named.yaml --out out --quiet --format json",
            in: folder.path)
        #expect(ran.status == 0, "\(ran.errors)")
        #expect(ran.said == ["note: MARKETLAB_POLICY_PATH has nowhere, and there is no such folder"])
    }

    @Test func anUnknownNameSaysWhereItWasLookedFor() throws {
        try FileManager.default.createDirectory(atPath: folder.file("rankers"), withIntermediateDirectories: true)
        try scenario("nobody-has-this")
        let ran = try run(["--policy-path", "rankers"])
        #expect(ran.status == 2)
        #expect(
            ran.errors.contains("known: ") && ran.errors.contains("there is no plug-in of that name in rankers"),
            "\(ran.errors)")
        #expect(try run().errors.contains("a plug-in is named by its path, such as ./mine.so"))
    }

    @Test func whatAnyPlugInCanBeToldIsListedOnce() throws {
        for name in ["one", "two"] { try place(Self.ranker, at: "rankers/\(name).py") }
        let ran = try Program.run(
            ["policies", "--slot", "ranking", "--policy-path", "rankers"], in: folder.path)
        #expect(ran.status == 0, "\(ran.errors)")
        #expect(ran.text.components(separatedBy: "on_failure").count == 2, "\(ran.text.suffix(2_000))")
        #expect(ran.text.contains("rankers/one.py#one") && ran.text.contains("rankers/two.py#one"))
    }

    @Test func validateSaysThatNothingWasRunAndFindsWhatIsNoPython() throws {
        try folder.write(Self.ranker + "open('ran', 'w')\n", to: "mine.py")
        try scenario("./mine.py")
        let valid = try Program.run(["validate", "named.yaml"], in: folder.path)
        #expect(
            valid.text.hasSuffix("with 1 replication; nothing of ./mine.py was run\n"), "\(valid.text)\(valid.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.file("ran")))
        try folder.write("def score(age:\n", to: "mine.py")
        let broken = try Program.run(["validate", "named.yaml"], in: folder.path)
        #expect(broken.status == 2)
        #expect(broken.errors.contains("plug-in ./mine.py: SyntaxError: "), "\(broken.errors)")
        #expect(broken.errors.contains("(mine.py:1)"), "\(broken.errors)")
    }
}
