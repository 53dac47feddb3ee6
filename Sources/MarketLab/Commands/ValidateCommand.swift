import ArgumentParser
import Experiments
import Scenarios

/// `marketlab validate`: every problem of every file at once.
struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check scenario files and name every problem.",
        discussion: "Example:\n  marketlab validate scenarios/*.yaml")

    @Argument(help: "Scenario files.", completion: .file(extensions: ["yaml", "yml"])) var scenarios: [String]

    func run() throws {
        // Nothing of anybody's is run to tell whether a file is good.
        let reader = ScenarioReader(policies: ProgramPolicies.unread)
        var good: [String] = []
        var problems: [String] = []
        for file in scenarios {
            do {
                let scenario = try reader.read(file: file)
                ProgramPolicies.note(of: scenario)
                try MemoryEstimate(scenario.plan, threads: 1).check()
                let replications = Plural.text(scenario.plan.replications, "replication")
                for warning in scenario.plan.model.estimate(of: scenario.plan, threads: 1).warnings {
                    StandardStreams.say("warning: \(file): \(warning)")
                }
                for unseen in UnseenChange.all(in: scenario.plan, policies: scenario.policies) {
                    StandardStreams.say("warning: \(file): \(unseen.key): \(unseen.sentence)")
                }
                for challenger in ChallengerStart.all(in: scenario.plan, policies: scenario.policies) {
                    StandardStreams.say("note: \(file): \(challenger.sentence)")
                }
                let unread = scenario.plan.policyChoices.filter { slot, choice in
                    scenario.policies[slot, choice.name]?.isUnread == true
                }
                let plugins = Set(unread.map { $0.choice.name }).sorted().joined(separator: ", ")
                good.append(
                    "\(file): valid, scenario \(scenario.plan.name) with \(replications)"
                        + (plugins.isEmpty ? "" : "; nothing of \(plugins) was run"))
            } catch let mistake as Mistake {
                problems += Mistake.sentences(of: Mistake("\(file): \(mistake)")) ?? []
            } catch {
                guard let found = Mistake.sentences(of: error) else { throw error }
                problems += found
            }
        }
        if !good.isEmpty { try StandardStreams.show(good.joined(separator: "\n")) }
        guard !problems.isEmpty else { return }
        for problem in problems { StandardStreams.say("error: \(problem)") }
        throw ExitCode(ProgramExit.badInput)
    }
}
