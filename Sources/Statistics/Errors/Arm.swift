/// One of the two arms of a comparison, so that a refusal can say which of them is at fault.
public enum Arm: String, Sendable, Codable, CaseIterable {
    /// The arm that a change is compared with.
    case control
    /// The arm that has the change.
    case treatment
}
