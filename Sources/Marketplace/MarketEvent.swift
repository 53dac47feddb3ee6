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
    }

    let kind: Kind
    let subject: UInt32
}
