import Foundation
import Randomness
import Storage

/// One user's open wish: what is wanted, how much of it and until when.
struct Wish: BitwiseCopyable {
    /// Milliseconds at which it is given up.
    var expiry: Int64 = 0
    /// The user's session, from 0, in which it began; or `Wishes.none` where nothing is wanted.
    var began = Wishes.none
    /// The listing kept in mind that attracts most, or `Wishes.none`.
    var best = Wishes.none
    /// One more than the session in which the latest wish began that a purchase ended; 0 for none.
    var fulfilled: UInt32 = 0
    /// Units still wanted.
    var units: UInt16 = 0
    /// The category wanted.
    var category: UInt8 = 0
    /// Where it is not open: whether it comes back in the next session.
    var comesBack = false

    var isOpen: Bool { began != Wishes.none }
}

/// A listing that a user liked or carted and keeps in mind for a wish.
struct ConsideredListing: BitwiseCopyable {
    let encounter: Encounter
    /// An exponential time with the listing's odds of being bought as its rate: of several listings and the outside option, the
    /// one whose time is least is chosen, each with the chance of a logit choice over all of them.
    let time: Double
    /// The place of the exposure's outcome in the queue of its ranking policy; see `FeedbackQueue.ticket`.
    let ticket: Int
    /// The next best one, or `Wishes.none`.
    var next = Wishes.none
}

/// Keeps every user's open wish, at most one at a time, and the listings that compete for it.
///
/// The choice among what is kept in mind is a race (Luce 1959): an exponential time of each listing, whose rate is
/// odds(`choice.checkout_rate`) · (1 + `utility_lift`) · the weights of `WishSettings`, against one of rate 1 for not buying. A listing's
/// time belongs to the listing and the wish, that of not buying to the session, so twin worlds in which the same is considered
/// choose the same.
struct Wishes: ~Copyable {
    /// Stands where there is no wish, no listing, no session.
    static let none = UInt32.max
    let settings: WishSettings
    private let key: RandomKey
    /// One for each user; empty where wishes are not active.
    private let wishes: Column<Wish>
    /// Places of listings kept in mind; `free` ones are used again.
    private var considered: Column<ConsideredListing>
    private var free: Column<UInt32>

    init(_ settings: WishSettings, users: Int, key: RandomKey) {
        self.settings = settings
        self.key = key
        wishes = Column(repeating: Wish(), count: settings.active ? users : 0)
        considered = Column(
            repeating: ConsideredListing(encounter: Encounter.placeholder, time: 0, ticket: 0), count: 0)
        free = Column()
    }

    var areActive: Bool { settings.active }

    /// The wish of a user, which may be none.
    func wish(of user: UInt32) -> Wish { wishes[user] }

    /// Whether no purchase has ended the wish that began in a session, be it still open or given up.
    func isUnfulfilled(_ began: UInt32, of user: UInt32) -> Bool { wishes[user].fulfilled <= began }

    /// A session begins: a wish whose time is over is given up, and one may begin.
    /// - Parameter category: the one that the session would look for by itself.
    /// - Returns: the category that the session looks for.
    mutating func begin(
        _ session: UInt32, of user: UInt32, drawn category: UInt8, at now: Int64,
        _ remembered: inout RememberedExposures
    ) -> UInt8 {
        if wishes[user].isOpen, wishes[user].expiry <= now { end(of: user, &remembered) }
        if wishes[user].comesBack {
            open(in: session, of: user, for: wishes[user].category, at: now)
        } else if !wishes[user].isOpen, key.block(.wish, user, 0, session).uniform(0) < settings.arrival {
            open(in: session, of: user, for: category, at: now)
        }
        return wishes[user].isOpen ? wishes[user].category : category
    }

    private func open(in session: UInt32, of user: UInt32, for category: UInt8, at now: Int64) {
        let block = key.block(.wish, user, 0, session)
        let life = Inverse.exponential(block.openUniform(1)) * Double(settings.lifetime)
        // A geometric number beyond the first: the whole part of an exponential one.
        let further =
            settings.unitsMean > 1
            ? Inverse.exponential(block.openUniform(2)) / -log(1 - 1 / settings.unitsMean) : 0
        wishes[user].expiry = now + 1 + Int64(life)
        wishes[user].began = session
        wishes[user].units = UInt16(1 + min(further, 9_999))
        wishes[user].category = category
        wishes[user].comesBack = false
    }

    /// A listing that was liked or carted is kept in mind; it and `encounter.row` are let go where it is not worth it.
    /// - Parameters:
    ///   - odds: of a checkout after a cart, in the arm of the exposure.
    ///   - ticket: as of `ConsideredListing`.
    mutating func consider(
        _ encounter: Encounter, odds: Double, carted: Bool, category: UInt8, ticket: Int,
        _ remembered: inout RememberedExposures
    ) {
        let wish = wishes[encounter.user]
        let rate =
            odds * (carted ? 1 : settings.likedWeight)
            * (category == wish.category ? 1 : settings.substituteWeight)
        let draw = key.block(.wishChoice, encounter.user, encounter.listing, wish.began).openUniform52(0)
        let time = rate > 0 ? Inverse.exponential(draw) / rate : .infinity
        let known = removeListing(encounter.listing, of: encounter.user)
        if let known, known.time <= time {
            remembered.release(encounter.row)
            insert(known, of: encounter.user)
            return
        }
        if let known { remembered.release(known.encounter.row) }
        guard time < .infinity else {
            remembered.release(encounter.row)
            return
        }
        insert(ConsideredListing(encounter: encounter, time: time, ticket: ticket), of: encounter.user)
        forgetBeyondLimit(of: encounter.user, &remembered)
    }

    /// Takes the most attractive listing out of what the user keeps in mind, if it attracts more than not buying does.
    /// - Parameter outside: the time of not buying.
    mutating func takeBest(of user: UInt32, before outside: Double) -> ConsideredListing? {
        let place = wishes[user].best
        guard place != Wishes.none, considered[place].time < outside else { return nil }
        wishes[user].best = considered[place].next
        free.append(place)
        return considered[place]
    }

    /// What not buying counts at the end of a session.
    func outside(in session: UInt32, of user: UInt32) -> Double {
        Inverse.exponential(key.block(.wishOutcome, user, 0, session).openUniform52(0))
    }

    /// A unit was bought for the wish that began in a session: it ends with its last one, and may come back in the next session.
    mutating func fulfil(
        _ began: UInt32, with listing: UInt32, of user: UInt32, _ remembered: inout RememberedExposures
    ) {
        guard wishes[user].began == began else {
            // Given up before, it still is not for a second offer.
            wishes[user].fulfilled = max(wishes[user].fulfilled, began + 1)
            return
        }
        if let bought = removeListing(listing, of: user) { remembered.release(bought.encounter.row) }
        wishes[user].units -= 1
        guard wishes[user].units == 0 else { return }
        end(of: user, &remembered)
        wishes[user].fulfilled = began + 1
        wishes[user].comesBack = key.block(.wishReturn, user, listing, began).uniform(0) < settings.returns
    }

    /// A session left the wish open: it lingers or ends.
    mutating func leave(_ session: UInt32, of user: UInt32, _ remembered: inout RememberedExposures) {
        guard wishes[user].isOpen,
            key.block(.wishOutcome, user, 0, session).uniform(2) >= settings.linger
        else { return }
        end(of: user, &remembered)
    }

    private mutating func end(of user: UInt32, _ remembered: inout RememberedExposures) {
        while let dropped = takeBest(of: user, before: .infinity) { remembered.release(dropped.encounter.row) }
        wishes[user].began = Wishes.none
        wishes[user].units = 0
    }

    // MARK: - What is kept in mind, best first

    private mutating func insert(_ listing: ConsideredListing, of user: UInt32) {
        var before = Wishes.none
        var after = wishes[user].best
        while after != Wishes.none, considered[after].time <= listing.time {
            before = after
            after = considered[after].next
        }
        var listing = listing
        listing.next = after
        let place: UInt32
        if free.count > 0 {
            place = free.removeLast()
            considered[place] = listing
        } else {
            place = UInt32(considered.count)
            considered.append(listing)
        }
        link(place, after: before, of: user)
    }

    private mutating func removeListing(_ listing: UInt32, of user: UInt32) -> ConsideredListing? {
        var before = Wishes.none
        var place = wishes[user].best
        while place != Wishes.none, considered[place].encounter.listing != listing {
            before = place
            place = considered[place].next
        }
        guard place != Wishes.none else { return nil }
        link(considered[place].next, after: before, of: user)
        free.append(place)
        return considered[place]
    }

    /// Whoever keeps more in mind than the limit forgets what was seen longest ago, however much it attracts: forgetting
    /// the least attractive would change no choice of one.
    private mutating func forgetBeyondLimit(of user: UInt32, _ remembered: inout RememberedExposures) {
        var (count, oldest, beforeOldest) = (0, Wishes.none, Wishes.none)
        var (before, place) = (Wishes.none, wishes[user].best)
        while place != Wishes.none {
            if oldest == Wishes.none || considered[place].encounter.time < considered[oldest].encounter.time {
                (oldest, beforeOldest) = (place, before)
            }
            count += 1
            (before, place) = (place, considered[place].next)
        }
        guard count > settings.considered else { return }
        link(considered[oldest].next, after: beforeOldest, of: user)
        remembered.release(considered[oldest].encounter.row)
        free.append(oldest)
    }

    private func link(_ place: UInt32, after before: UInt32, of user: UInt32) {
        if before == Wishes.none { wishes[user].best = place } else { considered[before].next = place }
    }

    /// Bytes set aside.
    var bytes: Int { wishes.bytes + considered.bytes + free.bytes }
}
