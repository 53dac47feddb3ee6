package import Marketplace

/// Adds up, day by day and arm by arm, what the journal says: the time course of the main metrics.
///
/// Money and orders stand on the day of their payment, as a platform's daily dashboard would show them.
package final class DailyTotals: JournalConsumer {
    /// Sums of one day in one arm.
    package struct Day: Sendable, Equatable, Codable {
        package var sessions = 0
        package var exposures = 0
        package var clicks = 0
        package var orders = 0
        /// Minor units.
        package var gmv: Int64 = 0
        package var requests = 0
        /// How many of the requests came before their page's end.
        package var insertedRequests = 0
        /// Asked for before the page's end, and refused.
        package var refusedRequests = 0
    }

    private static let day: Int64 = 86_400_000
    private let arm: @Sendable (JournalRecord) -> UInt8
    /// One list of days an arm.
    package private(set) var arms: [[Day]]

    package init(arms: Int, days: Int, arm: @escaping @Sendable (JournalRecord) -> UInt8) {
        self.arms = Array(repeating: Array(repeating: Day(), count: max(1, days)), count: arms)
        self.arm = arm
    }

    package func consume(_ records: borrowing Span<JournalRecord>) {
        // The class is asked for its days once a batch: to ask at each record took longer than to count it.
        DailyTotals.count(records, into: &arms, arm: arm)
    }

    private static func count(
        _ records: borrowing Span<JournalRecord>, into arms: inout [[Day]], arm: @Sendable (JournalRecord) -> UInt8
    ) {
        for index in records.indices {
            let record = records[index]
            switch record.kind {
            case .exposure, .click, .sessionStart, .payment, .request, .refusal: break
            default: continue
            }
            let arm = Int(arm(record))
            // A world takes its very last millisecond, too, which would begin another day.
            let day = min(Int(record.time / DailyTotals.day), arms[arm].count - 1)
            switch record.kind {
            case .sessionStart: arms[arm][day].sessions += 1
            case .exposure: arms[arm][day].exposures += 1
            case .click: arms[arm][day].clicks += 1
            case .request:
                arms[arm][day].requests += 1
                arms[arm][day].insertedRequests += Int(record[.inserted])
            case .refusal: arms[arm][day].refusedRequests += 1
            default:
                arms[arm][day].orders += 1
                arms[arm][day].gmv += record[.amount]
            }
        }
    }
}
