import Foundation
import Storage

/// The true chance that a user clicks on a listing, as a logit.
enum ClickChance {
    /// The utility of clicking, against an outside option of utility 0.
    /// - Parameter crowd: listings of the same category above it on the page.
    @inline(__always) static func attraction(
        _ terms: borrowing Terms, matched: Bool, isAd: Bool, taste: Float, appeal: Float, crowd: Int
    ) -> Float {
        let choice = terms.conditions.choice
        let base = (matched ? terms.clickMatched : terms.clickUnmatched) + (isAd ? terms.adClick : 0)
        return base + Float(choice.tasteWeight) * taste + Float(choice.appealWeight) * appeal
            - Float(choice.crowdingWeight) * Float(crowd)
    }

    /// That of a candidate for a session, were it on screen now, first of its category on the page and no ad; between -20 and 20.
    @inline(__always) static func logit(_ listing: UInt32, for place: UInt32, in state: borrowing MarketState) -> Float
    {
        let session = state.sessions[place]
        let logit = attraction(
            state.terms[Int(state.arm(of: session, at: listing))],
            matched: state.listings.face[listing].category == session.intent, isAd: false,
            taste: Taste.match(listing, for: place, in: state),
            appeal: state.listings.face[listing].appeal, crowd: 0)
        return min(max(logit, -20), 20)
    }

    @inline(__always) static func chance(_ logit: Float) -> Float { 1 / (1 + expf(-logit)) }
}
