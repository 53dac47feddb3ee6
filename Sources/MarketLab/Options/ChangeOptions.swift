import ArgumentParser
import PolicyKit
import Scenarios

/// What is laid over the scenario file.
struct ChangeOptions: ParsableArguments {
    @Option(help: "Seed; 0 is one, too.", transform: ChangeOptions.seed) var seed: UInt64?
    @Option(help: "How many times the whole experiment is repeated.") var replications: Int?
    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp("Set a key of the scenario, as often as needed.", valueName: "path.to.key=VALUE"))
    var sets: [String] = []
    @OptionGroup var plugins: PolicyPathOptions

    func read(_ file: String) throws -> Scenario { try read(file, policies: plugins.policies) }

    func read(_ file: String, policies: PolicyRegistry) throws -> Scenario {
        try ChangeOptions.read(file, seed: seed, replications: replications, sets: sets, policies: policies)
    }

    static func read(
        _ file: String, seed: UInt64?, replications: Int?, sets: [String],
        policies: PolicyRegistry
    ) throws -> Scenario {
        try ScenarioReader(policies: policies).read(
            file: file, overrides: try sets.map { try ScenarioOverride(parsing: $0) }, seed: seed,
            replications: replications)
    }

    /// `--seed`'s own: a negative number looks like an option, and a bare refusal would not say what is expected.
    static func seed(_ text: String) throws -> UInt64 {
        guard let seed = UInt64(text) else {
            throw ValidationError("expected a whole number from 0 to \(UInt64.max)")
        }
        return seed
    }

    /// The command that makes the same readout again, without what does not change it.
    func command(_ name: String = "run", for file: String) -> String {
        ChangeOptions.command(name, for: file, seed: seed, replications: replications, sets: sets)
            + plugins.words
    }

    static func command(
        _ name: String = "run", for file: String, seed: UInt64?, replications: Int?, sets: [String]
    ) -> String {
        var words = ["marketlab", name, ShellWord.quoted(file)]
        if let seed { words += ["--seed", "\(seed)"] }
        if let replications { words += ["--replications", "\(replications)"] }
        for set in sets { words += ["--set", ShellWord.quoted(set)] }
        return words.joined(separator: " ")
    }
}
