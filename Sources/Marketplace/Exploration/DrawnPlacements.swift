import PolicyKit
import Randomness
import Storage

extension Serving {
    /// Puts what is drawn from the arm's ranking into the place of its best candidates.
    @inline(never) mutating func drawPlacements(slots: Int, count: Int, arm: Int, draws: RandomStream, at time: Int64) {
        guard let placing else { return }
        top.take(count, of: count, scores: columns.scores.base, listings: columns.ids.base)
        var draws = draws
        placing.draw(
            slots: slots, from: top, arm: arm, isAsked: placing.asked(beside: arm, at: time) != nil, draws: &draws)
        top.replace(with: placing.picks)
    }

    /// Keeps how the rankings have what stands in each slot.
    @inline(never) func keepPlacements(on page: UInt32, slots: Int, in state: borrowing MarketState) {
        guard let placing else { return }
        for slot in 0..<slots { state.pages.keep(placing.placements[slot], in: slot, of: page) }
    }

    /// Writes down the chances of an exposure, by the ranking of the arm that made the page and by the other one.
    @inline(never) func notePlacement(of session: Session, listing: UInt32, in state: inout MarketState) {
        guard let placing else { return }
        let slot = Int(session.slot)
        let placement = state.pages.placement(in: slot, of: session.page)
        let served = Int(session.servedBy)
        func write(_ arm: Int, _ rank: KeyPath<Placement, UInt16>) {
            let ranks = (0...slot).map { Int(state.pages.placement(in: $0, of: session.page)[keyPath: rank]) }
            let chance = placing.explorations[arm].chance(
                ofLast: ranks, slots: Int(placement.slots), candidates: Int(placement.candidates))
            state.journal.write(
                JournalRecord(
                    time: state.now, value: Int64((chance * 1e18).rounded()), user: session.user,
                    session: session.ordinal, listing: listing, detail: UInt32(placement[keyPath: rank]),
                    kind: .placement, arm: UInt8(arm), slot: session.slot, request: session.request))
        }
        write(served, \.own)
        if let other = placing.asked(beside: served, at: session.lastRequest) { write(other, \.other) }
    }
}
