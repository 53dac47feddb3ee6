import Randomness
import Storage

/// Which arm a session, a request or an exposure is in.
extension MarketState {
    /// What the arm of an exposure depends on.
    enum ExposureArm: UInt8, BitwiseCopyable {
        case session, listing
        /// That of the ranking which the slot is credited to.
        case slot
        /// Treated when the user and the listing both are.
        case pair
    }

    /// The arm that a session opens in.
    func arm(ofSession session: UInt32, user: UInt32) -> UInt8 {
        switch randomisation {
        case .sessions(let arm)?: arm(user, session)
        case .allocated?: allocation?.arm(ofSession: session, user: user) ?? 0
        case .requests(let arm)?: arm(user, session, 0)
        case .listings?, .pairs?, .campaigns?, .interleaved?: 0
        case .users?, .userClusters?, .blocks?, .stages?, nil: users.arm[user]
        }
    }

    /// Draws the arm of the page that a session is about to ask for, where requests are randomised.
    @inline(__always) func drawArm(ofRequestBy place: UInt32) {
        if splitsRequests { drawRequest(place) }
    }

    @inline(never) private func drawRequest(_ place: UInt32) {
        guard case .requests(let arm)? = randomisation else { return }
        let session = sessions[place]
        sessions[place].arm = arm(session.user, session.ordinal, session.requests)
    }

    /// The arm of what a session meets at a listing in the slot at hand.
    @inline(__always) func arm(ofExposure session: Session, at listing: UInt32) -> UInt8 {
        exposureArm == .slot
            ? pages.credit(of: session.page, slot: Int(session.slot)) : arm(of: session, at: listing)
    }

    /// The arm whose conditions a session meets at a listing.
    @inline(__always) func arm(of session: Session, at listing: UInt32) -> UInt8 {
        switch exposureArm {
        case .session, .slot: session.arm
        case .listing: listings.face[listing].arm
        case .pair: listings.face[listing].arm & users.arm[session.user]
        }
    }

    /// Draws the arm of a listing, where listings are randomised.
    func drawArm(ofListing listing: UInt32) {
        switch randomisation {
        case .listings(let arm)?, .pairs(_, let arm)?: listings.face[listing].arm = arm(unit(listing))
        default: break
        }
    }

    /// A listing with its clusters.
    func unit(_ listing: UInt32) -> ListingUnit {
        ListingUnit(
            listing: listing, seller: listings.seller[listing], category: listings.face[listing].category)
    }

    /// Puts users, listings and sessions in progress into their arms, as `randomisation` says from now on.
    /// - Parameter knows: as of `Sessions.move`.
    mutating func enter(_ randomisation: Randomisation, knows: (UInt8, UInt8) -> Bool) {
        self.randomisation = randomisation
        userClusters = (0..<UInt32(users.count)).map { cluster(of: $0) }
        switch randomisation {
        case .users(let arm), .pairs(let arm, _): moveUsers(to: arm)
        case .userClusters(let arm): moveUsers { arm(userClusters[Int($0)]) }
        case .blocks(_, let arm): moveUsers { _ in arm(0) }
        case .stages(_, let arm): moveUsers { arm($0, 0) }
        case .allocated(let settings):
            allocation = AllocationDesk(settings)
            allocate(turn: 0)
        case .sessions, .requests, .interleaved, .listings, .campaigns: break
        }
        switch randomisation {
        case .listings: exposureArm = .listing
        case .pairs: exposureArm = .pair
        case .requests: splitsRequests = true
        case .interleaved: exposureArm = .slot
        default: break
        }
        for listing in 0..<UInt32(listings.count) { drawArm(ofListing: listing) }
        moveSessions(knows: knows)
    }

    /// The cluster of those who look for the same as the user does, as of `Randomisation.userClusters`.
    private func cluster(of user: UInt32) -> UInt8 {
        users.favourite(of: user) ?? UInt8(StableHash.mix(0x636C_7573, UInt64(user)) % UInt64(users.categories))
    }

    /// Moves users into the arms of a block of time or of a stage.
    mutating func take(turn: Int, knows: (UInt8, UInt8) -> Bool) {
        switch randomisation {
        case .blocks(_, let arm)?: moveUsers { _ in arm(turn) }
        case .stages(_, let arm)?: moveUsers { arm($0, turn) }
        case .allocated?:
            // Who is browsing stays in the arm that the session began in.
            allocate(turn: turn)
            return
        default: return
        }
        moveSessions(knows: knows)
    }

    private func moveUsers(to arm: (UInt32) -> UInt8) {
        for user in 0..<UInt32(users.count) { users.arm[user] = arm(user) }
    }

    /// Who is browsing comes into the new arm in the midst of the session, the page on screen staying as it is.
    private func moveSessions(knows: (UInt8, UInt8) -> Bool) {
        sessions.move(to: { arm(ofSession: $0.ordinal, user: $0.user) }, knows: knows)
    }

    /// Users that each arm's policies serve at any one time, which budgets of requests are made for: of sessions and requests
    /// those of the first, because each arm has its share of everybody's.
    func usersServed(arms: Int) -> [Int] {
        var served = Array(repeating: 0, count: arms)
        for user in 0..<UInt32(users.count) { served[Int(arm(ofSession: 0, user: user))] += 1 }
        return served
    }
}
