/// What became of an expectation, as `readout.json` has it.
public struct ExpectationResult: Sendable, Equatable, Codable {
    /// How an expectation came out.
    public enum Outcome: String, Sendable, Codable, CaseIterable {
        case pass, fail
        case notEnough = "not_enough_evidence"
    }

    /// As it stands in the scenario file.
    public var statement: String
    /// How it came out.
    public var outcome: Outcome
    /// A sentence with the figures that decided.
    public var message: String
    /// What was compared, with its interval, in the units of the readout; nil of words and where it does not exist. Of what has no sampling error
    /// both ends are the estimate.
    public var value: EffectEstimate?
    /// What it was compared with; nil where `value` is.
    public var bound: Double?

    init(
        _ statement: String, _ outcome: Outcome, _ message: String, value: EffectEstimate? = nil, bound: Double? = nil
    ) {
        self.statement = statement
        self.outcome = outcome
        self.message = message
        self.value = value
        self.bound = bound
    }
}
