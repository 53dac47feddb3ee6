import ArgumentParser
import Foundation
import Plugins
import PolicyKit
import Reports

/// `marketlab policy`: what authors of policies need.
struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Begin a policy of your own, and check it.",
        subcommands: [PolicyNewCommand.self, PolicyCheckCommand.self])
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

    func run() throws {
        let parts = plugin.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard FileManager.default.fileExists(atPath: parts[0]) else {
            throw Mistake("plug-in \(parts[0]): there is no such file")
        }
        // What a policy makes of numbers that are none is looked at, not told.
        setenv("PYTHONWARNINGS", "ignore::RuntimeWarning", 1)
        let report: ConformanceReport
        do throws(PluginProblem) {
            report = try Conformance(of: parts[0], policy: parts.count > 1 ? parts[1] : nil, sets: sets).report()
        } catch {
            throw Mistake("\(error)")
        }
        try StandardStreams.show(report.text)
        if !report.passed { throw ExitCode(ProgramExit.checkFailed) }
    }
}
