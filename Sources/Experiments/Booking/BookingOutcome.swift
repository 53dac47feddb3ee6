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

    /// Blocks of time that an experiment is counted in, for the error that it has by itself: few enough to be long beside
    /// the time for which a listing is blocked, and enough for Student's t to be hardly wider than the normal distribution.
    static let blocks = 10
}
