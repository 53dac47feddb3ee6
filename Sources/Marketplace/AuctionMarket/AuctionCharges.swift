import Bidding

/// What the winners of one auction paid, by bidder.
struct AuctionCharges {
    private var bidders = InlineArray<8, Int32>(repeating: -1)
    private var isSeen = InlineArray<8, Bool>(repeating: false)
    private var amounts = InlineArray<8, AdMoney>(repeating: .zero)
    private var count = 0

    @inline(__always) mutating func add(_ charge: (isSeen: Bool, paid: AdMoney), bidder: Int) {
        bidders[count] = Int32(truncatingIfNeeded: bidder)
        isSeen[count] = charge.isSeen
        amounts[count] = charge.paid
        count += 1
    }

    /// What a bidder paid; nil when it won nothing.
    @inline(__always) subscript(bidder: Int) -> (isSeen: Bool, paid: AdMoney)? {
        for place in 0..<count where bidders[place] == Int32(truncatingIfNeeded: bidder) {
            return (isSeen[place], amounts[place])
        }
        return nil
    }
}
