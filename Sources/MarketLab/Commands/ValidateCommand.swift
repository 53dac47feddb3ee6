import ArgumentParser
import Experiments
import Reports
import Scenarios

/// `marketlab validate`: every problem of every file at once.
struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check scenario files and name every problem.",
        discussion: """
            Examples:
              marketlab validate scenarios/*.yaml
              marketlab validate my.yaml --set market.users.count=4000 --format json

            The options that change a scenario are those of run. json says of every valid
            file its name, title, seed, replications and arms.
            """)

    @Argument(help: "Scenario files.", completion: .file(extensions: ["yaml", "yml"])) var scenarios: [String]
    @OptionGroup var changes: ChangeOptions
    @Option(help: "text or json, on standard output.") var format: Form = .text

    /// How what is valid is shown.
    enum Form: String, CaseIterable, ExpressibleByArgument { case text, json }

    /// What programs are told of a valid scenario.
    private struct Valid: Encodable {
        let file: String
        let scenario: String
        let title: String
        let seed: UInt64
        let replications: Int
        /// Their names, control first.
        let arms: [String]
        /// Plug-ins of which nothing was run.
        let unread: [String]

        init(_ scenario: Scenario) {
            file = scenario.file
            self.scenario = scenario.plan.name
            title = scenario.plan.title
            seed = scenario.plan.seed
            replications = scenario.plan.replications
            arms = scenario.plan.arms.map(\.name)
            let unread = scenario.plan.policyChoices.filter { slot, choice in
                scenario.policies[slot, choice.name]?.isUnread == true
            }
            self.unread = Set(unread.map(\.choice.name)).sorted()
        }
    }

    func run() throws {
        var good: [Valid] = []
        var problems: [String] = []
        // Nothing of anybody's is run to tell whether a file is good.
        let unread = try changes.plugins.unread
        for file in scenarios {
            do {
                let scenario = try changes.read(file, policies: unread)
                ProgramPolicies.note(of: scenario)
                try MemoryEstimate(scenario.plan, threads: 1).check()
                for warning in scenario.plan.model.estimate(of: scenario.plan, threads: 1).warnings {
                    StandardStreams.say("warning: \(file): \(warning)")
                }
                for unseen in UnseenChange.all(in: scenario.plan, policies: scenario.policies) {
                    StandardStreams.say("warning: \(file): \(unseen.key): \(unseen.sentence)")
                }
                for challenger in ChallengerStart.all(in: scenario.plan, policies: scenario.policies) {
                    StandardStreams.say("note: \(file): \(challenger.sentence)")
                }
                good.append(Valid(scenario))
            } catch let mistake as Mistake {
                problems += Mistake.sentences(of: Mistake("\(file): \(mistake)")) ?? []
            } catch {
                guard let found = Mistake.sentences(of: error) else { throw error }
                problems += found
            }
        }
        switch format {
        case .text:
            for valid in good {
                let replications = Plural.text(valid.replications, "replication")
                let unread = valid.unread.joined(separator: ", ")
                try StandardStreams.show(
                    "\(valid.file): valid, scenario \(valid.scenario) with \(replications)"
                        + (unread.isEmpty ? "" : "; nothing of \(unread) was run"))
            }
        case .json: try StandardStreams.write(String(decoding: JSONFile.bytes(of: good), as: UTF8.self))
        }
        guard !problems.isEmpty else { return }
        for problem in problems { StandardStreams.say("error: \(problem)") }
        throw ExitCode(ProgramExit.badInput)
    }
}
