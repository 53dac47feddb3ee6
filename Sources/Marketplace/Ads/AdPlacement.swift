import Bidding

/// An ad slot that was won: by whom, at what price, and what its bidder had thought of it.
struct AdPlacement: BitwiseCopyable {
    /// The campaign in the arm that made the page; see `BiddingSeats`.
    var seat: UInt32
    /// The campaign, from 0.
    var campaign: UInt32
    /// For what is paid for: an exposure, a click or a conversion.
    var price: AdMoney
    /// Currency units for an exposure: what it is worth to the campaign, what was bid, the least bid that would have won,
    /// and what it costs in the mean.
    var value: Float
    var bid: Float
    var leastWinningPrice: Float
    var cost: Float

    /// Stands where a listing is no ad.
    static let none = AdPlacement(
        seat: .max, campaign: JournalRecord.none, price: .zero, value: 0, bid: 0, leastWinningPrice: 0, cost: 0)

    @inline(__always) var isAd: Bool { seat != .max }
}
