/// Decides, after an exposure, whether the app asks for a new page before the old one ends.
public protocol RequestPolicy: Policy {
    /// False for a policy that only ever asks at the page's end: it is then not called.
    var asksWithinPage: Bool { get }
    /// Writes 1 for each moment at which to ask for a new page, which replaces the unseen rest, and 0 otherwise.
    func decide(_ batch: borrowing RequestBatch, into decisions: inout MutableSpan<UInt8>)
}

extension RequestPolicy {
    public var asksWithinPage: Bool { true }
}

/// What a request policy sees: moments right after an exposure, columns of numbers.
///
/// All memory is the platform's and valid during the call only.
@frozen public struct RequestBatch: ~Copyable {
    /// One number a moment that a request policy can read.
    @frozen public enum Fact: Int, Sendable, CaseIterable {
        /// Slot just exposed, the page's first being 0.
        case slot
        /// Slots of the page not yet exposed.
        case slotsLeft
        /// Clicks since the last request.
        case clicks
        /// Likes since the last request.
        case likes
        /// Seconds since the last request.
        case secondsSinceRequest
        /// Requests of this session so far.
        case requests
        /// Exposures of this session so far.
        case exposures
    }

    /// Moments.
    public let count: Int
    /// Random bits of this user, session and exposure.
    public let random: UInt64
    @usableFromInline let columns: UnsafePointer<Float>

    /// - Parameter columns: one column of `count` numbers a `Fact`, in the order of its raw values.
    public init(count: Int, random: UInt64, columns: UnsafePointer<Float>) {
        self.count = count
        self.random = random
        self.columns = columns
    }

    /// One fact, a number a moment.
    @inlinable @_lifetime(borrow self) public func fact(_ fact: Fact) -> Span<Float> {
        unsafe _overrideLifetime(
            Span(_unsafeStart: columns + fact.rawValue * count, count: count), borrowing: self)
    }
}
