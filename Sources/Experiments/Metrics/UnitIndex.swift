import Marketplace

/// Says to which row of totals a record of the journal belongs: whose it is, and of which time.
protocol UnitIndex {
    /// Rows given out so far.
    var rows: Int { get }
    /// The row of a record, or `nowhere`. Steps of an order follow the row of its checkout and are not asked for.
    mutating func row(of record: JournalRecord) -> Int
    /// Whether a session that begins with the record counts as a late one.
    func isLate(_ record: JournalRecord) -> Bool
}

extension UnitIndex {
    /// Stands where a record belongs to no row: that before the first.
    static var nowhere: Int { -1 }

    func isLate(_ record: JournalRecord) -> Bool { false }
}

/// A row for each user in each period: warm-up and experiment; without a warm-up only the experiment.
struct UserIndex: UnitIndex {
    private static let week: Int64 = 7 * 86_400_000
    let users: Int
    let experimentStart: Int64
    let browsingEnd: Int64

    var periods: Int { experimentStart > 0 ? 2 : 1 }
    var rows: Int { periods * users }

    @inline(__always) func row(of record: JournalRecord) -> Int {
        periods * Int(record.user) + (record.time < experimentStart ? 0 : periods - 1)
    }

    @inline(__always) func isLate(_ record: JournalRecord) -> Bool {
        record.time >= (record.time < experimentStart ? experimentStart : browsingEnd) - UserIndex.week
    }
}

/// A row for each session that begins in the experiment, in the order of their beginnings.
struct SessionIndex: UnitIndex {
    let experimentStart: Int64
    /// User and how-manieth session of the user, a row each.
    private(set) var sessions: [(user: UInt32, session: UInt32)] = []
    private var rowOf: [UInt64: Int] = [:]

    init(experimentStart: Int64) { self.experimentStart = experimentStart }

    var rows: Int { sessions.count }

    mutating func row(of record: JournalRecord) -> Int {
        let name = UInt64(record.user) << 32 | UInt64(record.session)
        if record.kind == .sessionStart, record.time >= experimentStart {
            rowOf[name] = sessions.count
            sessions.append((record.user, record.session))
        }
        return rowOf[name] ?? Self.nowhere
    }
}

/// A row for each page that was asked for in the experiment; what a user does belongs to the latest.
///
/// A checkout belongs to the request whose page showed the listing, what an offer leads to to the one at which it was made, and
/// an ad's charge for an order to that of the checkout.
struct RequestIndex: UnitIndex {
    let experimentStart: Int64
    /// User, session and how-manieth request of the session, a row each.
    private(set) var requests: [(user: UInt32, session: UInt32, request: UInt16)] = []
    /// Of each user.
    private var latest: [Int]
    /// Of each listing that a session liked or carted, which it may check out later.
    private var rowOfKept: [KeptListing: Int] = [:]
    /// By the offer's number, and by the order's.
    private var rowOfOffer: [Int] = []
    private var rowOfOrder: [Int] = []
    /// The row of what the last record has led to, if the next one is that: a checkout after an offer, an ad's charge after
    /// an order.
    private var due: Int?

    init(users: Int, experimentStart: Int64) {
        self.experimentStart = experimentStart
        latest = Array(repeating: Self.nowhere, count: users)
    }

    var rows: Int { requests.count }

    mutating func row(of record: JournalRecord) -> Int {
        let user = Int(record.user)
        let owed = due
        due = nil
        switch record.kind {
        case .request where record.time >= experimentStart:
            latest[user] = requests.count
            requests.append((record.user, record.session, record.slot))
        case .like, .cart: rowOfKept[KeptListing(record)] = latest[user]
        case .offer: rowOfOffer.append(latest[user])
        case .offerTaken: due = rowOfOffer[Int(record.detail)]
        case .checkout:
            rowOfOrder.append(owed ?? rowOfKept[KeptListing(record)] ?? latest[user])
            return rowOfOrder[rowOfOrder.count - 1]
        case .adOrder: due = rowOfOrder[Int(record.detail)]
        case .adCharge: return owed ?? latest[user]
        default: break
        }
        return latest[user]
    }
}

/// A listing in a session, which shows it once.
private struct KeptListing: Hashable {
    let user: UInt32
    let session: UInt32
    let listing: UInt32

    init(_ record: JournalRecord) { (user, session, listing) = (record.user, record.session, record.listing) }
}

/// A row for each listing that is on the market in the experiment, for what happens at it from its exposure on.
struct ListingIndex: UnitIndex {
    let experimentStart: Int64
    /// Every listing ever created, by number.
    private(set) var listings: [ListingUnit] = []
    /// Whether a listing was gone before the experiment.
    private(set) var isGone: [Bool] = []

    init(experimentStart: Int64) { self.experimentStart = experimentStart }

    var rows: Int { listings.count }

    mutating func row(of record: JournalRecord) -> Int {
        switch record.kind {
        case .listingCreated:
            listings.append(ListingUnit(created: record))
            isGone.append(false)
        case .listingEnded: isGone[Int(record.listing)] = record.time < experimentStart
        case .exposure, .click, .like, .cart, .checkout, .offer, .adExposure, .adCharge:
            if record.time >= experimentStart { return Int(record.listing) }
        default: break
        }
        return Self.nowhere
    }
}

/// A row for each campaign of ads, for what its ads bring in the experiment.
struct CampaignIndex: UnitIndex {
    let campaigns: Int
    let experimentStart: Int64
    /// The campaign of each user's latest ad exposure, and the exposure: a click on it comes next or never.
    private var latest: (campaign: Int, user: UInt32, session: UInt32, listing: UInt32)?

    init(campaigns: Int, experimentStart: Int64) {
        self.campaigns = campaigns
        self.experimentStart = experimentStart
    }

    var rows: Int { campaigns }

    mutating func row(of record: JournalRecord) -> Int {
        guard record.time >= experimentStart else { return Self.nowhere }
        switch record.kind {
        case .adExposure:
            latest = (Int(record.detail), record.user, record.session, record.listing)
            return Int(record.detail)
        case .adCharge: return Int(record.detail)
        case .click:
            guard let latest,
                (latest.user, latest.session, latest.listing) == (record.user, record.session, record.listing)
            else { return Self.nowhere }
            return latest.campaign
        default: return Self.nowhere
        }
    }
}

/// A row for each block of time in the experiment, for what begins in it after its burn-in.
struct BlockIndex: UnitIndex {
    let experiment: Range<Int64>
    let switchback: Switchback

    var rows: Int { switchback.blocks(in: experiment.upperBound - experiment.lowerBound) }

    func row(of record: JournalRecord) -> Int {
        guard experiment.contains(record.time) else { return Self.nowhere }
        let (block, since) = (record.time - experiment.lowerBound).quotientAndRemainder(dividingBy: switchback.block)
        return since < switchback.burnIn ? Self.nowhere : Int(block)
    }

    /// Days of a block that count.
    func days(of block: Int) -> Double {
        let start = experiment.lowerBound + Int64(block) * switchback.block
        let end = min(start + switchback.block, experiment.upperBound)
        return Double(max(0, end - start - switchback.burnIn)) / 86_400_000
    }
}

/// A row for each user in each stage of a roll-out.
struct StageIndex: UnitIndex {
    let users: Int
    let experimentStart: Int64
    /// Milliseconds from the experiment's start.
    let starts: [Int64]

    var rows: Int { users * starts.count }

    func row(of record: JournalRecord) -> Int {
        guard record.time >= experimentStart else { return Self.nowhere }
        let since = record.time - experimentStart
        let stage = (starts.lastIndex { $0 <= since }) ?? 0
        return starts.count * Int(record.user) + stage
    }
}

/// A row for each pair of a user and a listing that met in the experiment.
struct PairIndex: UnitIndex {
    private(set) var listings: ListingIndex
    /// User and listing, a row each.
    private(set) var pairs: [(user: UInt32, listing: UInt32)] = []
    private var rowOf: [UInt64: Int32] = [:]

    init(experimentStart: Int64) { listings = ListingIndex(experimentStart: experimentStart) }

    var rows: Int { pairs.count }

    mutating func row(of record: JournalRecord) -> Int {
        let listing = listings.row(of: record)
        guard listing != Self.nowhere else { return Self.nowhere }
        let name = UInt64(record.user) << 32 | UInt64(listing)
        if let row = rowOf[name] { return Int(row) }
        rowOf[name] = Int32(pairs.count)
        pairs.append((record.user, UInt32(listing)))
        return pairs.count - 1
    }
}
