import Foundation
package import Randomness
import Storage

/// Merges two rankings of a request's candidates into one page, and says to which ranking each pick is credited.
///
/// Both rankings are cut off at the page's length. A page takes time in proportion to its length, squared.
package final class Interleaver {
    private let method: Interleaving
    /// Candidates in the order of control's ranking and of treatment's.
    private var rankings: [[UInt32]]
    private var counts = [0, 0]
    /// The candidates of the merged ranking, in its order.
    package private(set) var picks: [UInt32] = []
    private var isTaken: [Bool]
    /// By candidate: 0 for control.
    private var credits: [UInt8]

    /// - Parameters:
    ///   - slots: of a page, at most.
    ///   - candidates: of a request, at most.
    package init(_ method: Interleaving, slots: Int, candidates: Int) {
        self.method = method
        rankings = Array(repeating: Array(repeating: 0, count: slots), count: 2)
        picks.reserveCapacity(slots)
        isTaken = Array(repeating: false, count: candidates)
        credits = Array(repeating: 0, count: candidates)
    }

    /// Takes over the ranking of an arm.
    /// - Parameter arm: 0 for control, 1 for treatment.
    package func take(_ ranking: borrowing TopSlots, of arm: Int, slots: Int) {
        counts[arm] = min(slots, ranking.count)
        for rank in 0..<counts[arm] { rankings[arm][rank] = UInt32(truncatingIfNeeded: ranking.candidate(in: rank)) }
    }

    /// Merges the rankings that were taken over.
    /// - Parameters:
    ///   - listings: of the candidates; of those that are the same listing control's choice stands for both.
    ///   - draws: of the page.
    package func merge(slots: Int, listings: UnsafePointer<UInt32>, draws: inout RandomStream) {
        picks.removeAll(keepingCapacity: true)
        for rank in 0..<counts[1] {
            let listing = listings[Int(rankings[1][rank])]
            for other in 0..<counts[0] where listings[Int(rankings[0][other])] == listing {
                rankings[1][rank] = rankings[0][other]
            }
        }
        for arm in 0..<2 { for rank in 0..<counts[arm] { isTaken[Int(rankings[arm][rank])] = false } }
        switch method {
        case .teamDraft: draft(slots, &draws)
        case .balanced: balance(slots, &draws)
        case .probabilistic: draw(slots, &draws)
        }
    }

    /// The arm to whose ranking a candidate of the page is credited.
    @inline(__always) package func credit(of candidate: UInt32) -> UInt8 { credits[Int(candidate)] }

    private func pick(_ candidate: UInt32, for arm: Int) {
        isTaken[Int(candidate)] = true
        credits[Int(candidate)] = UInt8(arm)
        picks.append(candidate)
    }

    private func draft(_ slots: Int, _ draws: inout RandomStream) {
        var next = [0, 0]
        while picks.count < slots {
            let first = Int(draws.next() >> 63)
            let before = picks.count
            for arm in [first, 1 - first] where picks.count < slots {
                while next[arm] < counts[arm], isTaken[Int(rankings[arm][next[arm]])] { next[arm] += 1 }
                if next[arm] < counts[arm] { pick(rankings[arm][next[arm]], for: arm) }
            }
            if picks.count == before { return }
        }
    }

    private func balance(_ slots: Int, _ draws: inout RandomStream) {
        let first = Int(draws.next() >> 63)
        var read = [0, 0]
        while picks.count < slots, read[0] < counts[0] || read[1] < counts[1] {
            let isEven = read[0] == read[1]
            var arm = isEven ? first : read[0] < read[1] ? 0 : 1
            if read[arm] == counts[arm] { arm = 1 - arm }
            let candidate = rankings[arm][read[arm]]
            if !isTaken[Int(candidate)] { pick(candidate, for: arm) }
            read[arm] += 1
        }
        let depth = max(read[0], read[1])
        for candidate in picks {
            let isIn = (0..<2).map { arm in
                (0..<min(depth, counts[arm])).contains { rankings[arm][$0] == candidate }
            }
            let arm = isIn[0] && isIn[1] ? Int(draws.next() >> 63) : isIn[0] ? 0 : 1
            credits[Int(candidate)] = UInt8(arm)
        }
    }

    private func draw(_ slots: Int, _ draws: inout RandomStream) {
        while picks.count < slots {
            var arm = Int(draws.next() >> 63)
            var left = weightLeft(of: arm)
            if left == 0 {
                arm = 1 - arm
                left = weightLeft(of: arm)
            }
            guard left > 0 else { return }
            var place = draws.uniform() * left
            var chosen: UInt32?
            for rank in 0..<counts[arm] where !isTaken[Int(rankings[arm][rank])] {
                chosen = rankings[arm][rank]
                place -= Interleaver.weight(ofRank: rank)
                if place < 0 { break }
            }
            guard let chosen else { return }
            pick(chosen, for: arm)
        }
    }

    private static func weight(ofRank rank: Int) -> Double { pow(Double(rank + 1), -3) }

    private func weightLeft(of arm: Int) -> Double {
        (0..<counts[arm]).reduce(0) { sum, rank in
            isTaken[Int(rankings[arm][rank])] ? sum : sum + Interleaver.weight(ofRank: rank)
        }
    }
}
