import PolicyKit
import Randomness
import Storage

extension Serving {
    /// Stands in `placed` where an ad does.
    static let ad = UInt32.max

    /// Freezes the page: the ads in their slots, the best candidates in the others.
    @inline(__always) mutating func freeze(
        count: Int, sold: Int, slots: Int, for place: UInt32, in state: inout MarketState
    ) {
        let page = state.pages.open(after: state.sessions[place].page)
        let session = state.sessions[place]
        let sharing =
            sharesPages(in: state)
            ? state.key.stream(.interleaving, session.user, session.exposures, session.ordinal) : nil
        if placing != nil {
            drawPlacements(
                slots: slots, count: count, arm: Int(session.arm),
                draws: state.key.stream(.placement, session.user, session.exposures, session.ordinal), at: state.now)
        } else {
            top.take(slots, of: count, scores: columns.scores.base, listings: columns.ids.base)
        }
        lay(page, count: count, sold: sold, slots: slots, arm: session.arm, sharing: sharing, in: state)
        deliver(page, count: count, to: place, in: &state)
    }

    /// Puts ads and the candidates in `top` into a page's slots, and keeps what will be asked of them.
    /// - Parameter sharing: draws how the page is shared with the ranking that was noted; nil where it is not.
    @inline(__always) mutating func lay(
        _ page: UInt32, count: Int, sold: Int, slots: Int, arm: UInt8, sharing: RandomStream? = nil,
        in state: borrowing MarketState
    ) {
        if let sharing { share(slots: slots, draws: sharing) }
        let filled = fill(page, slots: slots, sold: sold, arm: arm, in: state)
        if sharing != nil { credit(page, slots: filled, in: state) }
        if placing != nil { keepPlacements(on: page, slots: filled, in: state) }
        state.pages.setCount(of: page, to: filled)
        remember(page, count: count, arm: Int(arm), in: state)
        if state.pages.keepsDetails { keepDetails(of: page, count: filled, in: state) }
        if filled > 0 { state.listings.face.prefetch(Int(state.pages.items(of: page)[0].number)) }
    }

    /// Notes the request whose answer the page is, and gives it to the session.
    @inline(__always) func deliver(_ page: UInt32, count: Int, to place: UInt32, in state: inout MarketState) {
        let session = state.sessions[place]
        state.journal.write(
            JournalRecord(
                time: state.now, value: Int64(state.pages.count(of: page)), user: session.user,
                session: session.ordinal, listing: session.inserts ? 1 : 0, detail: UInt32(count), kind: .request,
                arm: session.arm, slot: session.requests, request: state.requests))
        state.sessions[place].page = page
        state.sessions[place].request = state.requests
        state.requests &+= 1
        state.sessions[place].servedBy = session.arm
        state.sessions[place].slot = 0
        state.sessions[place].requests &+= 1
        state.sessions[place].clicksSinceRequest = 0
        state.sessions[place].likesSinceRequest = 0
        state.sessions[place].clickDwell = 0
        state.sessions[place].inserts = false
        state.sessions[place].lastRequest = state.now
    }

    /// Keeps what an arm's ranking policy wants back of each slot, out of what it has just scored.
    @inline(__always) func remember(_ page: UInt32, count: Int, arm: Int, in state: borrowing MarketState) {
        let width = arms[arm].ranking.rememberedCount
        guard width > 0 else { return }
        for slot in 0..<state.pages.count(of: page) where placed[slot] != Serving.ad {
            let row = state.pages.remembered(of: page, slot: slot) + shadows.starts[arm]
            for number in 0..<width { row[number] = columns.remembered[number * count + Int(placed[slot])] }
        }
    }

    /// Puts ads and candidates into the page's slots; a listing that stands as an ad is left out of the others. Where
    /// candidates end, the ads that are left move up, and the page ends.
    /// - Returns: the slots that were filled.
    @inline(__always) private mutating func fill(
        _ page: UInt32, slots: Int, sold: Int, arm: UInt8, in state: borrowing MarketState
    ) -> Int {
        let items = state.pages.items(of: page)
        var (ad, next) = (0, 0)
        for slot in 0..<slots {
            while next < top.count, ads.hasSold(columns.ids[top.candidate(in: next)], among: sold) { next += 1 }
            if ad < sold, next == top.count || ads.place(of: ad, arm: arm) == slot {
                let (listing, placement) = ads.deliver(ad)
                items[slot] = Item(.listing, listing)
                state.pages.place(placement, in: page, slot: slot)
                placed[slot] = Serving.ad
                ad += 1
                continue
            }
            guard next < top.count else { return slot }
            let candidate = top.candidate(in: next)
            items[slot] = Item(.listing, columns.ids[candidate])
            state.pages.place(.none, in: page, slot: slot)
            placed[slot] = UInt32(truncatingIfNeeded: candidate)
            next += 1
        }
        return slots
    }

    /// Keeps what request policies and rankers that look at the session read of each slot. An ad has no score of its own;
    /// it gets that of the slot above.
    private func keepDetails(of page: UInt32, count: Int, in state: borrowing MarketState) {
        let (items, categories) = (state.pages.items(of: page), state.pages.categories(of: page))
        let kept = state.pages.scores(of: page)
        var score: Float = 0
        for slot in 0..<count {
            categories[slot] = state.listings.face[items[slot].number].category
            if placed[slot] != Serving.ad { score = columns.scores[Int(placed[slot])] }
            kept[slot] = score
        }
    }
}
