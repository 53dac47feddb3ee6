import Marketplace

/// Adds up, day by day and arm by arm, what the journal says: the time course of the main metrics.
///
/// Money and orders stand on the day of their payment, as a platform's daily dashboard would show them.
final class DailyTotals: JournalConsumer {
    /// Sums of one day in one arm.
    struct Day: Sendable, Equatable, Codable {
        var sessions = 0
        var exposures = 0
        var clicks = 0
        var orders = 0
        /// Minor units.
        var gmv: Int64 = 0
    }

    private static let day: Int64 = 86_400_000
    private let experimentStart: Int64
    private let assignment: @Sendable (UInt32) -> UInt8
    /// One list of days an arm.
    private(set) var arms: [[Day]]

    init(arms: Int, days: Int, experimentStart: Int64, assignment: @escaping @Sendable (UInt32) -> UInt8) {
        self.arms = Array(repeating: Array(repeating: Day(), count: days), count: arms)
        self.experimentStart = experimentStart
        self.assignment = assignment
    }

    func consume(_ records: borrowing Span<JournalRecord>) {
        for index in records.indices {
            let record = records[index]
            switch record.kind {
            case .exposure, .click, .sessionStart, .payment: break
            default: continue
            }
            let arm = Int(assignment(record.user))
            let day = Int(record.time / DailyTotals.day)
            guard day < arms[arm].count else { continue }
            switch record.kind {
            case .sessionStart: arms[arm][day].sessions += 1
            case .exposure: arms[arm][day].exposures += 1
            case .click: arms[arm][day].clicks += 1
            default:
                arms[arm][day].orders += 1
                arms[arm][day].gmv += record.value
            }
        }
    }
}
