import EventSimulation
import Randomness
import Storage

/// All that is true of a market at one moment; the processes (supply, serving, browsing, orders) move it from event to event.
struct MarketState: ~Copyable {
    let key: RandomKey
    let settings: Market
    /// One row an arm, control first.
    let terms: Column<Terms>
    let calendar = HourOfWeek()
    let users: Users
    var listings: Listings
    var catalogue: Catalogue
    /// What each seller has in the market.
    var offered = ListingChains()
    /// Who advertises, and what.
    var shelves = AdShelves()
    var sessions = Sessions()
    var pages: Pages
    var offers = Offers()
    var wishes: Wishes
    var orders = Orders()
    /// Of exposures that led to offers and orders.
    var rememberedExposures: RememberedExposures
    var ledger = Ledger()
    /// Pages that were asked for so far.
    var requests: UInt32 = 0
    /// What the experiment randomises; nil before it starts.
    var randomisation: Randomisation?
    /// What gives sessions their arms where an experiment learns; nil elsewhere.
    var allocation: AllocationDesk?
    /// Of each user as of then.
    var userClusters: [UInt8] = []
    var exposureArm = ExposureArm.session
    var splitsRequests = false
    var queue: EventQueue<MarketEvent>
    var journal: Journal
    /// Milliseconds from which nobody browses, lists or withdraws.
    let browsingEnd: Int64
    private let tieSeed: UInt64
    /// Three kilobytes that nearly every call borrows.
    private let inPlace = InPlace()

    init(
        key: RandomKey, settings: Market, terms: [Terms], users: consuming Users, listings: consuming Listings,
        catalogue: consuming Catalogue, pages: consuming Pages, journal: consuming Journal, browsingEnd: Int64
    ) {
        self.key = key
        self.settings = settings
        self.terms = Column(terms)
        let waiting = users.count + listings.count / 4
        queue = EventQueue(minimumCapacity: waiting)
        offered.open(users.count)
        wishes = Wishes(settings.wishes, users: users.count, key: key)
        self.users = users
        self.listings = listings
        self.catalogue = catalogue
        rememberedExposures = RememberedExposures(width: pages.rememberedCount, keepsAds: pages.keepsAds)
        self.pages = pages
        self.journal = journal
        self.browsingEnd = browsingEnd
        tieSeed = StableHash.mix(key.seed, 0x7469_6573)
    }

    /// Milliseconds since the start.
    @inline(__always) var now: Int64 { queue.now.milliseconds }

    /// Puts an event into the queue; who comes first at the same instant is drawn from the seed.
    @inline(__always) mutating func schedule(_ kind: MarketEvent.Kind, _ subject: UInt32, at time: Int64) {
        // A request stands in line where the exposure would that it comes before: asking for a page moves nobody.
        let process = kind == .request ? MarketEvent.Kind.exposure : kind
        let what = UInt64(process.rawValue) << 32 | UInt64(subject)
        let tie = StableHash.mix(tieSeed ^ what, UInt64(bitPattern: time))
        queue.schedule(MarketEvent(kind: kind, subject: subject), at: .milliseconds(time), tie: tie)
    }

    /// As `schedule`, unless the market closes before.
    mutating func scheduleWhileOpen(_ kind: MarketEvent.Kind, _ subject: UInt32, at time: Int64) {
        if time < browsingEnd { schedule(kind, subject, at: time) }
    }

    /// Bytes set aside for users, listings and what is in progress, but for the event queue.
    var bytes: Int {
        users.bytes + listings.bytes + catalogue.bytes + offered.bytes + sessions.bytes + pages.bytes + offers.bytes
            + wishes.bytes + orders.bytes + rememberedExposures.bytes + shelves.bytes
    }
}
