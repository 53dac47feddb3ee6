import Randomness
import Storage

extension Serving {
    /// Whether the rankings of control and treatment share pages now.
    @inline(__always) func sharesPages(in state: borrowing MarketState) -> Bool {
        interleaver != nil && state.exposureArm == .slot
    }

    /// Takes over what has just been scored as an arm's ranking of the page at hand.
    @inline(never) mutating func noteRanking(of arm: Int, slots: Int, count: Int) {
        top.take(slots, of: count, scores: columns.scores.base, listings: columns.ids.base)
        interleaver?.take(top, of: arm, slots: slots)
    }

    /// Puts the picks of both rankings into the place of control's, which stand in `top`.
    @inline(never) mutating func share(slots: Int, draws: RandomStream) {
        guard let interleaver else { return }
        interleaver.take(top, of: 0, slots: slots)
        var draws = draws
        interleaver.merge(slots: slots, listings: columns.ids.base, draws: &draws)
        top.replace(with: interleaver.picks)
    }

    /// Keeps whose pick stands in each slot; an ad is nobody's, and stands with control.
    @inline(never) func credit(_ page: UInt32, slots: Int, in state: borrowing MarketState) {
        guard let interleaver else { return }
        for slot in 0..<slots {
            let arm = placed[slot] == Serving.ad ? 0 : interleaver.credit(of: placed[slot])
            state.pages.credit(arm, with: slot, of: page)
        }
    }
}
