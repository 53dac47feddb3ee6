import ArgumentParser
import PolicyKit

/// Where plug-ins are looked for by name.
struct PolicyPathOptions: ParsableArguments {
    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "A folder in which plug-ins are looked for by name, as often as needed; those of MARKETLAB_POLICY_PATH come after.",
            valueName: "folder"),
        completion: .directory)
    var policyPath: [String] = []

    /// The program's policies and those that the folders hold.
    var policies: PolicyRegistry { ProgramPolicies.found(in: policyPath) }

    /// As `policies`, where nothing of other people's plug-ins is run.
    var unread: PolicyRegistry { ProgramPolicies.unread(in: policyPath) }

    /// The options as a person would write them, each with a space before it.
    var words: String { policyPath.map { " --policy-path \(ShellWord.quoted($0))" }.joined() }
}
