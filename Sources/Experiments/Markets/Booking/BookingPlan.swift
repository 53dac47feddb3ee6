public import Marketplace

/// A booking market, and what a plan says of it alone.
///
/// It reads the plan's head, the length of its experiment and the split; the arms' conditions and the plan's metrics are not looked at.
public struct BookingPlan: Sendable, Equatable {
    /// The market that is experimented in.
    public var market: BookingMarket
    /// The designs to read out, the primary one first; at least one.
    public var designs: [BookingDesign]
    /// What the two-sided designs treat; nil for what the other designs do.
    public var twoSided: TwoSidedShares?
    /// Whether nobody has said what share is treated.
    public var leavesSharesOpen: Bool

    public init(
        market: BookingMarket = BookingMarket(), designs: [BookingDesign] = BookingDesign.allCases,
        leavesSharesOpen: Bool = true
    ) {
        self.market = market
        self.designs = designs
        self.leavesSharesOpen = leavesSharesOpen
    }

    /// As a study compares it: where no shares are set, the two-sided designs treat those that suit the market.
    public func studied() -> BookingPlan {
        var studied = self
        if leavesSharesOpen { studied.twoSided = TwoSidedShares(leftOverShare: market.leftOverShare) }
        return studied
    }

    /// The shares of customers and listings that the world of a role treats, where it splits them.
    func treatedShares(in role: WorldRole, split: UserSplit) -> TwoSidedShares {
        let shares = role == .twoSided ? twoSided : nil
        return shares ?? TwoSidedShares(customers: split.treatmentShare, listings: market.settings.treatedListings)
    }
}
