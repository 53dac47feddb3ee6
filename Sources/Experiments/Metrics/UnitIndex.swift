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
