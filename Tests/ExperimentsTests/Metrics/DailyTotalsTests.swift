import Experiments
import Marketplace
import Testing

/// The time course, day by day.
struct DailyTotalsTests {
    private static let day: Int64 = 86_400_000

    private static func payment(at time: Int64) -> JournalRecord {
        JournalRecord(
            time: time, value: 100, user: 0, session: 0, listing: 0, detail: 0, kind: .payment, arm: 0, slot: 0)
    }

    /// A world ends with its last millisecond, and that one is in it.
    @Test func aPaymentInTheVeryLastMillisecondBelongsToTheLastDay() {
        let totals = DailyTotals(arms: 1, days: 2, arm: { _ in 0 })
        let times = [0, DailyTotalsTests.day - 1, DailyTotalsTests.day, 2 * DailyTotalsTests.day]
        totals.consume(times.map(DailyTotalsTests.payment).span)
        #expect(totals.arms[0].map(\.orders) == [2, 2])
        #expect(totals.arms[0].map(\.gmv) == [200, 200])
    }
}
