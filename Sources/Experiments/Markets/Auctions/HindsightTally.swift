/// What watched campaigns won of what hindsight could have bought, over their days in one arm; in currency units.
public struct HindsightTally: Sendable, Hashable, Codable {
    /// Days of all of them.
    public var days = 0
    /// The most value that their budgets and targets could have bought, rivals' bids as they were.
    public var bestValue = 0.0
    /// Predicted value of the slots that they won, by the slots' exposures.
    public var wonValue = 0.0

    public init() {}
}
