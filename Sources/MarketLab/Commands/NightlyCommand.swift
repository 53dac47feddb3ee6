import ArgumentParser
import Foundation
import Reports
import RunStore
import Scenarios

/// `marketlab nightly`: runs scenarios, compares them with earlier nights, and writes the site that a team opens in the morning.
struct NightlyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nightly", abstract: "Run scenarios, compare them with earlier nights, and write a site.",
        discussion: """
            --out becomes a static site: index.html, a page for each scenario, policy and night, health.html, summary.json and \
            junit.xml. What moved beyond chance since the last night in which nothing had stays an alarm until it is \
            accepted (--accept writes accepted.json beside the scenario, for git) or taken back.

            Exit codes, the worst first:
              5  a scenario could not be run
              3  a health check or an expectation failed
              4  something moved beyond chance
              0  nothing of this

            Examples:
              marketlab nightly scenarios --out reports
              marketlab nightly scenarios --budget 2h --on-finish ./tell-the-team
              marketlab nightly scenarios/first-look.yaml --baseline 2026-11-27
              marketlab nightly scenarios --accept first-look --because "new prices"
            """)

    @Argument(
        help: "Scenario files, and folders of them (*.yaml, *.yml).", completion: .file(extensions: ["yaml", "yml"]))
    var scenarios: [String]
    @Option(help: "Folder for the site and the run store.", completion: .directory) var out = "reports"
    @Option(
        help: "File of the run store. (default: runs.sqlite in --out)", completion: .file(extensions: ["sqlite"]))
    var store: String?
    @Option(help: "Replications of every scenario, instead of its own.") var replications: Int?
    @Option(
        help: ArgumentHelp(
            "Time for replications, as 90m or 2h: two of everything first, then more where the verdict is least settled.",
            valueName: "duration"))
    var budget: String?
    @Option(
        help: ArgumentHelp(
            "Compare with that run, or with the newest night of that day (2026-11-28) or before it.",
            valueName: "run|date"))
    var baseline: String?
    @Option(help: "How many earlier nights are kept.") var keep = 90
    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Run nothing; what moved in that scenario's newest night was meant. As often as needed.",
            valueName: "scenario"))
    var accept: [String] = []
    @Option(help: "Why, for --accept.") var because: String?
    @Option(
        help: ArgumentHelp(
            "Run by /bin/sh when the night has ended, however it did; MARKETLAB_SITE, MARKETLAB_STATUS, MARKETLAB_ALARMS and MARKETLAB_EXIT say what came out.",
            valueName: "command"), completion: .shellCommand(""))
    var onFinish: String?
    @OptionGroup var plugins: PolicyPathOptions
    @Option(help: "Worlds to run at once. (default: one per core)") var threads: Int?
    @Option(help: "text, json, markdown or html, on standard output.") var format: DocumentForm = .text
    @Flag(help: "No progress on standard error.") var quiet = false

    func run() async throws {
        let files = try ScenarioFiles.all(in: scenarios)
        let store = store ?? "\(out)/runs.sqlite"
        guard accept.isEmpty else {
            return try NightAcceptance(files: files, store: store).accept(accept, because: because)
        }
        guard replications.map({ (1...100_000).contains($0) }) ?? true else {
            throw Mistake("--replications is \(replications ?? 0); expected a whole number from 1 to 100000")
        }
        guard because == nil else { throw Mistake("--because says why a change is accepted, and there is no --accept") }
        guard (1...100_000).contains(keep) else { throw Mistake("--keep is \(keep); expected 1 to 100000") }
        let (budget, threads) = (try seconds(), try OutputOptions.threadCount(threads))
        let baseline = try baseline.map { try NightBaseline($0) }
        let policies = try plugins.policies
        // What a night came to is told by its exit code, also where nobody reads its output to the end.
        signal(SIGPIPE, SIG_IGN)
        let night: Night
        do {
            let pages = try WritableFolder(out, kind: "output folder")
            defer { pages.takeBack() }
            night = try await NightRun(
                files: files, folder: out, store: store, threads: threads, replications: replications, budget: budget,
                baseline: baseline, keep: keep, policies: policies, words: plugins.words, quiet: quiet
            ).carryOut()
        } catch let stop as ExitCode {
            throw stop
        } catch {
            // Nobody would hear of a night without a site.
            tell(
                .broken, alarms: 0,
                Mistake.sentences(of: error) == nil ? ProgramExit.internalFault : ProgramExit.badInput)
            throw error
        }
        do {
            try StandardStreams.show(NightlyDocument(night), as: format)
            if format == .text {
                try StandardStreams.show("\n\(out)/index.html   \(out)/summary.json   \(out)/junit.xml")
            }
        } catch { StandardStreams.say("note: \(error); the site is in \(out)") }
        let code = ProgramExit.code(of: night.summary.status)
        tell(night.summary.status, alarms: night.summary.runs.count(where: \.hasAlarm), code)
        if code != ProgramExit.done { throw ExitCode(code) }
    }

    private func seconds() throws -> Double? {
        guard let budget else { return nil }
        guard case .number(let number) = Quantity.value(budget, as: .duration), number > 0, number < 1e12 else {
            throw Mistake("--budget is \(budget); expected a duration, as 90m or 2h")
        }
        return number / 1000
    }

    private func tell(_ status: NightlyEntry.Status, alarms: Int, _ code: Int32) {
        guard let onFinish else { return }
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/sh")
        shell.arguments = ["-c", onFinish]
        shell.environment = ProcessInfo.processInfo.environment.merging([
            "MARKETLAB_SITE": out, "MARKETLAB_STATUS": status.rawValue, "MARKETLAB_ALARMS": "\(alarms)",
            "MARKETLAB_EXIT": "\(code)",
        ]) { $1 }
        // Its output is the job's, not the answer of this command.
        shell.standardOutput = FileHandle.standardError
        do { try shell.run() } catch { return StandardStreams.say("note: --on-finish could not be run: \(error)") }
        shell.waitUntilExit()
        if shell.terminationStatus != 0 {
            let how = shell.terminationReason == .uncaughtSignal ? "signal" : "exit code"
            StandardStreams.say("note: the command of --on-finish ended with \(how) \(shell.terminationStatus)")
        }
    }
}

extension ProgramExit {
    /// What a night's exit code is: a scenario that could not be run goes before a check that failed, and that before what moved.
    static func code(of status: NightlyEntry.Status) -> Int32 {
        switch status {
        case .broken: scenarioBroken
        case .failed: checkFailed
        case .moved: moved
        case .notReached, .fine: done
        }
    }
}

/// Files and folders of scenarios, as a person names them.
enum ScenarioFiles {
    /// The files named and those of the folders named, each once, in their order.
    /// - Throws: `Mistake` for what is not there, and for a folder without a scenario.
    static func all(in places: [String]) throws -> [String] {
        var seen: Set<String> = []
        return try places.flatMap { try files(of: $0) }.filter {
            seen.insert(URL(fileURLWithPath: $0).standardizedFileURL.path).inserted
        }
    }

    private static func files(of place: String) throws -> [String] {
        if WritableFolder.isFolder(place) == false { return [place] }
        guard let stream = opendir(place) else {
            throw Mistake("\(place) cannot be read: \(SystemWords.of(errno))")
        }
        closedir(stream)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
        let files = names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted()
        guard !files.isEmpty else { throw Mistake("the folder \(place) holds no scenario (*.yaml, *.yml)") }
        return files.map { place.hasSuffix("/") ? place + $0 : "\(place)/\($0)" }
    }
}
