import Foundation
package import Randomness

/// How a ranking is changed at random before it is shown, with a chance of each placement that is known: what its log needs, so that
/// it tells what another ranking would have brought.
///
/// All is about ranks, from 0, in the ranker's own order of a request's candidates: scores of different rankers have no common unit.
/// A page has the first `slots` of them.
public enum RankingExploration: Sendable, Equatable {
    /// What is ranked is shown.
    case none
    /// Any order is as likely as any other, as of a ranker that ranks at random.
    case uniform
    /// Slot by slot the candidate of rank r is drawn from what is left with a chance in proportion to exp(-r/temperature) (Plackett
    /// 1975; Luce 1959).
    case plackettLuce(temperature: Double)
    /// Slot by slot any candidate that is left is drawn with this chance, else the best one that is left is shown.
    case epsilon(Double)
    /// The candidates of slots 0 and 1, 2 and 3, and so on change places with this chance, each pair by itself (FairPairs; Radlinski,
    /// Joachims 2006).
    case swapNeighbours(Double)
}

extension RankingExploration {
    /// Draws the ranks that a page shows, from its top.
    ///
    /// - Parameters:
    ///   - slots: of the page.
    ///   - candidates: of the request.
    ///   - ranks: `min(slots, candidates)` of them, each once.
    /// - Complexity: O(*slots* times *candidates*).
    package func draw(slots: Int, of candidates: Int, by draws: inout RandomStream, into ranks: inout [Int]) {
        ranks.removeAll(keepingCapacity: true)
        let slots = min(slots, candidates)
        switch self {
        case .none, .uniform: ranks.append(contentsOf: 0..<slots)
        case .swapNeighbours(let chance):
            for first in stride(from: 0, to: slots, by: 2) {
                guard first + 1 < slots else {
                    ranks.append(first)
                    return
                }
                let swaps = draws.bernoulli(chance)
                ranks.append(swaps ? first + 1 : first)
                ranks.append(swaps ? first : first + 1)
            }
        case .epsilon(let chance):
            for slot in 0..<slots {
                let place = draws.bernoulli(chance) ? draws.index(below: candidates - slot) : 0
                ranks.append(Self.rank(left: place, after: ranks))
            }
        case .plackettLuce(let temperature):
            for _ in 0..<slots {
                let best = Self.rank(left: 0, after: ranks)
                let left = Self.weight(left: best..<candidates, after: ranks, temperature: temperature)
                var place = draws.uniform() * left
                var chosen = best
                for rank in best..<candidates where !ranks.contains(rank) {
                    let weight = exp(-Double(rank - best) / temperature)
                    if weight > 0 { chosen = rank }
                    place -= weight
                    if place < 0 { break }
                }
                ranks.append(chosen)
            }
        }
    }

    /// The chance of the last of `ranks`, given those above it.
    ///
    /// A ranking that would never have shown what stands above goes on with the best that is left to it.
    /// - Parameters:
    ///   - ranks: of a page, from its top: all or the first of them, at least one.
    ///   - slots: of the whole page.
    ///   - candidates: of the request.
    public func chance(ofLast ranks: some Collection<Int>, slots: Int, candidates: Int) -> Double {
        let above = Array(ranks.dropLast())
        guard let rank = ranks.dropFirst(above.count).first else { return 1 }
        let (slot, left) = (above.count, candidates - above.count)
        func isBest() -> Bool { rank == Self.rank(left: 0, after: above) }
        switch self {
        case .none: return isBest() ? 1 : 0
        case .uniform: return 1 / Double(max(1, left))
        case .epsilon(let chance): return chance / Double(max(1, left)) + (isBest() ? 1 - chance : 0)
        case .plackettLuce(let temperature):
            let best = Self.rank(left: 0, after: above)
            return exp(-Double(rank - best) / temperature)
                / Self.weight(left: best..<max(candidates, rank + 1), after: above, temperature: temperature)
        case .swapNeighbours(let chance):
            guard let mate = Self.mate(of: slot, slots: min(slots, candidates)) else { return rank == slot ? 1 : 0 }
            if mate > slot { return rank == slot ? 1 - chance : rank == mate ? chance : 0 }
            // Who stands above has taken one of the pair's places.
            return rank == (above[mate] == mate ? slot : mate) ? 1 : 0
        }
    }

    /// The chance of a rank at a slot, whatever stands elsewhere; nil where it has no closed form.
    public func chance(of rank: Int, at slot: Int, slots: Int, candidates: Int) -> Double? {
        switch self {
        case .none: return rank == slot ? 1 : 0
        case .uniform: return 1 / Double(max(1, candidates))
        case .plackettLuce, .epsilon: return nil
        case .swapNeighbours(let chance):
            guard let mate = Self.mate(of: slot, slots: min(slots, candidates)) else { return rank == slot ? 1 : 0 }
            return rank == slot ? 1 - chance : rank == mate ? chance : 0
        }
    }

    /// The chance of what stands in a pair of neighbours, whatever stands elsewhere; nil where other slots are drawn with them.
    /// - Parameters:
    ///   - ranks: from the even slot `first` on: both, or the first of them where no more was seen.
    public func chance(ofPair ranks: some Collection<Int>, at first: Int, slots: Int, candidates: Int) -> Double? {
        switch self {
        case .none: return ranks.enumerated().allSatisfy { $0.element == first + $0.offset } ? 1 : 0
        case .uniform, .plackettLuce, .epsilon: return nil
        case .swapNeighbours:
            guard let upper = ranks.first,
                let chance = chance(of: upper, at: first, slots: slots, candidates: candidates)
            else { return nil }
            guard ranks.count == 2, let lower = ranks.dropFirst().first else { return chance }
            return upper + lower == 2 * first + 1 ? chance : 0
        }
    }

    /// The slot that a slot may change places with; nil of the last one of an odd number.
    private static func mate(of slot: Int, slots: Int) -> Int? {
        let mate = slot ^ 1
        return mate < slots ? mate : nil
    }

    /// The rank that has `place` of those left before it.
    private static func rank(left place: Int, after taken: [Int]) -> Int {
        var rank = place
        // Each taken one that is not above it moves it down, and may so uncover the next.
        for other in taken.sorted() where other <= rank { rank += 1 }
        return rank
    }

    /// The sum of exp(-(r - first)/temperature) over the ranks that are left, of which the first one is.
    private static func weight(left ranks: Range<Int>, after taken: [Int], temperature: Double) -> Double {
        ranks.reduce(0) { sum, rank in
            taken.contains(rank) ? sum : sum + exp(-Double(rank - ranks.lowerBound) / temperature)
        }
    }
}
