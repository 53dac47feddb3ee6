import ArgumentParser
import Experiments
import Foundation
import Reports
import RunStore
import Scenarios

/// `marketlab nightly`: every scenario of a folder, an index over their pages, and an exit code for the job that ran it.
struct NightlyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nightly", abstract: "Run every scenario of a folder and write an index over their pages.",
        discussion: """
            Each scenario's page goes into its own folder under --out; index.html and summary.json stand above them. \
            Exits 3 when a health check failed and 2 when a scenario could not be run; the others are run all the same.

            Example:
              marketlab nightly scenarios --out reports
            """)

    @Argument(help: "Folder of scenario files (*.yaml, *.yml).", completion: .directory) var folder: String
    @Option(help: "Folder for the pages and the run store.", completion: .directory) var out = "reports"
    @Option(
        help: "File of the run store. (default: runs.sqlite in --out)", completion: .file(extensions: ["sqlite"]))
    var store: String?
    @Option(help: "Replications of every scenario, instead of its own.") var replications: Int?
    @OptionGroup var plugins: PolicyPathOptions
    @Option(help: "Worlds to run at once. (default: one per core)") var threads: Int?
    @Option(help: "text, json, markdown or html, on standard output.") var format: DocumentForm = .text
    @Flag(help: "No progress on standard error.") var quiet = false

    func run() async throws {
        let files = try scenarioFiles()
        let threads = try OutputOptions.threadCount(threads)
        let pages = try WritableFolder(out, kind: "output folder")
        defer { pages.takeBack() }
        let startedAt = Date()
        var entries: [NightlyEntry] = []
        var failed = false
        var broken = false
        var taken: Set<String> = []
        for file in files {
            do {
                let (readout, record) = try await read(file, threads: threads, taken: &taken)
                entries.append(
                    NightlyEntry(
                        readout, page: "\(readout.scenario)/index.html", past: try past(before: record)))
                failed = failed || readout.health.contains { $0.status == .fail }
            } catch {
                // A fault of MarketLab's own, or a wish to stop, ends the night.
                guard let problems = Mistake.sentences(of: error) else { throw error }
                let name = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
                entries.append(NightlyEntry(scenario: name, title: name, problem: problems.joined(separator: "\n")))
                for problem in problems { StandardStreams.say("error: \(problem)") }
                broken = true
                continue
            }
            if format == .text, let last = entries.last?.readout {
                try StandardStreams.show("\(last.scenario): \(last.verdict.headline)")
            }
        }
        let document = NightlyDocument(entries, startedAt: startedAt)
        try document.write(to: out)
        // As text every run has had its line.
        if format == .text {
            try StandardStreams.show("\n\(out)/index.html   \(out)/summary.json")
        } else {
            try StandardStreams.show(document, as: format)
        }
        if broken { throw ExitCode(ProgramExit.badInput) }
        if failed { throw ExitCode(ProgramExit.checkFailed) }
    }

    private var storePath: String { store ?? "\(out)/runs.sqlite" }

    /// Earlier readouts of a run's scenario, as far as this program can read them.
    private func past(before record: RunRecord) throws -> [NightlyEntry.Past] {
        try RunStore(reading: storePath).history(of: record.scenario).filter { $0.id != record.id }.prefix(10)
            .compactMap { earlier in
                earlier.readout.flatMap { try? ReadoutFile.readout(from: $0) }.map {
                    NightlyEntry.Past(startedAt: earlier.startedAt, readout: $0)
                }
            }
    }

    private func read(
        _ file: String, threads: Int, taken: inout Set<String>
    ) async throws -> (Readout, RunRecord) {
        let scenario = try ScenarioReader(policies: plugins.policies).read(
            file: file, replications: replications)
        let name = scenario.plan.name
        guard taken.insert(name).inserted else {
            throw Mistake("\(file): another scenario of the folder is named \(name), too")
        }
        let run = ScenarioRun(
            scenario, policies: scenario.policies,
            options: ScenarioRun.Options(
                folder: "\(out)/\(name)", store: storePath, threads: threads,
                command: ChangeOptions.command(for: file, seed: nil, replications: replications, sets: [])
                    + plugins.words,
                index: "../index.html"))
        let place = run.options.store
        let watch = RunWatch(quiet: quiet) { done, missing in
            "stopped in \(name): \(done) of its \(done + missing) worlds finished and kept in \(place), "
                + "\(missing) missing; run the same command again to go on"
        }
        defer { watch.finish() }
        let outcome: ScenarioRun.Outcome
        do { outcome = try await run.run(begin: watch.begin) } catch let mistake as Mistake {
            throw Mistake("\(file): \(mistake)")
        }
        switch outcome {
        case .interrupted(let done, let missing): throw watch.stop(done: done, missing: missing)
        case .finished(let readout, let record):
            // The wish came when its last world was done; the night is not.
            if watch.isStopping { throw watch.stop(done: watch.worlds, missing: 0) }
            return (readout, record)
        }
    }

    private func scenarioFiles() throws -> [String] {
        guard let stream = opendir(folder) else {
            throw Mistake("the folder \(folder) cannot be read: \(SystemWords.of(errno))")
        }
        closedir(stream)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let files = names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted()
        guard !files.isEmpty else { throw Mistake("the folder \(folder) holds no scenario (*.yaml, *.yml)") }
        return files.map { "\(folder)/\($0)" }
    }
}
