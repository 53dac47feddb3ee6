public import Marketplace

/// What is kept of an auction market's world.
public struct AuctionWorldOutcome: RunOutcome, Equatable {
    public var task: AuctionTask
    /// By arm.
    public var tallies: [AuctionTally]
    /// By arm: what watched campaigns won of what hindsight could have bought.
    public var hindsight: [HindsightTally]
    /// `JournalDigest.text`.
    public var digest: String
    /// Auctions held.
    public var events: Int
    /// What of budgets and payments does not add up, a sentence each.
    public var violations: [String]
}
