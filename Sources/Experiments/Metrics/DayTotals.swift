import Marketplace

/// A row for each day of the experiment in each arm, for what began in it; the last day of each arm also has what begins later.
struct DayIndex: UnitIndex {
    let experimentStart: Int64
    let days: Int
    let arms: Int
    let arm: @Sendable (JournalRecord) -> UInt8

    init(_ schedule: Schedule, arms: Int, arm: @escaping @Sendable (JournalRecord) -> UInt8) {
        experimentStart = schedule.warmup
        days = Int((schedule.experiment + Self.day - 1) / Self.day)
        self.arms = arms
        self.arm = arm
    }

    /// Milliseconds.
    private static let day: Int64 = 86_400_000

    var rows: Int { arms * days }

    func row(of record: JournalRecord) -> Int {
        let since = record.creditTime - experimentStart
        guard since >= 0 else { return Self.nowhere }
        return Int(arm(record)) * days + min(days - 1, Int(since / Self.day))
    }
}

extension UnitTotals<DayIndex> {
    /// Of each arm and day the sums over all users, in the order of `KeptQuantities.measured`.
    func sums(of quantities: KeptQuantities) -> [[[Double]]] {
        var values = [Double](repeating: 0, count: quantities.width)
        return (0..<index.arms).map { arm in
            (0..<index.days).map { day in
                read(arm * index.days + day, into: &values)
                return Array(values.prefix(quantities.measured.count))
            }
        }
    }
}
