public import Marketplace
public import PolicyKit

/// A booking market, and what a plan says of it alone.
///
/// It reads the plan's head, the length of its experiment and the split; the arms' conditions and the plan's metrics are not looked at.
public struct BookingPlan: MarketModel, Equatable {
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

    // MARK: - MarketModel

    public static let words = "a booking market"
    public static let abilities: MarketAbilities = .study

    public func roles(of plan: Plan) -> [WorldRole] { WorldRole.all(of: designs.map(\.role)) }

    public func runner(of plan: Plan, policies: PolicyRegistry, log: (any WorldLog)?) -> BookingRunner {
        BookingRunner(plan: plan, booking: self)
    }

    public func identify(_ fingerprint: inout Fingerprint) {
        fingerprint.take("\(market)")
        if let twoSided { fingerprint.take("\(twoSided)") }
    }

    /// A listing has a place, an event and its part of a cell.
    public func estimate(of plan: Plan, threads: Int) -> RunEstimate {
        let days = Double(market.settings.settling + plan.schedule.experiment) / 86_400_000
        let listings = market.listingTypes.reduce(0) { sum, type in
            sum + type.share + (market.returnsListings ? 0 : type.arrivalsPerDay * days)
        }
        return RunEstimate(
            bytes: Double(threads) * 64 * listings * Double(market.settings.size),
            remedy: "booking.size, experiment.length")
    }
}
