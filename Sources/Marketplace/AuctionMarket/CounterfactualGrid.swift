import Bidding
import Storage

/// What each campaign would have had in a tick at other multipliers, its rivals' bids as they were: value and cost by the
/// chances of exposure, without regard to its budget.
///
/// Exact for a change in one campaign's tick: the auctions are held again in thought, every one with every multiplier.
struct CounterfactualGrid: ~Copyable {
    let multipliers: [Double]
    /// Sums of the tick: `multipliers.count` numbers a seat.
    private let values: Column<Double>
    private let costs: Column<Double>

    init(multipliers: [Double], seats: Int) {
        self.multipliers = multipliers
        values = Column(repeating: 0, count: multipliers.count * seats)
        costs = Column(repeating: 0, count: multipliers.count * seats)
    }

    var isEmpty: Bool { multipliers.isEmpty }

    /// Adds what an auction would have been for each bidder.
    /// - Parameter firstSeat: that of the first bidder.
    func add(
        _ auction: Auction, firstSeat: Int, values: borrowing Span<Double>, qualities: borrowing Span<Double>
    ) {
        for bidder in values.indices where values[bidder] > 0 {
            add(
                auction, bidder: bidder, seat: firstSeat + bidder, value: values[bidder], quality: qualities[bidder])
        }
    }

    private func add(_ auction: Auction, bidder: Int, seat: Int, value: Double, quality: Double) {
        let slots = auction.rules.exposures.count
        for (place, multiplier) in multipliers.enumerated() {
            let score = multiplier * value * quality
            // It comes before the first rival whom it outbids.
            guard let slot = (0..<slots).first(where: { score >= auction.score(ofRank: $0, without: bidder) }),
                score > 0
            else { continue }
            let price = auction.price(at: slot, score: score, without: bidder) / quality
            let exposure = auction.exposure(of: slot)
            values[seat * multipliers.count + place] += exposure * value
            costs[seat * multipliers.count + place] += exposure * price
        }
    }

    /// The sums of a seat, which start anew.
    func take(_ seat: Int) -> [AuctionTick.Counterfactual] {
        multipliers.enumerated().map { place, multiplier in
            let index = seat * multipliers.count + place
            defer {
                values[index] = 0
                costs[index] = 0
            }
            return AuctionTick.Counterfactual(multiplier: multiplier, value: values[index], cost: costs[index])
        }
    }
}
