import Policies
import PolicyKit

/// The policies that this program knows: the built-in ones and those that its author added.
enum ProgramPolicies {
    @TaskLocal static var known = PolicyRegistry.builtIn
}
