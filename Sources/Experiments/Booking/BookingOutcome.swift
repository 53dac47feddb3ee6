public import Marketplace
import Statistics

/// What is kept of a booking market's world.
public struct BookingOutcome: RunOutcome, Equatable {
    public var task: BookingTask
    public var tally: BookingTally
    /// `JournalDigest.text`.
    public var digest: String
    public var events: Int
    /// What of the listings does not add up, a sentence each.
    public var violations: [String]

    /// Bookings a day for each unit of size.
    /// - Parameter days: for how long they were counted, times the market's size.
    func rate(_ days: Double) -> Double { Double(tally.allBookings) / days }

    /// Bookings a day for each unit of size by the arms of both sides, with the shares of both that were truly treated.
    func totals(_ days: Double) -> TwoSidedTotals {
        func share(_ arms: [Int]) -> Double {
            let all = arms.reduce(0, +)
            return all > 0 ? Double(arms[1]) / Double(all) : 0
        }
        return TwoSidedTotals(
            totals: tally.bookings.map { $0.map { Double($0) / days } }, treatedCustomers: share(tally.customers),
            treatedListings: share(tally.listings))
    }
}
