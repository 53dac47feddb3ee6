/// Splits users between the arms by a salted hash.
public struct UserSplit: Sendable, Equatable {
    /// Of users, one an arm, control first; 1 together.
    public var shares = [0.5, 0.5]
    public var salt = "marketlab"

    /// Share of users in any treatment; with two arms it may be set.
    public var treatmentShare: Double {
        get { shares.dropFirst().reduce(0, +) }
        set { shares = [1 - newValue, newValue] }
    }

    public init() {}

    /// - Precondition: at least two shares.
    public init(shares: [Double], salt: String) {
        precondition(shares.count > 1, "a split has two arms or more")
        self.shares = shares
        self.salt = salt
    }
}
