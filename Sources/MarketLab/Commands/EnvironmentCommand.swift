import ArgumentParser
import CPluginGuard

/// `marketlab environment`: worlds in which somebody outside acts, who is asked on standard output and answers on standard input.
/// The Python package's environments call it, and nobody by hand.
struct EnvironmentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "environment", abstract: "Run worlds in which another process acts.", shouldDisplay: false)

    @Argument(help: "The scenario file.") var scenario: String
    @Option(help: "bidding or request.") var slot: Slot
    @Option(
        help: "With bidding: the campaigns that are bid for, such as 0,3. (default: all with a target)",
        transform: Self.numbers)
    var campaigns: [Int]?
    @Flag(help: "With request: show the slots of each moment's page.") var page = false
    @OptionGroup var changes: ChangeOptions

    /// What can be done from outside.
    enum Slot: String, CaseIterable, ExpressibleByArgument { case bidding, request }

    private static func numbers(_ text: String) throws -> [Int] {
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.allSatisfy({ $0 != nil }) else {
            throw ValidationError("expected numbers of campaigns with commas between them, such as 0,3")
        }
        return numbers.compactMap(\.self)
    }

    func run() throws {
        end_with_parent()
        // What plug-ins print must not get between the lines.
        program_output_set_apart()
        let read = try changes.read(scenario)
        try MemoryEstimate(read.plan, threads: 1).check()
        let worlds = EnvironmentWorlds(scenario: read, line: AgentLine())
        switch slot {
        case .bidding: try worlds.serveBidding(for: campaigns)
        case .request: try worlds.serveRequests(showsPage: page)
        }
    }
}
