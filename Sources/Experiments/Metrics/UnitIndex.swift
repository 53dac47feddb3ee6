import Marketplace

/// Says to which row of totals a record of the journal belongs: whose it is, and of which time. All that it asks stands in the
/// record itself.
protocol UnitIndex {
    /// Rows given out so far.
    var rows: Int { get }
    /// The row of a record, or `nowhere`. Steps of an order belong to the row of its checkout.
    mutating func row(of record: JournalRecord) -> Int
    /// 0 for a record that belongs to the experiment, 1 for one of the warm-up, where that is kept.
    func period(of record: JournalRecord) -> Int
    /// Milliseconds at which browsing ends in a period; `Int64.max` where units have no last week.
    func end(ofPeriod period: Int) -> Int64
}

extension UnitIndex {
    /// Stands where a record belongs to no row: that before the first.
    static var nowhere: Int { -1 }

    func period(of record: JournalRecord) -> Int { 0 }
    func end(ofPeriod period: Int) -> Int64 { .max }
}

/// A row for each user, for the warm-up and the experiment.
struct UserIndex: UnitIndex {
    let users: Int
    let experimentStart: Int64
    let browsingEnd: Int64

    var rows: Int { users }

    @inline(__always) func row(of record: JournalRecord) -> Int { Int(record.user) }
    @inline(__always) func period(of record: JournalRecord) -> Int { record.creditTime < experimentStart ? 1 : 0 }
    func end(ofPeriod period: Int) -> Int64 { period == 0 ? browsingEnd : experimentStart }
}

/// A row for each session that begins in the experiment, in the order of their beginnings.
struct SessionIndex: UnitIndex {
    let experimentStart: Int64
    /// The user and the user's session number, a row each.
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

/// A row for each page that was asked for in the experiment: for what the user does on it, and for what comes of that later.
struct RequestIndex: UnitIndex {
    let experimentStart: Int64
    /// User, session and the request's number in the session, a row each.
    private(set) var requests: [(user: UInt32, session: UInt32, request: UInt16)] = []
    /// The number in the world of the first of them.
    private var first = JournalRecord.none

    init(experimentStart: Int64) { self.experimentStart = experimentStart }

    var rows: Int { requests.count }

    mutating func row(of record: JournalRecord) -> Int {
        if record.kind == .request, record.time >= experimentStart {
            if requests.isEmpty { first = record.request }
            requests.append((record.user, record.session, UInt16(record[.request])))
        }
        guard record.request != JournalRecord.none, record.request >= first else { return Self.nowhere }
        return Int(record.request - first)
    }
}

/// A row for each listing that is on the market in the experiment, for what happens at it from its exposure on.
struct ListingIndex: UnitIndex {
    /// Of each kind of record, whether a user meets a listing.
    private static let isMet = Mechanisms.records.map { $0.subject >= .exposure }
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
        default:
            let isMet = ListingIndex.isMet[Int(record.kind.rawValue) - 1]
            if isMet, record.creditTime >= experimentStart { return Int(record.listing) }
        }
        return Self.nowhere
    }
}

/// A row for each campaign of ads, for what its ads bring in the experiment.
struct CampaignIndex: UnitIndex {
    let campaigns: Int
    let experimentStart: Int64

    var rows: Int { campaigns }

    func row(of record: JournalRecord) -> Int {
        record.campaign == JournalRecord.none || record.creditTime < experimentStart
            ? Self.nowhere : Int(record.campaign)
    }
}

/// A row for each block of time in the experiment, for what begins in it after its burn-in.
struct BlockIndex: UnitIndex {
    let experiment: Range<Int64>
    let switchback: Switchback

    var rows: Int { switchback.blocks(in: experiment.upperBound - experiment.lowerBound) }

    func row(of record: JournalRecord) -> Int {
        guard experiment.contains(record.creditTime) else { return Self.nowhere }
        let (block, since) = (record.creditTime - experiment.lowerBound).quotientAndRemainder(dividingBy: switchback.block)
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
        guard record.creditTime >= experimentStart else { return Self.nowhere }
        let since = record.creditTime - experimentStart
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
