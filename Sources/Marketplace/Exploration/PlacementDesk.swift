import PolicyKit
import Randomness
import Storage

/// Where a listing stands in the rankings of the arm that shows it and of the one beside it, out of how many.
struct Placement: BitwiseCopyable {
    /// Ranks, from 0, of the arm that serves and of the other one.
    var own: UInt16 = 0
    var other: UInt16 = 0
    var candidates: UInt16 = 0
    /// Of the page as it was delivered.
    var slots: UInt16 = 0
}

/// Draws which candidates a page shows where rankings explore, and finds how the ranking of another arm has them.
///
/// A page takes time in proportion to its slots times its candidates.
final class PlacementDesk {
    /// How each arm's ranking explores.
    let explorations: [RankingExploration]
    /// From when on pages are ranked by the other arm, too; never, where nobody asks.
    private let asksFrom: Int64
    private var otherScores: [Float] = []
    private var ranks: [Int] = []
    /// The candidates that the page shows, from its top.
    private(set) var picks: [UInt32] = []
    private(set) var placements: [Placement] = []

    /// - Parameter asksFrom: nil where no other arm is asked.
    init(_ explorations: [RankingExploration], asksFrom: Int64?) {
        self.explorations = explorations
        self.asksFrom = asksFrom ?? .max
    }

    /// The arm whose ranking is asked beside that of the one that serves; nil where none is.
    func asked(beside arm: Int, at time: Int64) -> Int? { time >= asksFrom ? 1 - arm : nil }

    /// Takes over what the other arm's ranking policy has just scored.
    func take(_ scores: UnsafePointer<Float>, count: Int) {
        otherScores.removeAll(keepingCapacity: true)
        otherScores.append(contentsOf: UnsafeBufferPointer(start: scores, count: count))
    }

    /// Draws the page.
    /// - Parameters:
    ///   - top: all candidates in the order of the arm's own ranking.
    ///   - isAsked: whether the other arm's scores were taken over.
    func draw(slots: Int, from top: borrowing TopSlots, arm: Int, isAsked: Bool, draws: inout RandomStream) {
        explorations[arm].draw(slots: slots, of: top.count, by: &draws, into: &ranks)
        picks.removeAll(keepingCapacity: true)
        placements.removeAll(keepingCapacity: true)
        for rank in ranks {
            let candidate = top.candidate(in: rank)
            picks.append(UInt32(truncatingIfNeeded: candidate))
            placements.append(
                Placement(
                    own: UInt16(truncatingIfNeeded: rank),
                    other: isAsked ? UInt16(truncatingIfNeeded: rankOfOther(candidate, among: top)) : 0,
                    candidates: UInt16(truncatingIfNeeded: top.count), slots: UInt16(truncatingIfNeeded: ranks.count)))
        }
    }

    private func rankOfOther(_ candidate: Int, among top: borrowing TopSlots) -> Int {
        let own = TopSlots.key(otherScores[candidate], UInt32(truncatingIfNeeded: candidate))
        var rank = 0
        for place in 0..<top.count {
            let rival = top.candidate(in: place)
            if TopSlots.key(otherScores[rival], UInt32(truncatingIfNeeded: rival)) > own { rank += 1 }
        }
        return rank
    }
}
