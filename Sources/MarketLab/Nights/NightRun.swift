import Experiments
import Foundation
import PolicyKit
import Reports
import RunStore
import Scenarios

/// Carries out a night: runs its scenarios, compares them with earlier nights, and writes the site.
struct NightRun {
    /// Paths of scenario files, in the order in which they are run.
    let files: [String]
    /// The site's folder.
    let folder: String
    /// The run store's file.
    let store: String
    let threads: Int
    /// Instead of the scenarios' own.
    var replications: Int?
    /// Seconds for replications; nil where there is no bound.
    var budget: Double?
    /// What the runs are compared with; nil for the newest in which nothing had moved.
    var baseline: NightBaseline?
    /// Earlier nights that are kept.
    var keep = 90
    var policies: PolicyRegistry
    /// Options of the command that a run's command has, too.
    var words = ""
    var quiet = false

    /// - Throws: what keeps the whole night from being run, and a person's wish to stop.
    func carryOut() async throws -> Night {
        let locks = [
            try NightLock("\(folder)/.night", of: "writing into \(folder)"),
            try NightLock("\(store).lock", of: "kept in \(store)"),
        ]
        defer { withExtendedLifetime(locks) {} }
        let start = ContinuousClock.now
        let (accepted, unreadable) = AcceptedChanges.reading(beside: files)
        let (runs, damage) = try NightStore.open(store)
        let baseline = try self.baseline.map { try NightHistory.Baseline($0, in: runs) }
        let record = try runs.beginNight(at: Date())
        let (history, unread) = NightHistory.reading(
            runs, before: record.number, accepted: accepted, baseline: baseline)
        var scenarios = read()
        try await run(&scenarios, of: record, in: runs.path, after: history)
        let entries = compare(scenarios.map(\.entry), history, accepted)
        let clock = NightlySummary.Clock(
            startedAt: record.startedAt, seconds: (ContinuousClock.now - start) / .seconds(1), budget: budget)
        func write(_ historyProblem: String?) throws -> Night {
            let summary = NightlySummary(
                entries, night: record.number, clock: clock, version: MarketLabVersion.current,
                historyProblem: historyProblem, since: history?.nights.first)
            let night = Night(entries, summary: summary, past: history?.nights ?? [])
            try night.write(to: folder)
            return night
        }
        let night = try write(damage ?? unread ?? unreadable)
        do {
            try finish(record, night.summary, in: runs, history)
        } catch let error as StoreProblem {
            StandardStreams.say("error: \(error)")
            return try write("This night could not be kept for later nights to be compared with: \(error).")
        }
        return night
    }

    // MARK: - Running

    /// A scenario of the night, and how far it is.
    private struct Member {
        let file: String
        /// Nil where it could not be read.
        var scenario: Scenario?
        var entry: NightlyEntry
        var work: NightBudget.Work
    }

    private func read() -> [Member] {
        var taken: Set<String> = []
        return files.map { file in
            func broken(_ name: String, _ problems: [String]) -> Member {
                for problem in problems { StandardStreams.say("error: \(problem)") }
                var work = NightBudget.Work(planned: 0)
                work.isOver = true
                return Member(
                    file: file, scenario: nil,
                    entry: NightlyEntry(
                        scenario: name, title: name, outcome: .problem(problems.joined(separator: "\n"))),
                    work: work)
            }
            let name = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
            do {
                let scenario = try ScenarioReader(policies: policies).read(file: file, replications: replications)
                guard taken.insert(scenario.plan.name).inserted else {
                    return broken(name, ["\(file): another scenario of the night is named \(scenario.plan.name), too"])
                }
                return Member(
                    file: file, scenario: scenario,
                    entry: NightlyEntry(
                        scenario: scenario.plan.name, title: scenario.plan.title, outcome: .notReached),
                    work: NightBudget.Work(planned: scenario.plan.replications))
            } catch {
                return broken(name, Mistake.sentences(of: error) ?? ["\(file): \(error)"])
            }
        }
    }

    private func run(
        _ members: inout [Member], of night: NightRecord, in store: String, after history: NightHistory?
    ) async throws {
        let start = ContinuousClock.now
        let budget = NightBudget(seconds: budget)
        while let next = budget.next(members.map(\.work), spent: (ContinuousClock.now - start) / .seconds(1)) {
            guard let scenario = members[next.place].scenario else { continue }
            do {
                try await run(
                    &members[next.place], scenario, upTo: next.replications, of: night, in: store, after: history)
            } catch {
                // A fault of MarketLab's own, or a wish to stop, ends the night.
                guard let problems = Mistake.sentences(of: error) else { throw error }
                for problem in problems { StandardStreams.say("error: \(problem)") }
                members[next.place].entry = NightlyEntry(
                    scenario: scenario.plan.name, title: scenario.plan.title,
                    outcome: .problem(problems.joined(separator: "\n")))
                members[next.place].work.isOver = true
            }
        }
    }

    private func run(
        _ member: inout Member, _ scenario: Scenario, upTo replications: Int, of night: NightRecord, in store: String,
        after history: NightHistory?
    ) async throws {
        let name = scenario.plan.name
        let lookBack = scenario.expectations.map(\.lookBack).max() ?? 0
        let run = ScenarioRun(
            scenario, policies: scenario.policies,
            options: ScenarioRun.Options(
                folder: "\(folder)/\(name)", store: store, threads: threads,
                command: ChangeOptions.command(for: member.file, seed: nil, replications: self.replications, sets: [])
                    + words,
                part: ScenarioRun.Part(
                    id: "\(night.worlds)-\(name)", worlds: night.worlds, replications: replications,
                    past: lookBack > 0 ? history?.readouts(of: name, most: lookBack) ?? [] : [])))
        let watch = RunWatch(quiet: quiet) { done, missing in
            "stopped in \(name): \(done) of its \(done + missing) worlds finished and kept in \(store), "
                + "\(missing) missing; run the same command again to go on"
        }
        defer { watch.finish() }
        let start = ContinuousClock.now
        var progress: RunProgress?
        var before = 0
        let outcome: ScenarioRun.Outcome
        do {
            outcome = try await run.run {
                (progress, before) = ($0, $0.worldsDone)
                watch.begin($0)
            }
        } catch let mistake as Mistake { throw Mistake("\(member.file): \(mistake)") }
        switch outcome {
        case .interrupted(let done, let missing): throw watch.stop(done: done, missing: missing)
        case .finished(let readout, let record):
            // The wish came when its last world was done; the night is not.
            if watch.isStopping { throw watch.stop(done: watch.worlds, missing: 0) }
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            let worlds = (progress?.worldsDone ?? 0) - before
            if worlds > 0 { member.work.secondsEach = seconds / Double(max(1, replications - member.work.done)) }
            var clock = member.entry.clock ?? NightlyEntry.Clock(seconds: 0, worlds: 0, events: 0)
            clock.add(seconds: seconds, worlds: worlds, events: progress?.events ?? 0)
            member.entry = NightlyEntry(
                scenario: name, title: scenario.plan.title,
                outcome: .run(
                    NightlyEntry.Run(
                        id: record.id, readout: readout,
                        inputs: RunInputs(
                            record, build: Build.identity,
                            plan: scenario.plan.fingerprint(build: MarketLabVersion.current)
                        ))))
            member.entry.clock = clock.worlds > 0 ? clock : nil
            member.work.done = replications
            member.work.isUnclear = readout.verdict.agreement == .unclear
            member.work.needed = readout.metrics.first?.judgement?.replicationsNeeded
        }
    }

    // MARK: - Comparing

    private func compare(
        _ entries: [NightlyEntry], _ history: NightHistory?, _ accepted: AcceptedChanges
    ) -> [NightlyEntry] {
        var entries = entries
        var cases: [(place: Int, ChangeDetection.Case)] = []
        for place in entries.indices {
            guard let run = entries[place].run, let earlier = history?.earlier(of: entries[place].scenario) else {
                continue
            }
            let comparison = RunComparison(run.readout, since: earlier.readout)
            let differences = InputDifference.all(
                (run.inputs, run.readout), since: (earlier.inputs, earlier.readout))
            entries[place].earlier = NightlyEntry.Earlier(
                night: earlier.night, run: earlier.record.id, startedAt: earlier.record.startedAt,
                replications: earlier.readout.replications, comparison: comparison, differences: differences,
                accepted: earlier.accepted)
            cases.append(
                (
                    place,
                    ChangeDetection.Case(
                        comparison, differences: differences, hasSamePlan: run.inputs.hasPlan(of: earlier.inputs),
                        of: run.readout)
                ))
        }
        let detection = ChangeDetection(cases.map(\.1))
        for (one, (place, _)) in cases.enumerated() {
            entries[place].alarms = detection.alarms(at: one)
            entries[place].alarms += alarmsOfOtherNights(entries[place], history)
            entries[place].detectable = detection.detectable(at: one)
            guard !entries[place].alarms.isEmpty else { continue }
            entries[place].accepted = entries[place].readout.flatMap {
                accepted.acceptance(of: entries[place].scenario, digest: $0.journalDigest)
            }
        }
        return entries
    }

    /// What the run that all is compared with does not tell: that the scenario's newest run was repeated otherwise, and that what moved in it has not
    /// been looked at with as many replications.
    private func alarmsOfOtherNights(_ entry: NightlyEntry, _ history: NightHistory?) -> [ChangeAlarm] {
        guard let run = entry.run, let earlier = entry.earlier, let newest = history?.newest(of: entry.scenario),
            newest.record.id != earlier.run
        else { return [] }
        if !entry.alarms.contains(where: { $0.kind == .digest }) {
            let since = ChangeDetection.Case(
                RunComparison(run.readout, since: newest.readout),
                differences: InputDifference.all(
                    (run.inputs, run.readout), since: (newest.inputs, newest.readout)),
                hasSamePlan: run.inputs.hasPlan(of: newest.inputs), of: run.readout)
            let name = newest.night.map { "in night \($0)" } ?? "in the newest run"
            if let alarm = ChangeDetection.ranDifferently(since, than: name) { return [alarm] }
        }
        guard entry.alarms.isEmpty, let standing = history?.standing(of: entry.scenario),
            earlier.comparison.replications < standing.replications, !earlier.comparison.isUnchanged
        else { return [] }
        return [
            ChangeAlarm(
                kind: .standing,
                sentence:
                    "what moved in night \(standing.night) stands: \(Plural.text(standing.alarms, "alarm")), told by "
                    + "\(Plural.text(standing.replications, "replication")), of which this night has "
                    + "\(earlier.comparison.replications)")
        ]
    }

    /// Keeps what the night came to, and forgets what is older than is kept.
    private func finish(
        _ record: NightRecord, _ summary: NightlySummary, in runs: RunStore, _ history: NightHistory?
    ) throws {
        var record = record
        record.summary = try summary.json()
        try runs.finish(record)
        // A night that this one was compared with is needed as long as its scenario's alarm stands.
        let needed = summary.runs.compactMap(\.earlier?.night).min() ?? record.number
        let oldest = min(record.number - keep, needed)
        let old = (history?.nights ?? []).filter { $0.night < oldest }
        guard !old.isEmpty else { return }
        try runs.removeNights(before: oldest, runs: old.flatMap { $0.runs.compactMap(\.run) })
        for night in old { try? FileManager.default.removeItem(atPath: "\(folder)/\(Night.page(night.night))") }
    }
}

extension RunInputs {
    init(_ record: RunRecord, build: String? = nil, plan: String? = nil) {
        self.init(
            scenarioText: record.scenarioText, overrides: record.overrides, version: record.version, build: build,
            plan: plan)
    }
}

/// The store of a night: a history that cannot be read must not keep the night from being run.
enum NightStore {
    /// - Returns: the store, and what is wrong with the history in a sentence; nil where nothing is.
    /// - Throws: what would keep a run from being stored at all.
    static func open(_ path: String) throws -> (RunStore, problem: String?) {
        do throws(StoreProblem) {
            let store = try RunStore(path: path)
            try store.checkWhole()
            return (store, nil)
        } catch {
            guard error.isOutOfReach else { throw error }
            let aside = "\(path).night"
            StandardStreams.say("error: \(error); the night goes on with \(aside)")
            return (
                try RunStore(path: aside),
                "The history could not be read: \(error). This night is kept in \(aside), and was compared with what stands there."
            )
        }
    }
}
