import RunStore
import Tables

/// Counts what a calibration needs of a log: by user, session and item, and never a row of it.
///
/// A log that was read and a market that was run fill the same tally, so that data and fit are measured alike.
package struct LogTally: Equatable {
    /// One row.
    struct Event {
        let user: UInt64
        let session: UInt64
        let item: UInt64
        let category: Int
        let kind: MerRecEvent
        /// Milliseconds.
        let time: Int64
        /// Major units.
        let price: Double
    }

    /// What is known of an item.
    struct Item: Equatable {
        var events: UInt32 = 0
        var category: UInt16
        /// Major units, at the first event.
        var price: Float
        var first: Int64
        /// A bit for each day with an event, counted in the round of 64.
        var days: UInt64 = 0
    }

    /// What is known of a session.
    struct Session: Equatable {
        var events: UInt32 = 0
        var views: UInt32 = 0
        /// The first of the views: an offer or a purchase may come long after the visit.
        var first = Int64.max
        var last = Int64.min
    }

    /// A purchase begun or done: who and what, in one key, and when.
    struct Purchase: Equatable {
        let pair: UInt64
        let time: Int64
    }

    /// From a first event to a last, in milliseconds.
    struct Stretch: Equatable {
        var first = Int64.max
        var last = Int64.min
    }

    private var users = KeyTable()
    private var sessionKeys = KeyTable()
    private var itemKeys = KeyTable()
    private var categoryKeys = KeyTable()
    private(set) var eventsOfUser: [UInt32] = []
    private(set) var sessionsOfUser: [UInt32] = []
    private(set) var sessions: [Session] = []
    private(set) var items: [Item] = []
    private(set) var categories: [String] = []
    private(set) var viewsOfCategory: [Int] = []
    private(set) var begun: [Purchase] = []
    private(set) var done: [Purchase] = []
    private var countOf = [Int](repeating: 0, count: 6)
    /// First and last event but for payments, which may come days after the visit.
    private(set) var browsing = Stretch()
    /// Last event of any kind.
    private(set) var end = Int64.min

    /// The number of a category; `name` is asked for a new one.
    mutating func category(_ key: UInt64, name: () -> String) -> Int {
        let (number, isNew) = categoryKeys.number(of: key)
        if isNew {
            categories.append(name())
            viewsOfCategory.append(0)
        }
        return number
    }

    mutating func add(_ event: Event) {
        let (user, isNewUser) = users.number(of: event.user)
        if isNewUser {
            eventsOfUser.append(0)
            sessionsOfUser.append(0)
        }
        eventsOfUser[user] += 1
        let (session, isNewSession) = sessionKeys.number(of: event.session)
        if isNewSession {
            sessions.append(Session())
            sessionsOfUser[user] += 1
        }
        sessions[session].events += 1
        let (item, isNewItem) = itemKeys.number(of: event.item)
        if isNewItem {
            items.append(
                Item(category: UInt16(clamping: event.category), price: Float(event.price), first: event.time))
        } else if (event.time, Float(event.price)) < (items[item].first, items[item].price) {
            // Of events at the same time the lower price counts, so that the order of rows does not matter.
            items[item].first = event.time
            items[item].price = Float(event.price)
        }
        items[item].events += 1
        end = max(end, event.time)
        countOf[LogTally.place(event.kind)] += 1
        if event.kind == .buyComplete {
            done.append(Purchase(pair: event.user ^ event.item, time: event.time))
            return
        }
        if event.kind == .buyStart { begun.append(Purchase(pair: event.user ^ event.item, time: event.time)) }
        if event.kind == .view {
            viewsOfCategory[event.category] += 1
            sessions[session].views += 1
            sessions[session].first = min(sessions[session].first, event.time)
            sessions[session].last = max(sessions[session].last, event.time)
        }
        items[item].days |= 1 << UInt64(event.time / LogTally.day & 63)
        browsing.first = min(browsing.first, event.time)
        browsing.last = max(browsing.last, event.time)
    }

    static let day: Int64 = 86_400_000

    /// Rows of a kind.
    func count(_ kind: MerRecEvent) -> Int { countOf[LogTally.place(kind)] }

    /// Items by category.
    var itemsOfCategory: [Int] {
        var counts = [Int](repeating: 0, count: categories.count)
        for item in items where Int(item.category) < counts.count { counts[Int(item.category)] += 1 }
        return counts
    }

    /// Days between the first and the last event of browsing.
    var days: Double { Double(max(0, browsing.last - browsing.first)) / Double(LogTally.day) }

    private static func place(_ kind: MerRecEvent) -> Int {
        switch kind {
        case .view: 0
        case .like: 1
        case .cart: 2
        case .offer: 3
        case .buyStart: 4
        case .buyComplete: 5
        }
    }
}
