import Foundation
import MarketLabTesting
import Testing

/// What happens where a policy of somebody else goes wrong, cell by cell of the table in docs/PoliciesOfYourOwn.md.
///
/// Its long form takes every fault; the short one those that the others are kin to.
@Suite(.tags(.program, .long), .hangLimit) struct FaultTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Where a policy lives.
    enum Home: String, CaseIterable, CustomTestStringConvertible {
        case inProcess = "in process"
        case isolated
        case python
        var testDescription: String { rawValue }
    }

    /// What the policy does wrong in its tenth call, in C and in Python.
    enum Fault: String, CaseIterable, CustomTestStringConvertible {
        case crash, hang, exit, fails, notANumber, writesBeside, wrongLength, prints, forks, eatsMemory, keepsPointer
        var testDescription: String { rawValue }

        var c: String {
            switch self {
            case .crash: "int *volatile nowhere = 0; *(volatile int *)nowhere = 1;"
            case .hang: "for (;;) usleep(1000);"
            case .exit: "exit(0);"
            case .fails: "return MARKET_FAILED;"
            case .notANumber: "for (int64_t row = 0; row < batch->rows; row++) scores[row] = NAN;"
            case .writesBeside: "scores[batch->rows + 2] = 1;"
            case .wrongLength: "/* The length is the platform's in C. */"
            case .prints: "printf(\"hello from the policy\\n\"); fflush(stdout);"
            case .forks: "if (!fork()) { for (;;) pause(); }"
            case .eatsMemory:
                "for (;;) { volatile char *more = malloc(1 << 26); for (int at = 0; at < 1 << 26; at += 4096) more[at] = 1; }"
            case .keepsPointer: "static volatile const float *kept; if (kept) (void)*kept; kept = scores;"
            }
        }

        var python: String {
            switch self {
            case .crash: "os.kill(os.getpid(), signal.SIGSEGV)"
            case .hang: "while True: pass"
            case .exit: "os._exit(0)"
            case .fails: "raise ValueError('this model has no weights')"
            case .notANumber: "return numpy.full(len(age), numpy.nan)"
            case .writesBeside: "age[0] = 1"
            case .wrongLength: "return numpy.zeros(len(age) + 1)"
            case .prints: "print('hello from the policy')"
            case .forks: "os.fork() or time.sleep(1000)"
            case .eatsMemory: "kept = [numpy.ones(1 << 23) for _ in range(10**6)]"
            case .keepsPointer: "self.kept = age"
            }
        }
    }

    private func plugin(_ fault: Fault, _ home: Home) throws -> String {
        guard home == .python else {
            return try PluginKit.ranker("if (own->number == 10) { \(fault.c) }", named: "faulty", in: folder)
        }
        try folder.write(
            """
            import os, signal, time
            import numpy
            from marketlab import RankingPolicy

            class Faulty(RankingPolicy):
                def reset(self, key):
                    self.number = 0

                def score(self, age):
                    self.number += 1
                    if self.number == 10:
                        \(fault.python)
                    return -age
            """, to: "faulty.py")
        return folder.file("faulty.py")
    }

    private func run(_ fault: Fault, _ home: Home, _ more: String = "") throws -> Program.Ran {
        let plugin = try plugin(fault, home)
        guard fault == .eatsMemory else { return try run(plugin: plugin, home, more) }
        // To take memory takes time.
        try write(plugin: plugin, home, ", memory_limit: 200MB\(more)", timeLimit: "1m")
        // In its own process nothing but the system bounds it.
        let bound = home == .inProcess ? "ulimit -v 2500000; " : ""
        return try Program.shell(
            "\(bound)exec $MARKETLAB run faulty.yaml --out out --threads 1 --quiet --format json", in: folder.path)
    }

    private func run(plugin: String, _ home: Home, _ more: String = "") throws -> Program.Ran {
        try write(plugin: plugin, home, more)
        return try Program.run(
            ["run", "faulty.yaml", "--out", "out", "--threads", "1", "--quiet", "--format", "json"], in: folder.path)
    }

    private func write(plugin: String, _ home: Home, _ more: String, timeLimit: String = "300ms") throws {
        try folder.write(
            """
            scenario: faulty
            seed: 1
            replications: 1
            market:
              users: {count: 40, sessions_per_week: 5}
              listings: {initial: 300, arrivals_per_day: 20}
            experiment:
              warmup: 0d
              length: 2d
              followup: 0d
              metrics: [ctr, orders]
              arms:
                control: {policies: {ranking: random}}
                treatment:
                  policies:
                    ranking: {policy: \(plugin), time_limit: \(timeLimit), isolate: \(home == .isolated)\(more)}
            """, to: "faulty.yaml")
    }

    private static let faults =
        TestOptions.isLong ? Fault.allCases : [.crash, .hang, .fails, .writesBeside, .eatsMemory, .prints]

    @Test(arguments: faults, Home.allCases)
    func aFaultIsNamedOrDoesNoHarm(fault: Fault, home: Home) throws {
        let ran = try run(fault, home)
        #expect(!ran.endedBySignal)
        switch fault {
        case .notANumber, .prints, .forks, .keepsPointer,
            .wrongLength where home != .python || fault != .wrongLength:
            #expect(ran.status == 0, "\(ran.errors)")
            #expect((try? JSONSerialization.jsonObject(with: ran.output)) != nil, "\(ran.text.prefix(200))")
            if fault == .prints { try holdsWhatWasPrinted(ran) } else { #expect(ran.said.isEmpty, "\(ran.errors)") }
            return
        default: break
        }
        let words: String =
            switch fault {
            case .crash: "crashed"
            case .hang: "it took longer than its time limit of 300 ms"
            case .eatsMemory:
                home == .inProcess
                    ? "it crashed (memory that is not its own" : "it took more memory than its limit of 200MB"
            case .exit: home == .inProcess ? "it ended the process" : "ended with exit code 0"
            case .fails:
                home == .python ? "ValueError: this model has no weights (faulty.py:12)" : "this model has no weights"
            case .writesBeside: home == .python ? "read-only (faulty.py:12)" : "it wrote beside its answer scores"
            default: "its scores have shape"
            }
        let endsProcess = home == .inProcess && [.crash, .hang, .exit, .eatsMemory].contains(fault)
        #expect(ran.status == (endsProcess ? 70 : 2), "\(ran.errors)")
        #expect(ran.said.count == 1, "\(ran.errors)")
        #expect(ran.errors.contains(words), "\(ran.errors)")
        #expect(ran.errors.contains("faulty"))
        #expect(ran.errors.contains("failed in `score`"), "\(ran.errors)")
        #expect(ran.errors.contains("at simulated time 0d"))
        #expect(ran.output.isEmpty)
    }

    /// Each world's tenth call printed a line.
    private func holdsWhatWasPrinted(_ ran: Program.Ran) throws {
        let lines = try folder.text("out/policies.log").split(separator: "\n")
        #expect(ran.said.count == 1 && ran.errors.hasPrefix("note: policy "), "\(ran.errors)")
        #expect(ran.errors.hasSuffix("printed \(lines.count) lines: out/policies.log\n"), "\(ran.errors)")
        #expect(lines.count > 1)
        #expect(lines.allSatisfy { $0.hasSuffix(": hello from the policy") }, "\(lines)")
    }

    /// What it says last is what its author looks for.
    @Test func whatALibraryPrintsBeforeItCrashesIsKept() throws {
        let plugin = try PluginKit.ranker(
            "if (own->number == 10) { printf(\"ten\\n\"); fprintf(stderr, \"ten again\\n\"); int *volatile nowhere = 0; *(volatile int *)nowhere = 1; }",
            named: "faulty", in: folder)
        let ran = try run(plugin: plugin, .inProcess)
        #expect(ran.status == 70, "\(ran.errors)")
        #expect(try folder.text("out/policies.log") == "\(plugin): ten\n\(plugin): ten again\n")
    }

    @Test func aLibraryThatIsKeptApartIsNeverLoadedByTheRun() throws {
        let plugin = try PluginKit.ranker(
            "", named: "apart",
            before: """
                __attribute__((constructor)) static void loaded(void) {
                    FILE *file = fopen("\(folder.file("loads"))", "a");
                    fprintf(file, "%d\\n", (int)getpid());
                    fclose(file);
                }
                """, in: folder)
        try write(plugin: plugin, .isolated, "")
        let started = try Program.started(["run", "faulty.yaml", "--out", "out", "--quiet"], in: folder.path)
        let number = started.number
        let ran = try started.wait()
        #expect(ran.status == 0, "\(ran.errors)")
        let loads = try folder.text("loads").split(separator: "\n").compactMap { Int32($0) }
        #expect(loads.count > 1)
        #expect(!loads.contains(number))
    }

    @Test func aPropertyThatCannotBeIsToldInWholeNumbers() throws {
        try folder.write(
            """
            from marketlab import RankingPolicy

            class Faulty(RankingPolicy):
                remembered_count = 65

                def score(self, age):
                    return -age
            """, to: "much.py")
        let ran = try run(plugin: folder.file("much.py"), .python)
        #expect(ran.status == 2)
        #expect(ran.errors.contains("its remembered_count is 65; expected 0 to 64"), "\(ran.errors)")
    }

    /// A challenger takes over what its like in control has learnt: where it cannot, the fault is the policy's.
    @Test func aStateThatCannotBeTakenOverIsToldWithTheAuthorsLine() throws {
        try folder.write(
            """
            from marketlab import RankingPolicy

            class Forgetful(RankingPolicy):
                remembered_count = 1

                def score(self, age):
                    return -age

                def learn(self, outcomes):
                    pass

                def save(self):
                    return b"abc"

                def load(self, state):
                    raise RuntimeError("cannot load")
            """, to: "forgetful.py")
        try folder.write(
            """
            replications: 1
            market: {users: {count: 60}, listings: {initial: 300}}
            policies: {ranking: ./forgetful.py}
            experiment: {warmup: 1d, length: 1d, followup: 1d}
            """, to: "forgetful.yaml")
        let ran = try Program.run(["run", "forgetful.yaml", "--quiet"], in: folder.path)
        #expect(ran.status == 2 && ran.said.count == 1, "\(ran.errors)")
        #expect(ran.errors.contains("failed in `load`"), "\(ran.errors)")
        #expect(ran.errors.contains("RuntimeError: cannot load (forgetful.py:16)"), "\(ran.errors)")
    }

    @Test(
        arguments: TestOptions.isLong ? [Fault.crash, .hang, .exit, .eatsMemory, .fails] : [.crash],
        [Home.isolated, .python])
    func theSlotsDefaultAnswersWhereTheScenarioSaysSoAndIsCounted(fault: Fault, home: Home) throws {
        let ran = try run(fault, home, ", on_failure: fallback")
        #expect(ran.status == 0, "\(ran.errors)")
        #expect(ran.text.contains("its slot's default answered"), "\(ran.text.prefix(300))")
        #expect(ran.text.contains("what is read out is a mixture of both"))
    }

    @Test(arguments: [Home.isolated, .python])
    func aKilledRunLeavesNoProcess(home: Home) throws {
        let plugin = try plugin(.hang, home)
        try folder.write(
            """
            scenario: faulty
            market: {users: {count: 60}, listings: {initial: 300}}
            experiment:
              arms:
                control: {policies: {ranking: random}}
                treatment: {policies: {ranking: {policy: \(plugin), time_limit: 1h, isolate: \(home == .isolated)}}}
            """, to: "faulty.yaml")
        let started = try Program.started(["run", "faulty.yaml", "--out", "out", "--quiet"], in: folder.path)
        func workers() throws -> Int {
            try Program.other("pgrep", ["-f", plugin]).text.split(separator: "\n").count
        }
        /// Asks until there are workers, or none, for as long as may be.
        func comes(to areThere: Bool, within seconds: Double) throws -> Bool {
            let end = Date(timeIntervalSinceNow: seconds)
            while try (workers() > 0) != areThere {
                guard Date() < end else { return false }
                Thread.sleep(forTimeInterval: 0.05)
            }
            return true
        }
        #expect(try comes(to: true, within: 60))
        started.send(SIGKILL)
        _ = try started.wait()
        #expect(try comes(to: false, within: 10))
    }
}
