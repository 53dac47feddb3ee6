import PolicyKit
import Storage

extension Serving {
    /// Lets a request wait for others, with an open page that has no listings yet, where the arm's ranking policy scores several in
    /// one call and nothing but its scores is missing: an auction of ad slots, or a learner in the shadow, is asked at the request.
    /// - Returns: whether it waits.
    @inline(never) mutating func gather(
        count: Int, slots: Int, random: UInt64, for place: UInt32, in state: inout MarketState
    ) -> Bool {
        let session = state.sessions[place]
        let arm = Int(session.arm)
        guard let gathering = arms[arm].gathering, !ads.sells(in: session.arm), !shadows.areLearning,
            !gathering.repeats(columns.ids.base, count: count)
        else { return false }
        let page = state.pages.open(after: session.page)
        state.pages.setCount(of: page, to: min(slots, count))
        state.pages.items(of: page)[0] = .none
        let (own, ids) = (ownSignals, columns.ids.base)
        gathering.add(
            page: page, slots: slots, candidates: ids, count: count, signals: signals[arm], session: session,
            random: random, affinity: affinity.base, in: state
        ) { own.gather(of: arm, user: session.user, candidates: ids, count: count, into: $0, stride: $1) }
        deliver(page, count: count, to: place, in: &state)
        if gathering.isFull { scoreGathered(arm, in: state) }
        return true
    }

    /// Whether a page waits for its listings.
    @inline(__always) func isGathered(_ page: UInt32, in state: borrowing MarketState) -> Bool {
        page != Pages.none && state.pages.count(of: page) > 0 && state.pages.items(of: page)[0] == .none
    }

    /// Scores what waits with all arms.
    mutating func scoreGathered(in state: borrowing MarketState) {
        guard gathers else { return }
        for arm in arms.indices { scoreGathered(arm, in: state) }
    }

    /// Scores what waits with an arm, as one of its pages is about to be seen.
    @inline(never) mutating func scoreGathered(_ arm: Int, in state: borrowing MarketState) {
        let policies = arms[arm]
        policies.gathering?.score(by: policies.ranking) { waiting, gathered, total in
            let (start, count) = (Int(waiting.firstCandidate), Int(waiting.candidates))
            columns.ids.base.update(from: gathered.ids.base + start, count: count)
            columns.scores.base.update(from: gathered.scores.base + start, count: count)
            for number in 0..<policies.ranking.rememberedCount {
                (columns.remembered.base + number * count).update(
                    from: gathered.remembered.base + number * total + start, count: count)
            }
            let slots = Int(waiting.slots)
            top.take(slots, of: count, scores: columns.scores.base, listings: columns.ids.base)
            lay(waiting.page, count: count, sold: 0, slots: slots, arm: UInt8(arm), in: state)
        }
    }

    /// Nobody will see the page that a session waits for.
    @inline(never) func forgetGathered(_ page: UInt32, of arm: UInt8) { arms[Int(arm)].gathering?.forget(page) }
}
