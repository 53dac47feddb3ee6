import PolicyKit
import Storage

/// Counts what a session has seen and done before the listing that is on screen, where that moves the user's response to it.
enum SessionContext {
    /// Listings of the category in the slots above the one on screen, on the same page.
    @inline(never) static func crowd(_ category: UInt8, above session: Session, in state: borrowing MarketState) -> Int
    {
        let items = state.pages.items(of: session.page)
        return (0..<Int(session.slot)).count { state.listings.face[items[$0].number].category == category }
    }

    /// Clicks and carts so far on listings of the category.
    @inline(never) static func keyEvents(
        _ category: UInt8, in session: Session, of state: borrowing MarketState
    ) -> Int {
        let (click, cart) = (FeedbackBatch.Outcome.click.rawValue, FeedbackBatch.Outcome.cart.rawValue)
        var events = 0
        var page = session.page
        while page != Pages.none {
            let (items, outcomes) = (state.pages.items(of: page), state.pages.outcomes(of: page))
            for slot in 0..<state.pages.count(of: page) where outcomes[slot] & click != 0 {
                guard state.listings.face[items[slot].number].category == category else { continue }
                events += outcomes[slot] & cart != 0 ? 2 : 1
            }
            page = state.pages.page(before: page)
        }
        return events
    }
}
