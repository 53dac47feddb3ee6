public import Experiments

/// A scenario that was read and found good: the plan, and what it was read from.
public struct Scenario: Sendable {
    public internal(set) var plan: Plan
    /// The path it was read from.
    public let file: String
    /// The file's text, byte for byte.
    public let text: String
    /// What the command line changed; the plan has it, the text has not.
    public let overrides: [ScenarioOverride]
}
