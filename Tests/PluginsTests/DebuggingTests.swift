import Foundation
import MarketLabTesting
import Testing

/// What authors debug with: recorded batches, a debugger in the policy, and a conformance run that finds what memory hides.
@Suite(.tags(.program), .hangLimit) struct DebuggingTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func scenario(_ policies: String) throws {
        try folder.write(
            """
            scenario: debugged
            seed: 1
            replications: 1
            market:
              users: {count: 40, sessions_per_week: 5}
              listings: {initial: 300, arrivals_per_day: 20}
              ads: {campaigns: 4, budget_least: 1 USD, budget_most: 5 USD}
            experiment:
              warmup: 1d
              length: 1d
              followup: 0d
              metrics: [ctr, orders]
              arms: {control: {}, treatment: {policies: {\(policies)}}}
            """, to: "debugged.yaml")
    }

    // MARK: - The conformance run

    @Test func aPointerThatIsKeptIsFoundByTheConformanceRun() throws {
        _ = try PluginKit.ranker(
            "if (own->kept) { scores[0] += 0 * own->kept[0]; } own->kept = age;", named: "keeps", in: folder)
        let checked = try Program.run(["policy", "check", "./keeps.so"], in: folder.path)
        #expect(checked.status == 3, "\(checked.text)\(checked.errors)")
        #expect(
            checked.text.contains("✗ uses nothing of a call that is over: it used memory of a call that was over"),
            "\(checked.text)")
    }

    @Test func aViewThatIsKeptIsFoundByTheConformanceRun() throws {
        try folder.write(
            """
            from marketlab import RankingPolicy

            class Keeps(RankingPolicy):
                def score(self, age):
                    self.age = age
                    print("one more")
                    return -age
            """, to: "keeps.py")
        let checked = try Program.run(["policy", "check", "./keeps.py"], in: folder.path)
        #expect(checked.status == 3, "\(checked.text)\(checked.errors)")
        #expect(checked.text.contains("it kept a view of a column"), "\(checked.text)")
        #expect(checked.text.contains("(keeps.py:4)"), "\(checked.text)")
        #expect(checked.text.contains(" lines:\n  one more\n"), "\(checked.text)")
        #expect(checked.errors.isEmpty, "\(checked.errors)")
    }

    /// Whether the C compiler here has the address sanitizer.
    private static let sanitizes: Bool = {
        guard let folder = try? TemporaryFolder() else { return false }
        return (try? PluginKit.library("int a;", named: "a", in: folder, flags: ["-fsanitize=address"])) != nil
    }()

    @Test(
        .enabled(if: sanitizes),
        arguments: [
            ("if (own->number == 3) own[1].number = 1;", "heap-buffer-overflow"),
            (
                "static int *gone; if (!gone) { free(gone = malloc(sizeof *gone)); } own->number += *(volatile int *)gone;",
                "heap-use-after-free"
            ),
        ])
    func whatTheAddressSanitizerFindsFailsWithItsFirstSentence(body: String, found: String) throws {
        let file = try PluginKit.ranker(
            body, named: "bad", in: folder,
            flags: ["-O1", "-g", "-fsanitize=address", "-Wno-use-after-free", "-Wno-array-bounds"])
        let checked = try Program.run(["policy", "check", file], in: folder.path)
        #expect(checked.status == 3, "\(checked.text)\(checked.errors)")
        #expect(checked.text.contains("the address sanitizer found \(found) in score (bad.c:"), "\(checked.text)")
    }

    @Test(.enabled(if: sanitizes)) func aSoundLibraryPassesUnderTheAddressSanitizer() throws {
        let file = try PluginKit.ranker("", named: "good", in: folder, flags: ["-g", "-fsanitize=address"])
        let checked = try Program.run(["policy", "check", file], in: folder.path)
        #expect(checked.status == 0, "\(checked.text)\(checked.errors)")
        #expect(checked.text.contains("✓ the address sanitizer finds nothing"), "\(checked.text)")
    }

    // MARK: - Recordings

    /// A Python that has what reads Arrow files; `make arrow` makes one.
    private static let python: String? = [TestOptions.python, "python3"].compactMap(\.self).first { command in
        (try? Program.other(command, ["-c", "import numpy, pyarrow"]).status) == 0
    }

    /// Of a plug-in in either language and of a policy of the program: the same calls, with the same answers.
    @Test(arguments: [
        ("ranking: ./content-affinity.so", "treatment/ranking"),
        ("ranking: ./content_affinity.py", "treatment/ranking"),
        ("ranking: content-affinity", "treatment/ranking"),
    ])
    func aRecordingIsPlayedBack(policies: String, place: String) throws {
        _ = try PluginKit.example("content-affinity", in: folder)
        try folder.write(
            try Checkout.text("examples/policies/python/content_affinity.py"), to: "content_affinity.py")
        try scenario(policies)
        let ran = try Program.run(
            ["policy", "record", "debugged.yaml", "--policy", place, "--to", "recorded", "--calls", "40"],
            in: folder.path)
        #expect(ran.status == 0, "\(ran.errors)")
        #expect(ran.text.hasPrefix("score   40 calls   recorded/score.arrow\n"), "\(ran.text)")
        #expect(try folder.text("recorded/recording.json").contains(#""arm" : "treatment""#))
        guard let python = Self.python else { return }
        try folder.write(
            """
            import importlib, sys
            sys.path[:0] = ["\(Checkout.file("python").path)", "."]
            import marketlab, content_affinity
            policy = next(value for value in vars(content_affinity).values() if getattr(value, "slot", "") == "ranking"
                          and getattr(value, "__module__", "") == "content_affinity" or hasattr(value, "marketlab_policy"))
            calls = marketlab.replay(policy, "recorded")
            print(len(calls), sum(call.agrees for call in calls), calls[-1].time > 0, calls[0].recorded["scores"].dtype)
            """, to: "play.py")
        let played = try Program.other(python, ["play.py"], in: folder.path)
        #expect(played.text == "40 40 True float32\n", "\(played.text)\(played.errors)")
    }

    /// As many instances as campaigns, several calls, and bids in force that are not 0.
    @Test func allCallsOfAPolicyAreRecordedInTheirOrder() throws {
        try scenario("bidding: dual-descent")
        let ran = try Program.run(
            ["policy", "record", "debugged.yaml", "--policy", "treatment/bidding", "--to", "recorded"], in: folder.path)
        #expect(ran.status == 0, "\(ran.errors)")
        #expect(ran.text.contains("begin   "), "\(ran.text)")
        guard let python = Self.python else { return }
        try folder.write(
            """
            import glob, json, pyarrow.ipc as ipc
            tables = {file: ipc.open_file(file).read_all() for file in glob.glob("recorded/*.arrow")}
            numbers = sorted(number for table in tables.values() for number in table["call"].to_pylist())
            said = json.load(open("recorded/recording.json"))
            print(numbers == list(range(len(numbers))), sum(said["calls"].values()) == len(numbers) > 8)
            table = tables["recorded/begin.arrow"]
            print(table.schema.field("budget").metadata[b"meaning"] != b"", len(said["instances"]) > 3)
            """, to: "look.py")
        let looked = try Program.other(python, ["look.py"], in: folder.path)
        #expect(looked.text == "True True\nTrue True\n", "\(looked.text)\(looked.errors)")
    }

    @Test func aRecordingThatIsThereIsReplacedAndThatIsSaid() throws {
        func record(_ policy: String, _ place: String) throws -> Program.Ran {
            try scenario(policy)
            return try Program.run(
                ["policy", "record", "debugged.yaml", "--policy", place, "--to", "recorded", "--calls", "5"],
                in: folder.path)
        }
        #expect(try record("bidding: dual-descent", "treatment/bidding").errors.isEmpty)
        let again = try record("ranking: popularity", "treatment/ranking")
        #expect(again.said == ["note: the recording that was in recorded is replaced"])
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.file("recorded")).sorted()
        #expect(files == ["recording.json", "score.arrow"])
    }

    @Test func whoseCallsAreRecordedMustBeClear() throws {
        try scenario("ranking: popularity")
        func said(_ more: [String]) throws -> String {
            let ran = try Program.run(
                ["policy", "record", "debugged.yaml", "--to", "recorded"] + more, in: folder.path)
            #expect(ran.status == 2)
            return ran.errors
        }
        #expect(try said([]).contains("has no plug-in; say whose calls are recorded with --policy, one of control/"))
        #expect(try said(["--policy", "ranking"]).contains("--policy is ranking; expected one of control/retrieval, "))
        #expect(!FileManager.default.fileExists(atPath: folder.file("recorded")))
    }

    /// The call that a policy fails on is what its author wants to see.
    @Test func whatAPolicyFailsOnIsRecorded() throws {
        _ = try PluginKit.ranker("if (own->number == 3) return MARKET_FAILED;", named: "fails", in: folder)
        try scenario("ranking: ./fails.so")
        let ran = try Program.run(["policy", "record", "debugged.yaml", "--to", "recorded"], in: folder.path)
        #expect(ran.status == 2)
        #expect(ran.errors.contains("this model has no weights"), "\(ran.errors)")
        #expect(ran.text.hasPrefix("score   3 calls   "), "\(ran.text)")
    }

    // MARK: - Debuggers

    private func stopping() throws {
        try folder.write(
            """
            from marketlab import RankingPolicy

            class Stops(RankingPolicy):
                def reset(self, key):
                    self.number = 0

                def score(self, age):
                    self.number += 1
                    if self.number == 2:
                        breakpoint()
                    return -age
            """, to: "stops.py")
        try scenario("ranking: {policy: ./stops.py, time_limit: 200ms}")
    }

    @Test func aBreakpointSaysWhatItLacks() throws {
        try stopping()
        let ran = try Program.run(["run", "debugged.yaml", "--out", "out", "--quiet"], in: folder.path)
        #expect(ran.status == 2)
        #expect(ran.errors.contains("RuntimeError: breakpoint() needs `--debug-policy`; "), "\(ran.errors)")
        #expect(ran.errors.contains("(stops.py:10)"), "\(ran.errors)")
    }

    /// A debugger has a terminal of its own, and as much time as it likes.
    @Test func aBreakpointReadsTheTerminal() throws {
        try stopping()
        try folder.write(
            """
            import os, pty, sys, time
            child, terminal = pty.fork()
            if not child:
                os.execv(os.environ["MARKETLAB"], ["marketlab"] + sys.argv[1:])
            said = b""
            asked = 0
            while True:
                try:
                    part = os.read(terminal, 1 << 16)
                except OSError:
                    break
                if not part:
                    break
                said += part
                while said.count(b"(Pdb) ") > asked:
                    asked += 1
                    time.sleep(0.3)
                    os.write(terminal, b"p ('seen', age.shape, self.number)\\n" if asked % 2 else b"c\\n")
            status = os.waitpid(child, 0)[1]
            print(os.waitstatus_to_exitcode(status), asked, said.decode().count("('seen', ("))
            """, to: "terminal.py")
        let ran = try Program.other(
            "python3", ["terminal.py", "run", "debugged.yaml", "--out", "out", "--debug-policy"], in: folder.path)
        let numbers = ran.text.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
        try #require(numbers.count == 3, "\(ran.text)\(ran.errors)")
        #expect(numbers[0] == 0)
        #expect(numbers[1] >= 2 && numbers[1] % 2 == 0 && numbers[2] == numbers[1] / 2, "\(numbers)")
    }

    @Test func aDebuggerHasAllTheTimeThatItLikes() throws {
        _ = try PluginKit.ranker("if (own->number == 2) usleep(400000);", named: "slow", in: folder)
        try scenario("ranking: {policy: ./slow.so, time_limit: 100ms}")
        let slow = try Program.run(["run", "debugged.yaml", "--out", "out", "--quiet"], in: folder.path)
        #expect(slow.status == 70)
        #expect(
            slow.errors.contains("failed in `score`") && slow.errors.contains("longer than its time limit of 100 ms"),
            "\(slow.errors)")
        let ran = try Program.run(["run", "debugged.yaml", "--out", "out", "--debug-policy"], in: folder.path)
        #expect(ran.status == 0, "\(ran.errors)")
    }
}
