import ArgumentParser
import Experiments
import Foundation
import Reports
import Scenarios

/// `marketlab nightly`: every scenario of a folder, an index over their pages, and an exit code for the job that ran it.
struct NightlyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nightly", abstract: "Run every scenario of a folder and write an index over their pages.",
        discussion: """
            Each scenario's page goes into its own folder under --out; index.html and summary.json stand above them.
            Exits 3 when a health check failed and 2 when a scenario could not be run; the others are run all the same.

            Example:
              marketlab nightly scenarios --out reports
            """)

    @Argument(help: "Folder of scenario files (*.yaml, *.yml).", completion: .directory) var folder: String
    @Option(help: "Folder for the pages and the run store.") var out = "reports"
    @Option(help: "File of the run store. (default: runs.sqlite in --out)") var store: String?
    @Option(help: "Replications of every scenario, instead of its own.") var replications: Int?
    @Option(help: "Worlds to run at once. (default: one a core)") var threads: Int?
    @Flag(help: "No progress on standard error.") var quiet = false

    func run() async throws {
        var entries: [NightlyEntry] = []
        var failed = false
        var broken = false
        var taken: Set<String> = []
        for file in try scenarioFiles() {
            do {
                let readout = try await read(file, taken: &taken)
                entries.append(NightlyEntry(readout, page: "\(readout.scenario)/index.html"))
                failed = failed || readout.health.contains { $0.status == .fail }
                print("\(readout.scenario): \(readout.verdict.headline)")
            } catch let code as ExitCode {
                throw code
            } catch {
                let name = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
                entries.append(NightlyEntry(scenario: name, title: name, problem: "\(error)"))
                MarketLabCommand.say("error: \(error)")
                broken = true
            }
        }
        try NightlyIndex(entries: entries).write(to: out)
        print("\n\(out)/index.html   \(out)/summary.json")
        if broken { throw ExitCode(ProgramExit.badInput) }
        if failed { throw ExitCode(ProgramExit.checkFailed) }
    }

    private func read(_ file: String, taken: inout Set<String>) async throws -> Readout {
        let scenario = try ScenarioReader(policies: MarketLabCommand.policies).read(
            file: file, replications: replications)
        guard taken.insert(scenario.plan.name).inserted else {
            throw Mistake("\(file): another scenario of the folder is named \(scenario.plan.name), too")
        }
        var changes = ChangeOptions()
        changes.replications = replications
        let run = ScenarioRun(
            scenario, policies: MarketLabCommand.policies,
            options: ScenarioRun.Options(
                folder: "\(out)/\(scenario.plan.name)", store: store ?? "\(out)/runs.sqlite",
                threads: threads ?? ProcessInfo.processInfo.activeProcessorCount,
                command: changes.command(for: file)))
        let watch = RunWatch(quiet: quiet)
        defer { watch.finish() }
        switch try await run.run(begin: watch.begin) {
        case .finished(let readout, _): return readout
        case .interrupted(let done, let missing):
            watch.finish()
            MarketLabCommand.say(
                "stopped in \(scenario.plan.name): \(done) of its worlds are finished, \(missing) are missing; "
                    + "run the same command again to go on")
            throw ExitCode(ProgramExit.interrupted)
        }
    }

    private func scenarioFiles() throws -> [String] {
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
            throw Mistake("the folder \(folder) cannot be read: \(error.localizedDescription)")
        }
        let files = names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted()
        guard !files.isEmpty else { throw Mistake("the folder \(folder) holds no scenario (*.yaml, *.yml)") }
        return files.map { "\(folder)/\($0)" }
    }
}
