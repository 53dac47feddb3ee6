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
struct RequestIndex: UnitIndex {
    let experimentStart: Int64
    /// User, session and how-manieth request of the session, a row each.
    private(set) var requests: [(user: UInt32, session: UInt32, request: UInt16)] = []
    /// Of each user.
    private var latest: [Int]

    init(users: Int, experimentStart: Int64) {
        self.experimentStart = experimentStart
        latest = Array(repeating: Self.nowhere, count: users)
    }

    var rows: Int { requests.count }

    mutating func row(of record: JournalRecord) -> Int {
        let user = Int(record.user)
        if record.kind == .request, record.time >= experimentStart {
            latest[user] = requests.count
            requests.append((record.user, record.session, record.slot))
        }
        return latest[user]
    }
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

/// Two rows for each user, or each listing: what happens with units of the other side in control, and in treatment.
struct PairIndex: UnitIndex {
    enum Side { case users, listings }

    let side: Side
    let userArm: @Sendable (UInt32) -> UInt8
    let listingArm: @Sendable (ListingUnit) -> UInt8
    private(set) var listings: ListingIndex
    private let users: Int

    init(
        _ side: Side, users: Int, experimentStart: Int64, userArm: @escaping @Sendable (UInt32) -> UInt8,
        listingArm: @escaping @Sendable (ListingUnit) -> UInt8
    ) {
        self.side = side
        self.users = users
        self.userArm = userArm
        self.listingArm = listingArm
        listings = ListingIndex(experimentStart: experimentStart)
    }

    var rows: Int { 2 * (side == .users ? users : listings.rows) }

    mutating func row(of record: JournalRecord) -> Int {
        let listing = listings.row(of: record)
        guard listing != Self.nowhere else { return Self.nowhere }
        switch side {
        case .users: return 2 * Int(record.user) + Int(listingArm(listings.listings[listing]))
        case .listings: return 2 * listing + Int(userArm(record.user))
        }
    }
}
