/// What a request policy sees: moments right after an exposure, columns of numbers, and the page of each.
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
        /// Exposures since the last request that were not clicked.
        case skips
        /// Seconds spent on clicked listings since the last request.
        case dwell
        /// Seconds since the last request.
        case secondsSinceRequest
        /// Requests of this session so far.
        case requests
        /// Exposures of this session so far.
        case exposures
        /// Exposures since the session's last click, or since its start.
        case idleRun
        /// Inserted requests of this arm in this budget period, as a share of the period's budget.
        case budgetSpent
        /// The share of the period's usual traffic that has passed: an even pace has spent as much of its budget.
        case budgetPlan
        /// Requests that may still be inserted in this budget period.
        case budgetLeft
        /// The clock: hours since Monday 00:00, from 0 to 168.
        case hourOfWeek
    }

    /// Moments.
    public let count: Int
    /// Random bits of this user, session and exposure.
    public let random: UInt64
    /// Slots set aside for each moment's page.
    @usableFromInline let slots: Int
    @usableFromInline let columns: UnsafePointer<Float>
    @usableFromInline let categories: UnsafePointer<UInt8>
    @usableFromInline let scores: UnsafePointer<Float>
    @usableFromInline let outcomes: UnsafePointer<UInt8>

    /// - Parameters:
    ///   - columns: one column of `count` numbers a `Fact`, in the order of its raw values.
    ///   - slots: numbers from one moment's page to the next.
    ///   - categories: the category of each slot of each moment's page.
    ///   - scores: the ranking policy's score of each slot.
    ///   - outcomes: `FeedbackBatch.Outcome` bits of each slot exposed so far.
    public init(
        count: Int, random: UInt64, columns: UnsafePointer<Float>, slots: Int, categories: UnsafePointer<UInt8>,
        scores: UnsafePointer<Float>, outcomes: UnsafePointer<UInt8>
    ) {
        self.count = count
        self.random = random
        self.columns = columns
        self.slots = slots
        self.categories = categories
        self.scores = scores
        self.outcomes = outcomes
    }

    /// One fact, a number a moment.
    @inlinable @_lifetime(borrow self) public func fact(_ fact: Fact) -> Span<Float> {
        unsafe _overrideLifetime(
            Span(_unsafeStart: columns + fact.rawValue * count, count: count), borrowing: self)
    }

    /// Slots of a moment's page, exposed and not.
    @inlinable public func pageSlots(_ moment: Int) -> Int {
        precondition(moment >= 0 && moment < count, "no such moment")
        let slot = unsafe columns[Fact.slot.rawValue * count + moment]
        let left = unsafe columns[Fact.slotsLeft.rawValue * count + moment]
        return min(slots, Int(slot + left) + 1)
    }

    /// The categories of a moment's page, a number a slot.
    @inlinable @_lifetime(borrow self) public func categories(_ moment: Int) -> Span<UInt8> {
        let count = pageSlots(moment)
        return unsafe _overrideLifetime(
            Span(_unsafeStart: categories + moment * slots, count: count), borrowing: self)
    }

    /// The ranking policy's scores of a moment's page, a number a slot.
    @inlinable @_lifetime(borrow self) public func scores(_ moment: Int) -> Span<Float> {
        let count = pageSlots(moment)
        return unsafe _overrideLifetime(Span(_unsafeStart: scores + moment * slots, count: count), borrowing: self)
    }

    /// What the user did in a slot of a moment's page; nothing in a slot not yet exposed.
    @inlinable public func outcome(_ moment: Int, slot: Int) -> FeedbackBatch.Outcome {
        precondition(slot >= 0 && slot < pageSlots(moment), "no such slot")
        return unsafe FeedbackBatch.Outcome(rawValue: outcomes[moment * slots + slot])
    }
}
