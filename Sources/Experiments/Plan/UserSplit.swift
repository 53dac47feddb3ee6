/// Splits users between control and treatment by a salted hash.
public struct UserSplit: Sendable, Equatable {
    /// Share of users in treatment.
    public var treatmentShare = 0.5
    public var salt = "marketlab"

    public init() {}
}
