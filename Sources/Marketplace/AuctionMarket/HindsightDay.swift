import Bidding
import PolicyKit

/// What a campaign could have bought on a day in one arm, its rivals' bids as they were: slot by slot of each auction.
///
/// A slot is worth its exposure times the predicted value, and costs what a bid just over the rival who would have held it
/// pays. A better slot of the same auction is listed by what it adds to the one below, which costs more for its value; so
/// a choice of the cheapest by price over value never takes a better slot without the one below.
public struct HindsightDay: Sendable {
    public var campaign: Int
    public var arm: Int
    /// Currency units.
    public var budget: Double
    /// Most that may be paid for a unit of value; nil without a target.
    public var costTarget: Double?
    /// Of each slot, value and price in currency units.
    public var values: [Float] = []
    public var prices: [Float] = []
    /// Value of the slots that the campaign won, by their exposures.
    public var wonValue = 0.0

    /// Adds the slots of an auction.
    /// - Parameter bidder: the campaign among the bidders.
    mutating func add(_ auction: Auction, bidder: Int, value: Double, quality: Double) {
        let slots = auction.rules.exposures.count
        for slot in 0..<slots {
            let exposure = auction.exposure(of: slot)
            let below = slot + 1 < slots ? auction.exposure(of: slot + 1) : 0
            // A slot as good as the one below adds no value, and nobody would pay for it.
            guard exposure > below else { continue }
            let rival = auction.score(ofRank: slot, without: bidder)
            // Vickrey's payments rise by just this; else the whole of the better slot is paid by its own rival's bid.
            let price =
                auction.rules.pricing == .externality
                ? (exposure - below) * rival
                : exposure * rival - below * auction.score(ofRank: slot + 1, without: bidder)
            values.append(Float((exposure - below) * value))
            prices.append(Float(price / quality))
        }
    }
}
