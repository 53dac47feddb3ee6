import ArgumentParser
import Foundation
import Plugins
import PolicyKit
import Reports

/// `marketlab policy`: what authors of policies need.
struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Begin a policy of your own, check it, and see what it saw.",
        subcommands: [PolicyNewCommand.self, PolicyCheckCommand.self, PolicyRecordCommand.self])
}

/// `marketlab policy new`: a small package with a policy that works.
struct PolicyNewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Write a policy that works, with a scenario that compares it.",
        discussion: """
            Examples:
              marketlab policy new freshest --slot ranking --language python
              marketlab policy new my-bidder --slot bidding --language c
            """)

    @Argument(help: "The policy's name, which the folder gets, too.") var name: String
    @Option(
        help: "Which slot it fills: \(Slots.all.map(\.name).joined(separator: ", ")).",
        completion: .list(Slots.all.map(\.name)))
    var slot: String
    @Option(
        help: "\(PolicyLanguage.allCases.map(\.rawValue).joined(separator: ", ")).",
        completion: .list(PolicyLanguage.allCases.map(\.rawValue)))
    var language: String

    func run() throws {
        guard let slot = Slots.all.first(where: { $0.name == slot }) else {
            throw Mistake("--slot is \(slot); expected one of \(Slots.all.map(\.name).joined(separator: ", "))")
        }
        guard let language = PolicyLanguage(rawValue: language) else {
            let known = PolicyLanguage.allCases.map(\.rawValue).joined(separator: ", ")
            throw Mistake("--language is \(language); expected one of \(known)")
        }
        let package = try PolicyPackage(named: name, slot: slot, language: language)
        try package.write()
        try StandardStreams.show(package.nextSteps)
    }
}

/// `marketlab policy check`: the conformance run.
struct PolicyCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Hold a plug-in against the contract: pass, or fail with the reason and exit code 3.",
        discussion: """
            Examples:
              marketlab policy check ./freshest.py
              marketlab policy check ./ranker.py --set file=model.txt

            The policy is run in small markets, in a process of its own, and its answers are held against what the contract promises.
            A library that was built with -fsanitize=address is run under the address sanitizer.
            """)

    @Argument(
        help: "The plug-in: a library or a Python file; FILE#NAME for one of its policies.",
        completion: .file(extensions: ["so", "dylib", "py"]))
    var plugin: String
    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp(
            "Set a parameter of the policy, as often as needed; a file is meant from this folder.",
            valueName: "parameter=VALUE"))
    var sets: [String] = []
    @Flag(help: DebuggingOption.help) var debugPolicy = false

    func run() throws {
        PluginLog.shared.gather()
        let parts = plugin.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard FileManager.default.fileExists(atPath: parts[0]) else {
            throw Mistake("plug-in \(parts[0]): there is no such file")
        }
        // What a policy makes of numbers that are none is looked at, not told.
        setenv("PYTHONWARNINGS", "ignore::RuntimeWarning", 1)
        let report: ConformanceReport
        do {
            report = try Conformance(
                of: parts[0], policy: parts.count > 1 ? parts[1] : nil, sets: sets, debugging: debugPolicy
            ).report()
        } catch let problem as PluginProblem {
            throw Mistake("\(problem)")
        }
        try StandardStreams.show(report.text)
        if !report.passed { throw ExitCode(ProgramExit.checkFailed) }
    }
}

/// `marketlab policy record`: what a policy was shown in a run, and what it answered.
struct PolicyRecordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Write the batches that a policy sees in a scenario as Arrow files.",
        discussion: """
            The scenario's first world is run until enough calls are recorded. Each call of the policy's has a file,
            with a row per call: lists of numbers, which pyarrow and polars read, and answers beside them as
            answer_NAME (before_NAME is what stood there at first, where that is not 0). marketlab.replay in
            Python hands them to a policy again.

            Examples:
              marketlab policy record scenario.yaml --to recorded
              marketlab policy record scenario.yaml --policy control/bidding --to recorded --calls 5000
            """)

    @Argument(help: "The scenario file.", completion: .file(extensions: ["yaml", "yml"])) var scenario: String
    @Option(
        help: ArgumentHelp("Whose calls. (default: the scenario's only plug-in)", valueName: "ARM/SLOT"))
    var policy: String?
    @Option(help: "Folder for NAME.arrow of each call, and recording.json.") var to: String
    @Option(help: "How many calls are recorded.") var calls = 1_000
    @OptionGroup var changes: ChangeOptions

    func run() throws {
        guard 1...1_000_000 ~= calls else { throw Mistake("--calls is \(calls); expected 1 to 1000000") }
        let read = try changes.read(scenario)
        let recording = try PolicyRecording(of: read, at: policy)
        let outcome: PolicyRecording.Outcome
        do { outcome = try recording.run(calls: calls) } catch let problem as PluginProblem {
            throw Mistake("\(problem)")
        }
        guard outcome.failure != nil || outcome.instances.contains(where: { !$0.calls.isEmpty }) else {
            throw Mistake("the policy was asked nothing in the first world of \(scenario); name another with --policy")
        }
        if FileManager.default.fileExists(atPath: "\(to)/recording.json") {
            StandardStreams.say("note: the recording that was in \(to) is replaced")
        }
        let counts = try recording.write(outcome, to: to)
        for (call, count) in counts where count > 0 {
            try StandardStreams.show("\(call)   \(count == 1 ? "a call" : "\(count) calls")   \(to)/\(call).arrow")
        }
        if let failure = outcome.failure { throw failure }
    }
}
