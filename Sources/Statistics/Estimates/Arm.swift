/// What an experimenter hopes to find, which decides the tails of the p-value and the open end of the interval.
public enum Alternative: String, Sendable, Codable, CaseIterable {
    /// The effect differs from the null in either direction.
    case twoSided = "two-sided"
    /// The effect is above the null; the interval has no upper end.
    case greater
    /// The effect is below the null; the interval has no lower end.
    case less

    /// What an interval at the level leaves out at an end that it has.
    func tail(of level: Double) -> Double { self == .twoSided ? (1 - level) / 2 : 1 - level }
}

/// One of the two arms of a comparison, so that a refusal can say which of them is at fault.
public enum Arm: String, Sendable, Codable, CaseIterable {
    /// The arm that a change is compared with.
    case control
    /// The arm that has the change.
    case treatment
}
