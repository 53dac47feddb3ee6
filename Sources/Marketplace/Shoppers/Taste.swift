import Randomness
import Storage

/// How well content suits a user: the one place where taste meets content.
enum Taste {
    /// The taste of a session's user for a listing's content, in standard deviations over users and listings.
    ///
    /// A share of its variance (`users.taste_by_category`) is a taste of the user's own in the listing's category: the user's with each
    /// number's sign kept or turned by a draw, so that it is as long and unrelated.
    @inline(__always) static func match(_ listing: UInt32, for place: UInt32, in state: borrowing MarketState) -> Float
    {
        let own = Content.match(state.sessions.taste(of: place), state.listings.contentVector(listing))
        let share = state.settings.users.tasteByCategory
        guard share > 0 else { return own }
        return Float((1 - share).squareRoot()) * own
            + Float(share.squareRoot()) * deviation(listing, for: place, in: state)
    }

    @inline(never) private static func deviation(
        _ listing: UInt32, for place: UInt32, in state: borrowing MarketState
    ) -> Float {
        let category = UInt32(state.listings.face[listing].category)
        let signs = state.key.block(.tasteByCategory, state.sessions[place].user, category, 0).bits(0)
        let taste = state.sessions.taste(of: place)
        return withUnsafeTemporaryAllocation(of: Float.self, capacity: Content.dimensions) { turned in
            guard let start = turned.baseAddress else { return 0 }
            for dimension in 0..<Content.dimensions {
                start[dimension] = signs >> UInt32(dimension) & 1 == 0 ? taste[dimension] : -taste[dimension]
            }
            return Content.match(start, state.listings.contentVector(listing))
        }
    }
}
