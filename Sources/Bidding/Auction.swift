import PolicyKit
import Randomness

/// Sells the ad slots of one page: who gets which slot, and at what price.
///
/// Bidders are ranked by score, that is bid x quality, and must come up to the reserve. Of equal scores the draw decides.
/// Prices are currency units for an exposure of the slot (Edelman, Ostrovsky and Schwarz, American Economic Review 97,
/// 2007; Varian, International Journal of Industrial Organization 25, 2007). A runner-up below the reserve does not void a
/// win: whoever is alone pays the reserve.
public struct Auction: Sendable {
    /// How the slots are sold.
    public let rules: AuctionRules
    /// Slots sold by the last `hold`.
    @inlinable @inline(__always) public var winners: Int { min(kept, slots) }
    @usableFromInline let slots: Int
    @usableFromInline let reserve: Double
    /// The best scores in falling order, one more than there are slots, and whose they are.
    @usableFromInline var scores = InlineArray<10, Double>(repeating: 0)
    @usableFromInline var bidders = InlineArray<10, Int32>(repeating: -1)
    @usableFromInline var exposures = InlineArray<10, Double>(repeating: 0)
    @usableFromInline var kept = 0

    /// An auction that has sold nothing yet.
    public init(_ rules: AuctionRules) {
        self.rules = rules
        slots = rules.exposures.count
        reserve = rules.reserve
        for (slot, exposure) in rules.exposures.enumerated() { exposures[slot] = exposure }
    }

    /// Takes bids and finds the winners.
    /// - Parameters:
    ///   - bids: currency units for an exposure, one per bidder; 0 stands aside.
    ///   - draw: settles which of equal scores comes first.
    @inlinable @inline(__always)
    public mutating func hold(bids: borrowing Span<Double>, draw: UInt64) {
        hold(bids.count, draw) { unsafe bids[unchecked: $0] }
    }

    /// Takes bids and finds the winners.
    /// - Parameters:
    ///   - bids: currency units for an exposure, one per bidder; 0 stands aside.
    ///   - qualities: what a bid is multiplied with, above 0, one per bidder.
    ///   - draw: settles which of equal scores comes first.
    @inlinable @inline(__always)
    public mutating func hold(bids: borrowing Span<Double>, qualities: borrowing Span<Double>, draw: UInt64) {
        precondition(qualities.count == bids.count, "every bid has a quality")
        hold(bids.count, draw) { unsafe bids[unchecked: $0] * qualities[unchecked: $0] }
    }

    /// Keeps the best of `count` scores.
    ///
    /// Most scores are never compared with the best: a bound that the last of these cannot fall below is found first, and which
    /// scores reach it is noted without a branch, since nobody could foresee it.
    @inlinable @inline(__always)
    mutating func hold(_ count: Int, _ draw: UInt64, score: (Int) -> Double) {
        kept = 0
        let bound = max(lowestScore, bound(of: count, score))
        var least = bound
        var start = 0
        while start < count {
            let end = min(count, start &+ 64)
            var reaching: UInt64 = 0
            for bidder in start..<end {
                reaching |= (score(bidder) >= bound ? 1 : 0) &<< UInt64(truncatingIfNeeded: bidder &- start)
            }
            while reaching != 0 {
                let bidder = start &+ reaching.trailingZeroBitCount
                let score = score(bidder)
                if score >= least { least = enter(score, bidder, draw, least: least) }
                reaching &= reaching &- 1
            }
            start = end
        }
    }

    /// A score that as many reach as are kept: the least of the maxima of as many groups of bidders.
    @inlinable @inline(__always)
    func bound(of count: Int, _ score: (Int) -> Double) -> Double {
        guard slots < 8, count >= 16 else { return 0 }
        var maxima = SIMD8<Double>.zero
        var start = 0
        while start &+ 8 <= count {
            let scores = SIMD8(
                score(start), score(start &+ 1), score(start &+ 2), score(start &+ 3), score(start &+ 4),
                score(start &+ 5), score(start &+ 6), score(start &+ 7))
            maxima.replace(with: scores, where: scores .> maxima)
            start &+= 8
        }
        guard slots < 4 else { return maxima.min() }
        let halves = maxima.lowHalf.replacing(with: maxima.highHalf, where: maxima.highHalf .> maxima.lowHalf)
        guard slots < 2 else { return halves.min() }
        return min(max(halves[0], halves[1]), max(halves[2], halves[3]))
    }

    /// The lowest score that may enter an auction without bidders; a bid of 0 stands aside even where there is no reserve.
    @inlinable @inline(__always) var lowestScore: Double { max(reserve, .leastNonzeroMagnitude) }

    /// Puts a score in its place among the best.
    /// - Parameter least: the lowest score that may enter.
    /// - Returns: the lowest score that may enter after it.
    @inlinable @inline(__always)
    mutating func enter(_ score: Double, _ bidder: Int, _ draw: UInt64, least: Double) -> Double {
        var place = kept
        while place > 0 {
            let above = unsafe scores[unchecked: place - 1]
            guard
                unsafe score > above
                    || (score == above && goesFirst(bidder, before: Int(bidders[unchecked: place - 1]), draw))
            else {
                break
            }
            unsafe scores[unchecked: place] = above
            unsafe bidders[unchecked: place] = bidders[unchecked: place - 1]
            place -= 1
        }
        unsafe scores[unchecked: place] = score
        unsafe bidders[unchecked: place] = Int32(truncatingIfNeeded: bidder)
        if kept <= slots { kept += 1 }
        return unsafe kept > slots ? scores[unchecked: slots] : least
    }

    @usableFromInline @inline(never) func goesFirst(_ bidder: Int, before other: Int, _ draw: UInt64) -> Bool {
        StableHash.mix(draw, UInt64(bidder)) < StableHash.mix(draw, UInt64(other))
    }

    /// Chance that a slot is seen.
    @inlinable @inline(__always) public func exposure(of slot: Int) -> Double { unsafe exposures[unchecked: slot] }

    /// The bidder who won a slot, by index among the bids. - Precondition: `slot < winners`.
    @inlinable @inline(__always) public func winner(of slot: Int) -> Int { unsafe Int(bidders[unchecked: slot]) }

    /// What an exposure of a slot costs its winner, in currency units.
    /// - Parameter quality: the winner's.
    @inlinable @inline(__always) public func price(of slot: Int, quality: Double = 1) -> Double {
        switch rules.pricing {
        case .firstPrice: unsafe scores[unchecked: slot] / quality
        case .secondPrice: scoreBelow(slot) / quality
        case .externality: externality(of: slot) / quality
        }
    }

    /// The score that a bidder must beat for a slot: that of the last winner, or the reserve while a slot is free.
    @inlinable @inline(__always) public var scoreToEnter: Double {
        unsafe kept >= slots ? max(reserve, scores[unchecked: slots - 1]) : reserve
    }

    /// The score that a winner must keep above: that of the first who won nothing, or the reserve.
    @inlinable @inline(__always) public var scoreToStay: Double {
        unsafe kept > slots ? max(reserve, scores[unchecked: slots]) : reserve
    }

    /// The score of a rank when one bidder is left out: what it must beat for the slot of that rank. The reserve where
    /// nobody is left.
    @inlinable package func score(ofRank rank: Int, without bidder: Int) -> Double {
        var place = rank
        for above in 0..<min(rank + 1, kept) where unsafe bidders[unchecked: above] == Int32(truncatingIfNeeded: bidder)
        {
            place += 1
        }
        return unsafe place < kept ? max(reserve, scores[unchecked: place]) : reserve
    }

    /// What an exposure of a slot would cost in score, were it won with `score` by a bidder who is left out of the others.
    @inlinable package func price(at slot: Int, score: Double, without bidder: Int) -> Double {
        switch rules.pricing {
        case .firstPrice: return score
        case .secondPrice: return self.score(ofRank: slot, without: bidder)
        case .externality:
            var lost = 0.0
            for lower in slot..<slots {
                unsafe lost +=
                    (exposures[unchecked: lower] - exposures[unchecked: lower + 1])
                    * self.score(ofRank: lower, without: bidder)
            }
            return unsafe lost / exposures[unchecked: slot]
        }
    }

    /// The next score, or the reserve where nobody is left.
    @inlinable @inline(__always) func scoreBelow(_ slot: Int) -> Double {
        unsafe slot + 1 < kept ? max(reserve, scores[unchecked: slot + 1]) : reserve
    }

    /// What the others would have with the slot's winner gone, over the slot's own exposure: each moves up by one.
    @usableFromInline func externality(of slot: Int) -> Double {
        var lost = 0.0
        for lower in slot..<slots {
            unsafe lost += (exposures[unchecked: lower] - exposures[unchecked: lower + 1]) * scoreBelow(lower)
        }
        return unsafe lost / exposures[unchecked: slot]
    }
}
