import Foundation
import MarketLab
import Plugins

/// What policies of other people cost: a world ranked by the same policy in each home, and a request of a policy in Python that does
/// nothing.
struct PolicyBenchmark {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../..").standardized.path
    private let folder = NSTemporaryDirectory() + "marketlab-bench-\(ProcessInfo.processInfo.processIdentifier)"

    static func run() throws {
        let benchmark = PolicyBenchmark()
        try FileManager.default.createDirectory(atPath: benchmark.folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: benchmark.folder) }
        try benchmark.worlds()
        try benchmark.requests()
    }

    // MARK: - Whole worlds

    /// Processor time of a world with its workers: the ranking policy `content-affinity` built in, and its ports.
    private func worlds() throws {
        let affinity = "content-affinity"
        var homes: [(name: String, policy: String, parameters: [String: ParameterValue], isLibrary: Bool)] = []
        let swift = "\(Self.root)/.build/release/libBuiltInPlugin.so"
        if FileManager.default.fileExists(atPath: swift) {
            homes.append(("Swift plug-in", "\(swift)#\(affinity)", [:], true))
        } else {
            Line.show("  Swift plug-in", "not measured", "swift build -c release makes \(swift)")
        }
        if let library = try compiled(affinity) {
            homes.append(("C library", library, [:], true))
            homes.append(("C library, isolated", library, ["isolate": true], false))
        } else {
            Line.show("  C library", "not measured", "there is no C compiler (cc)")
        }
        homes.append(("Python", "\(Self.root)/examples/policies/python/content_affinity.py", [:], false))
        var own: [Double] = []
        var seconds = [[Double]](repeating: [], count: homes.count)
        var requests = 0
        // What a library costs is a few per cent: more rounds than of what costs several times as much.
        for round in 0..<9 {
            own.append(try world(PolicyChoice(affinity), &requests))
            for (place, home) in homes.enumerated() where home.isLibrary || round < 3 {
                seconds[place].append(try world(choice(home.policy, home.parameters), &requests))
            }
        }
        Line.show("a world ranked by \(affinity)", "\(Line.digits(median(own))) s", "\(Line.count(requests)) requests")
        for (place, home) in homes.enumerated() {
            let ratios = zip(seconds[place], own).map { $0 / $1 }
            let more = (median(seconds[place]) - median(own)) / Double(requests) * 1e6
            Line.show(
                "  \(home.name)", "\(Line.digits(median(seconds[place]))) s",
                "\(Line.digits(max(0, more))) µs more per request", Line.digits(median(ratios)))
        }
    }

    private func choice(_ name: String, _ parameters: [String: ParameterValue]) -> (PolicyChoice, PolicyRegistry)? {
        var registry = PolicyRegistry.builtIn
        let finder = PluginFinder(path: [])
        guard let entry = try? finder.entry(.ranking, named: name, in: ScenarioPlace(), policies: registry) else {
            return nil
        }
        registry.add(entry)
        return (PolicyChoice(name, parameters, origin: entry.origin), registry)
    }

    private func world(_ choice: (PolicyChoice, PolicyRegistry)?, _ requests: inout Int) throws -> Double {
        guard let choice else { return .nan }
        return try world(choice.0, in: choice.1, &requests)
    }

    private func world(
        _ choice: PolicyChoice, in policies: PolicyRegistry = .builtIn, _ requests: inout Int
    ) throws -> Double {
        /// Counts requests.
        final class Counter: JournalConsumer {
            var requests = 0
            func consume(_ records: borrowing Span<JournalRecord>) {
                for index in records.indices where records[index].kind == .request { requests += 1 }
            }
        }
        var plan = BenchmarkPlan.plan(users: 8_000, listings: 20_000, days: 28)
        for arm in plan.arms.indices { plan.arms[arm].policies[.ranking] = choice }
        let counter = Counter()
        let start = Stopwatch.processSeconds + Stopwatch.endedChildrenSeconds
        _ = try WorldRunner(plan: plan, policies: policies).run(BenchmarkPlan.experiment, consumers: [counter]) { _ in
            true
        }
        requests = counter.requests
        return Stopwatch.processSeconds + Stopwatch.endedChildrenSeconds - start
    }

    /// The example in C as a library; nil where there is no compiler.
    private func compiled(_ name: String) throws -> String? {
        let library = "\(folder)/\(name).so"
        let compiler = Process()
        compiler.executableURL = URL(filePath: "/usr/bin/env")
        // At -O2, GCC 12 leaves loops of unknown length as they are, and the same sums take four times as long.
        compiler.arguments = [
            "cc", "-O3", "-ffp-contract=off", "-shared", "-fPIC", "-I", "\(Self.root)/Sources/CMarketPolicy",
            "\(Self.root)/examples/policies/c/\(name).c", "-o", library,
        ]
        try compiler.run()
        compiler.waitUntilExit()
        return compiler.terminationStatus == 0 ? library : nil
    }

    // MARK: - Requests

    /// Time on the clock per request of a policy in Python that answers what it has at hand, of 256 candidates each.
    private func requests() throws {
        let text = """
            import numpy
            from marketlab import ranking

            HAND = numpy.zeros(256 * 256, numpy.float32)

            @ranking(name="alone-one")
            def alone_one(age):
                "Reads a column."
                return HAND[: len(age)]

            @ranking(name="alone-all")
            def alone_all(content, profile):
                "Reads the content."
                return HAND[: content.shape[1]]

            @ranking(name="together-one", call="score_requests")
            def together_one(age, requests):
                "Reads a column."
                return HAND[: len(age)]

            @ranking(name="together-all", call="score_requests")
            def together_all(content, profile, requests):
                "Reads the content."
                return HAND[: content.shape[1]]
            """
        let file = "\(folder)/nothing.py"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        for (name, words, together) in [
            ("alone-one", "a signal, one by one", 1), ("alone-all", "content, one by one", 1),
            ("together-one", "a signal, in batches of 256", 256), ("together-all", "content, in batches of 256", 256),
        ] {
            guard let (choice, registry) = choice("\(file)#\(name)", [:]) else {
                Line.show("Python, \(words)", "not measured", "python3 with numpy is needed")
                continue
            }
            let policy = registry.make(.ranking, choice, seed: 1)
            let requests = SyntheticRequests(count: together)
            let calls = max(40, 20_000 / together)
            let seconds = (0..<9).map { _ in
                let start = Stopwatch.wallSeconds
                for _ in 0..<calls { requests.score(by: policy) }
                return (Stopwatch.wallSeconds - start) / Double(calls * together)
            }
            Line.show(
                "Python, \(words)", "\(Line.digits(median(seconds) * 1e6)) µs",
                "per request of 256 candidates, on the clock; least \(Line.digits((seconds.min() ?? 0) * 1e6)) µs")
        }
    }
}

/// Made-up requests of 256 candidates each.
private final class SyntheticRequests {
    private static let candidates = 256
    private static let dimensions = 16
    private static let categories = 30
    private let count: Int
    private let rows: Int
    private let ids: UnsafeMutablePointer<UInt32>
    private let numbers: UnsafeMutablePointer<Float>
    private let requests: UnsafeMutablePointer<UInt32>
    private let starts: UnsafeMutablePointer<Int64>
    private let declared: UnsafeMutablePointer<Int64>
    private let randoms: UnsafeMutablePointer<UInt64>

    init(count: Int) {
        self.count = count
        rows = count * Self.candidates
        (ids, requests) = (.allocate(capacity: rows), .allocate(capacity: rows))
        for row in 0..<rows { (ids[row], requests[row]) = (UInt32(row), UInt32(row / Self.candidates)) }
        let most = rows * max(Self.dimensions, Signal.allCases.count)
        numbers = .allocate(capacity: most)
        numbers.initialize(repeating: 0.5, count: most)
        starts = .allocate(capacity: count + 1)
        (declared, randoms) = (.allocate(capacity: count), .allocate(capacity: count))
        for request in 0...count { starts[request] = Int64(request * Self.candidates) }
        declared.initialize(repeating: -1, count: count)
        randoms.initialize(repeating: 1, count: count)
    }

    deinit {
        ids.deallocate()
        requests.deallocate()
        numbers.deallocate()
        starts.deallocate()
        declared.deallocate()
        randoms.deallocate()
    }

    func score(by policy: any RankingPolicy) {
        var scores = [Float](repeating: 0, count: rows)
        var remembered: [Float] = []
        var answers = RankingAnswers(scores: scores.mutableSpan, remembered: remembered.mutableSpan)
        guard count > 1 else {
            policy.score(
                RankingBatch(
                    count: rows, dimensions: Self.dimensions, random: 1, user: 0, stride: rows, ids: ids,
                    content: numbers,
                    signals: numbers, own: numbers, ownSignalCount: 0, profile: numbers,
                    categoryCount: Self.categories, affinity: numbers,
                    session: SessionHistory(
                        count: 0, declaredCategory: nil,
                        categories: UnsafeRawPointer(ids).assumingMemoryBound(to: UInt8.self), outcomes: ids)),
                into: &answers)
            return
        }
        policy.scoreRequests(
            RankingRequests(
                count: rows, requestCount: count, dimensions: Self.dimensions, stride: rows, ids: ids,
                content: numbers, signals: numbers, own: numbers, ownSignalCount: 0, requests: requests,
                starts: starts, users: declared, randoms: randoms, declared: declared, profiles: numbers,
                categoryCount: Self.categories, affinities: numbers), into: &answers)
    }
}
