import Bidding
import Storage

/// Watches some campaigns through a day that counts: what each could have bought in each arm, and what it had.
struct HindsightWatch {
    private let watched: [Int]
    /// By arm, then by watched campaign; none on a day that does not count.
    private(set) var days: [HindsightDay] = []

    init(_ watched: [Int]) { self.watched = watched }

    /// A day begins.
    mutating func begin(_ campaigns: [AuctionCampaign], arms: Int, budgets: borrowing CampaignBudgets) {
        days = []
        for arm in 0..<arms {
            for campaign in watched {
                days.append(
                    HindsightDay(
                        campaign: campaign, arm: arm,
                        budget: budgets.granted(to: arm * campaigns.count + campaign).units,
                        costTarget: campaigns[campaign].terms.costTarget))
            }
        }
    }

    /// An auction was held among the campaigns of a segment.
    mutating func add(
        _ auction: Auction, among segment: Range<Int>, arm: Int, values: borrowing Column<Double>,
        qualities: borrowing Column<Double>
    ) {
        for (place, campaign) in watched.enumerated() where segment.contains(campaign) {
            let bidder = campaign - segment.lowerBound
            guard values[bidder] > 0 else { continue }
            let day = arm * watched.count + place
            days[day].add(auction, bidder: bidder, value: values[bidder], quality: qualities[campaign])
            for slot in 0..<auction.winners where auction.winner(of: slot) == bidder {
                days[day].wonValue += auction.exposure(of: slot) * values[bidder]
            }
        }
    }
}
