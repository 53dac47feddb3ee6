public import ArgumentParser
import CMemory
import Calibration
import Foundation
import Plugins
import Policies
public import PolicyKit
import Reports
import RunStore
import Scenarios
import Tables

/// The `marketlab` command: parses, calls, prints.
///
/// A program with policies of its own is the same command with a larger registry:
/// `await MarketLabCommand.main { $0.add(FreshestFirst.self) }`.
public struct MarketLabCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "marketlab",
        abstract: "Runs A/B tests in a simulated marketplace and shows the true effect beside the readout.",
        discussion: """
            Examples:
              marketlab run scenarios/first-look.yaml
              marketlab run scenarios/deep-stock.yaml --replications 8
              marketlab run my.yaml --set market.users.count=4000
              marketlab validate scenarios/*.yaml
              marketlab help run

            Exit codes:
              0    done
              2    bad input, nothing was changed
              3    done, but a health check, an expectation, the gate or a sample ratio failed
              4    a night was done, and something moved beyond chance
              5    a night was done, and a scenario could not be run
              70   a fault of MarketLab's own
              130  stopped by Ctrl-C, finished worlds are kept
            """,
        version: MarketLabVersion.current,
        subcommands: [
            RunCommand.self, ValidateCommand.self, PoliciesCommand.self, SchemaCommand.self, ReportCommand.self,
            RunsCommand.self, CompareCommand.self, NightlyCommand.self, ServeCommand.self, ExportCommand.self,
            CalibrateCommand.self, AnalyzeCommand.self, PowerCommand.self,
            GateCommand.self, StudyCommand.self, VerdictsCommand.self, WorkCommand.self, MergeCommand.self,
            PolicyCommand.self,
            PolicyWorkerCommand.self, EnvironmentCommand.self,
        ])

    public init() {}

    /// Runs the command with the process's arguments and exits.
    /// - Parameters:
    ///   - serve: serves a folder's pages until it is cancelled; without it, `marketlab serve` is left to `marketlab-serve`.
    ///   - addPolicies: adds policies of one's own to the built-in ones.
    @MainActor public static func main(
        servingWith serve: (@Sendable (ServeOptions) async throws -> Void)? = nil,
        addingPolicies addPolicies: (inout PolicyRegistry) -> Void
    ) async -> Never {
        var registry = PolicyRegistry.builtIn
        registry.finder = PluginFinder(path: ProgramPolicies.path(besides: []))
        addPolicies(&registry)
        StandardStreams.occupyClosedOnes()
        PluginLog.shared.say { StandardStreams.say($0) }
        // Still on the first thread: where the system has no room for others, to wait for one has no end.
        do { try ProcessLimits.check() } catch { Foundation.exit(exitCode(afterSaying: error)) }
        // The columns of a world; the next world may run on another thread, which could not use what this one has freed.
        map_blocks_of(1 << 20)
        let code = await ProgramServer.$known.withValue(ProgramServer(serve: serve)) {
            await ProgramPolicies.$known.withValue(registry) { await run(Array(CommandLine.arguments.dropFirst())) }
        }
        Foundation.exit(code)
    }

    /// Runs the command and returns its exit code; what goes wrong is said on standard error.
    static func run(_ arguments: [String]) async -> Int32 {
        // What plug-ins printed that has found no other place.
        defer { for line in PluginLog.shared.finish() { StandardStreams.say(line) } }
        do {
            try checkName(in: arguments)
            var command = try MarketLabCommand.parseAsRoot(NegativeValues.joined(in: arguments))
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return ProgramExit.done
        } catch let code as ExitCode {
            return code.rawValue
        } catch {
            return exitCode(afterSaying: error)
        }
    }

    /// The parser calls a command that it does not know an unexpected argument; this says which was perhaps meant.
    private static func checkName(in arguments: [String]) throws {
        func names(_ commands: [any ParsableCommand.Type]) -> [String] {
            commands.compactMap { $0.configuration.commandName } + ["help"]
        }
        let named = arguments.first == "help" ? arguments.dropFirst().first : arguments.first
        guard let name = named, !name.hasPrefix("-"), !names(configuration.subcommands).contains(name) else { return }
        let known = names(configuration.subcommands.filter { $0.configuration.shouldDisplay })
        let nearest = NearestWord.to(name, among: known)
        throw ValidationError(
            "There is no command \"\(ForeignText.quoted(name))\"; "
                + (nearest.map { "did you mean \"\($0)\"?" } ?? "the commands are \(known.joined(separator: ", "))."))
    }

    /// Says what went wrong on standard error, or shows the help that was asked for.
    /// - Returns: the program's exit code.
    package static func exitCode(afterSaying error: any Error) -> Int32 {
        if let problems = Mistake.sentences(of: error) {
            for problem in problems { StandardStreams.say("error: \(problem)") }
            return ProgramExit.badInput
        }
        if MarketLabCommand.exitCode(for: error).isSuccess {
            do { try StandardStreams.show(MarketLabCommand.fullMessage(for: error)) } catch {
                return exitCode(afterSaying: error)
            }
            return ProgramExit.done
        }
        guard isUsage(error) else {
            StandardStreams.say("internal fault: \(error)\nThis is a mistake of MarketLab's own; please report it.")
            return ProgramExit.internalFault
        }
        let message = MarketLabCommand.fullMessage(for: error).split(separator: "\n", omittingEmptySubsequences: false)
        StandardStreams.say(message.map { ForeignText.quoted($0, limit: longestUsage) }.joined(separator: "\n"))
        return ProgramExit.badInput
    }

    /// Characters of a line that says how a command is used, or which argument it does not know.
    private static let longestUsage = 2_000

    private static func isUsage(_ error: any Error) -> Bool {
        MarketLabCommand.exitCode(for: error) == .validationFailure || error is ValidationError
    }
}
