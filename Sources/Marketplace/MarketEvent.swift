/// What waits in the event queue: a kind and whom it concerns.
struct MarketEvent: BitwiseCopyable {
    enum Kind: UInt8, BitwiseCopyable {
        /// Subject: user.
        case sessionStart
        /// Subject: place of the session.
        case request
        /// Subject: place of the session.
        case exposure
        /// No subject.
        case listingArrival
        /// Subject: listing.
        case listingReview
        /// Subject: order.
        case payment
        /// Subject: order.
        case lapse
        /// Subject: order.
        case refund
        /// Subject: order.
        case delivery
        /// The refund window closes. Subject: order.
        case keep
        /// The seller's answer. Subject: offer.
        case offerAnswer
        /// The buyer's answer to the seller's. Subject: offer.
        case offerReply
        /// Bids are planned anew. Subject: the tick, from 0 at the opening.
        case adTick
        /// Campaigns start or end. Subject: how many such moments were before.
        case campaignTurn
    }

    let kind: Kind
    let subject: UInt32
}
