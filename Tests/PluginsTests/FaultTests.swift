import Foundation
import MarketLabTesting
import Testing

/// What happens where a policy of somebody else goes wrong, cell by cell of the table in docs/WritingAPolicy.md.
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
        case crash, hang, exit, fails, notANumber, writesBeside, wrongLength, prints, forks, keepsPointer
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
            case .keepsPointer: "self.kept = age"
            }
        }
    }

    private func plugin(_ fault: Fault, _ home: Home) throws -> String {
        guard home == .python else {
            return try PluginKit.library(
                """
                #include "marketpolicy.h"
                #include <math.h>
                #include <stdio.h>
                #include <stdlib.h>
                #include <unistd.h>
                static int32_t create(const MarketPolicy *self, const MarketHost *host, const char *parameters, void **policy,
                                      char *error, size_t size) {
                    (void)self, (void)host, (void)parameters, (void)error, (void)size;
                    return (*policy = calloc(1, sizeof(int))) ? MARKET_OK : MARKET_FAILED;
                }
                static int32_t score(void *policy, const MarketBatch *batch) {
                    const float *age = market_values(&batch->inputs[0], 0);
                    float *scores = market_answers(&batch->answers[0], 0);
                    for (int64_t row = 0; row < batch->rows; row++) scores[row] = -age[row];
                    if (++*(int *)policy == 10) { \(fault.c) }
                    return MARKET_OK;
                }
                static const char *last_error(void *policy) { (void)policy; return "this model has no weights"; }
                static const char *const columns[] = {MARKET_COLUMN_AGE, NULL};
                static const MarketCall calls[] = {{sizeof(MarketCall), MARKET_CALL_SCORE, columns}};
                static const MarketPolicy faulty = {.struct_size = sizeof(MarketPolicy), .slot = MARKET_SLOT_RANKING,
                    .name = "faulty", .summary = "Goes wrong.", .call_count = 1, .calls = calls, .create = create,
                    .decide = score, .destroy = free, .last_error = last_error};
                static const MarketPolicy *const policies[] = {&faulty};
                static const MarketPlugin plugin = {.struct_size = sizeof(MarketPlugin), .abi = MARKET_ABI_VERSION,
                    .id = "faulty", .version = "1", .policy_count = 1, .policies = policies};
                const MarketPlugin *market_policy_plugin(uint32_t abi, const char **reason) {
                    (void)abi, (void)reason;
                    return &plugin;
                }
                """, named: "faulty", in: folder)
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

    private func run(_ fault: Fault, _ home: Home, _ more: String = "", format: String = "json") throws -> Program.Ran {
        let plugin = try plugin(fault, home)
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
                    ranking: {policy: \(plugin), time_limit: 300ms, isolate: \(home == .isolated)\(more)}
            """, to: "faulty.yaml")
        return try Program.run(
            ["run", "faulty.yaml", "--out", "out", "--threads", "1", "--quiet", "--format", format], in: folder.path)
    }

    private static let faults = TestOptions.isLong ? Fault.allCases : [.crash, .hang, .fails, .writesBeside]

    @Test(arguments: faults, Home.allCases)
    func aFaultIsNamedOrDoesNoHarm(fault: Fault, home: Home) throws {
        let ran = try run(fault, home)
        #expect(!ran.endedBySignal)
        switch fault {
        case .notANumber, .prints, .forks, .keepsPointer,
            .wrongLength where home != .python || fault != .wrongLength:
            #expect(ran.status == 0, "\(ran.errors)")
            #expect((try? JSONSerialization.jsonObject(with: ran.output)) != nil, "\(ran.text.prefix(200))")
            return
        default: break
        }
        let words: String =
            switch fault {
            case .crash: "crashed"
            case .hang: "longer than its time limit"
            case .exit: home == .inProcess ? "it ended the process" : "ended with exit code 0"
            case .fails:
                home == .python ? "ValueError: this model has no weights (faulty.py:12)" : "this model has no weights"
            case .writesBeside: home == .python ? "read-only (faulty.py:12)" : "it wrote beside its answer scores"
            default: "its scores have shape"
            }
        let endsProcess = home == .inProcess && [.crash, .hang, .exit].contains(fault)
        #expect(ran.status == (endsProcess ? 70 : 2), "\(ran.errors)")
        #expect(ran.said.count == 1, "\(ran.errors)")
        #expect(ran.errors.contains(words), "\(ran.errors)")
        #expect(ran.errors.contains("faulty"))
        #expect(ran.errors.contains("at simulated time 0d"))
        #expect(ran.output.isEmpty)
    }

    @Test(arguments: TestOptions.isLong ? [Fault.crash, .hang, .exit, .fails] : [.crash], [Home.isolated, .python])
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
        for _ in 0..<200 where try workers() == 0 { Thread.sleep(forTimeInterval: 0.05) }
        #expect(try workers() > 0)
        started.send(SIGKILL)
        _ = try started.wait()
        for _ in 0..<60 where try workers() > 0 { Thread.sleep(forTimeInterval: 0.05) }
        #expect(try workers() == 0)
    }
}
