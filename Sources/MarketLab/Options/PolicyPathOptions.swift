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
    var policies: PolicyRegistry { get throws(Mistake) { try policies(debugging: false) } }

    /// As `policies`. - Parameter debugging: whether a debugger may sit in them.
    func policies(debugging: Bool) throws(Mistake) -> PolicyRegistry {
        try ProgramPolicies.found(in: policyPath, debugging: debugging)
    }

    /// As `policies`, where nothing of other people's plug-ins is run.
    var unread: PolicyRegistry { get throws(Mistake) { try ProgramPolicies.unread(in: policyPath) } }

    /// The options as a person would write them, each with a space before it.
    var words: String { PolicyPathOptions.words(of: policyPath) }

    /// As `words`, of any folders.
    static func words(of folders: [String]) -> String {
        folders.map { " --policy-path \(ShellWord.quoted($0))" }.joined()
    }
}
