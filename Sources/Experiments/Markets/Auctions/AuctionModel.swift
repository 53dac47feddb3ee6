import Marketplace
public import PolicyKit

/// The auction market as a plan experiments in it.
public struct AuctionModel: MarketModel {
    let auctions: AuctionPlan

    public static let words = "an auction market"
    public static let abilities: MarketAbilities = .trajectories

    public func roles(of plan: Plan) -> [WorldRole] { WorldRole.all(of: auctions.designs.map(\.role)) }

    public func runner(of plan: Plan, policies: PolicyRegistry, log: (any WorldLog)?) -> AuctionRunner {
        AuctionRunner(plan: plan, auctions: auctions, policies: policies)
    }

    public func identify(_ fingerprint: inout Fingerprint) {
        fingerprint.take("\(auctions.market) \(auctions.arms.map(\.rules))")
    }

    /// A campaign has its columns and a policy in each arm.
    public func estimate(of plan: Plan, threads: Int) -> RunEstimate {
        let settings = auctions.market.settings
        let bidders = Double(auctions.market.campaignCount) / Double(settings.segments)
        let counted = Double(plan.schedule.experiment) / 86_400_000 + Double(settings.settling)
        let bids = Double(settings.opportunitiesPerDay) * counted * bidders * Double(plan.replications)
        return RunEstimate(
            bytes: Double(threads) * 2_048 * Double(auctions.market.campaignCount * auctions.arms.count),
            remedy: "auctions.campaigns",
            warnings: bids > AuctionModel.mostBids ? [RunEstimate.warning(bids, "bids", "auctions.segments")] : [])
    }

    /// Hours, on one core.
    private static let mostBids = 1e12
}
