import PolicyKit
import Storage

/// Leads a user's wish through a session: it may begin, what is liked and carted is kept in mind for it, and at the session's
/// end the user buys the best of that, or nothing.
struct WishDesk {
    let orders: OrderDesk

    /// A session begins.
    /// - Parameter category: the one that the session would look for by itself.
    /// - Returns: the category that the session looks for.
    func begin(
        _ session: UInt32, of user: UInt32, drawn category: UInt8, in state: inout MarketState
    ) -> UInt8 {
        guard state.wishes.areActive else { return category }
        return state.wishes.begin(
            session, of: user, drawn: category, at: state.now, &state.rememberedExposures)
    }

    /// The listing on screen was liked or carted.
    /// - Parameter ticket: as of `ConsideredListing`.
    func consider(
        _ encounter: Encounter, carted: Bool, ticket: Int, in state: inout MarketState
    ) {
        state.wishes.consider(
            encounter, odds: state.terms[Int(encounter.arm)].checkoutOdds, carted: carted,
            category: state.listings.face[encounter.listing].category, ticket: ticket, &state.rememberedExposures)
    }

    /// The session is over: the user buys what attracts most, if it attracts more than not buying does and a unit is left.
    func decide(_ place: UInt32, serving: inout Serving, in state: inout MarketState) {
        guard state.wishes.areActive, state.now < state.browsingEnd else { return }
        let session = state.sessions[place]
        let user = session.user
        let wish = state.wishes.wish(of: user)
        guard wish.isOpen else { return }
        let outside = state.wishes.outside(in: session.ordinal, of: user)
        while state.wishes.wish(of: user).isOpen,
            let best = state.wishes.takeBest(of: user, before: outside)
        {
            let listing = best.encounter.listing
            guard state.listings.unitsForSale[listing] > 0 else {
                state.rememberedExposures.release(best.encounter.row)
                continue
            }
            orders.checkOut(best.encounter, at: state.listings.face[listing].price, in: &state)
            serving.noteCheckout(of: best)
            if best.encounter.session == session.ordinal { serving.requests.note(.checkout, in: place, of: session) }
            state.wishes.fulfil(wish.began, with: listing, of: user, &state.rememberedExposures)
        }
        state.wishes.leave(session.ordinal, of: user, &state.rememberedExposures)
    }
}
