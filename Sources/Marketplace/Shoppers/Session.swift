import Storage

/// One visit in progress: whose, what it looks for, and how far it has come.
struct Session: BitwiseCopyable {
    var user: UInt32
    /// The number of the session among its user's, from 0.
    var ordinal: UInt32
    /// Milliseconds.
    var start: Int64
    /// Milliseconds at which the current page was asked for.
    var lastRequest: Int64
    /// Hidden: the category that the user looks for now.
    var intent: UInt8
    var arm: UInt8
    /// The arm whose ranking policy made the page on screen and learns from it.
    var servedBy: UInt8 = 0
    /// The category that the session began with, or `undeclared`.
    var declared: UInt8
    /// Divides the exit hazard; the user's patience times the session's own.
    var patience: Float
    /// Multiplies dwell times.
    var pace: Float
    var exposures: UInt32 = 0
    var requests: UInt16 = 0
    /// Exposures since the last click.
    var idleRun: UInt16 = 0
    var clicksSinceRequest: UInt16 = 0
    var likesSinceRequest: UInt16 = 0
    /// Clicks of the whole session.
    var clicks: UInt16 = 0
    /// The next slot of `page` to be exposed.
    var slot: UInt16 = 0
    /// Seconds on clicked listings since the last request.
    var clickDwell: Float = 0
    /// Exposures of listings that were sold out.
    var soldOutEncounters: UInt32 = 0
    /// The page on screen.
    var page: UInt32 = Pages.none
    /// The number in the world, from 0, of the request that brought it.
    var request = JournalRecord.none
    /// Whether the page that is being waited for was asked for before the old one ended.
    var inserts = false

    /// Stands where a session did not say what it looks for.
    static let undeclared = UInt8.max
}

extension Session {
    /// How much of what the user came for was not to be had, from 0 to 1: all of it without a click, else the share of
    /// exposures that were sold out.
    var disappointment: Double {
        clicks > 0 ? Double(soldOutEncounters) / Double(max(1, exposures)) : 1
    }
}

/// Keeps the sessions in progress; a place is used again when its session has ended.
struct Sessions: ~Copyable {
    private var places = Column<Session>(minimumCapacity: 64)
    /// Hidden: taste for content, `Content.dimensions` numbers a session.
    private var tastes = Column<Float>(minimumCapacity: 64 * Content.dimensions)
    private var free = Column<UInt32>(minimumCapacity: 64)
    private(set) var activeCount = 0

    mutating func open(_ session: Session) -> UInt32 {
        activeCount += 1
        if free.count > 0 {
            let place = free.removeLast()
            places[place] = session
            return place
        }
        places.append(session)
        tastes.extend(by: Content.dimensions, with: 0)
        return UInt32(places.count - 1)
    }

    mutating func close(_ place: UInt32) {
        activeCount -= 1
        free.append(place)
    }

    /// Moves every session in progress into an arm.
    /// - Parameter knows: whether an arm's ranking policy knows the pages that another arm's has made, so that it learns from the one
    ///   on screen as if it had made it: the other first.
    func move(to arm: (Session) -> UInt8, knows: (UInt8, UInt8) -> Bool) {
        for place in 0..<places.count {
            let own = arm(places[place])
            places[place].arm = own
            if knows(places[place].servedBy, own) { places[place].servedBy = own }
        }
    }

    @inline(__always) subscript(place: UInt32) -> Session {
        _read { yield places[place] }
        nonmutating _modify { yield &places[place] }
    }

    /// The taste of a session, `Content.dimensions` numbers.
    @inline(__always) func taste(of place: UInt32) -> UnsafeMutablePointer<Float> {
        tastes.base + Int(place) * Content.dimensions
    }

    /// Bytes set aside.
    var bytes: Int { places.bytes + tastes.bytes + free.bytes }
}
