/// What a request policy sees: moments right after an exposure, columns of numbers, and the page of each.
///
/// All memory is the platform's and valid during the call only.
@frozen @safe public struct RequestBatch: ~Copyable {
    /// One number per moment that a request policy can read; `column` says what each is.
    @frozen public enum Fact: Int, Sendable, CaseIterable {
        case slot, slotsLeft, clicks, likes, skips, dwell, secondsSinceRequest, requests, exposures, idleRun
        case budgetSpent, budgetPlan, budgetLeft, hourOfWeek, justClicked

        /// Its name, unit and meaning.
        public var column: SlotColumn {
            switch self {
            case .slot: SlotColumn("slot", .float32, .index, "Slot just exposed, the page's first being 0.")
            case .slotsLeft: SlotColumn("slots_left", .float32, .count, "Slots of the page not yet exposed.")
            case .clicks: SlotColumn("clicks", .float32, .count, "Clicks since the last request.")
            case .likes: SlotColumn("likes", .float32, .count, "Likes since the last request.")
            case .skips:
                SlotColumn("skips", .float32, .count, "Exposures since the last request that were not clicked.")
            case .dwell:
                SlotColumn("dwell", .float32, .seconds, "Time spent on clicked listings since the last request.")
            case .secondsSinceRequest:
                SlotColumn("seconds_since_request", .float32, .seconds, "Time since the last request.")
            case .requests: SlotColumn("requests", .float32, .count, "Requests of this session so far.")
            case .exposures: SlotColumn("exposures", .float32, .count, "Exposures of this session so far.")
            case .idleRun:
                SlotColumn(
                    "idle_run", .float32, .count, "Exposures since the session's last click, or since its start.")
            case .budgetSpent:
                SlotColumn(
                    "budget_spent", .float32, .share,
                    "Inserted requests of this arm in this budget period, of the period's budget.")
            case .budgetPlan:
                SlotColumn(
                    "budget_plan", .float32, .share,
                    "The part of the period's usual traffic that has passed: an even pace has spent as much.")
            case .budgetLeft:
                SlotColumn(
                    "budget_left", .float32, .count, "Requests that may still be inserted in this budget period.")
            case .hourOfWeek:
                SlotColumn("hour_of_week", .float32, .hours, "The clock: hours since Monday 00:00, from 0 to 168.")
            case .justClicked:
                SlotColumn("just_clicked", .float32, .flags, "1 when the slot just exposed was clicked, else 0.")
            }
        }
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
    @usableFromInline let outcomes: UnsafePointer<UInt32>

    /// - Parameters:
    ///   - columns: one column of `count` numbers per `Fact`, in the order of its raw values.
    ///   - slots: numbers from one moment's page to the next.
    ///   - categories: the category of each slot of each moment's page.
    ///   - scores: the ranking policy's score of each slot.
    ///   - outcomes: `FeedbackBatch.Outcome` bits of each slot exposed so far.
    public init(
        count: Int, random: UInt64, columns: UnsafePointer<Float>, slots: Int, categories: UnsafePointer<UInt8>,
        scores: UnsafePointer<Float>, outcomes: UnsafePointer<UInt32>
    ) {
        self.count = count
        self.random = random
        unsafe self.columns = columns
        self.slots = slots
        unsafe self.categories = categories
        unsafe self.scores = scores
        unsafe self.outcomes = outcomes
    }

    /// One fact, a number per moment.
    @inlinable @_lifetime(borrow self) public func fact(_ fact: Fact) -> Span<Float> {
        unsafe _overrideLifetime(
            Span(_unsafeStart: columns + fact.rawValue * count, count: count), borrowing: self)
    }

    /// Slots set aside for each moment's page, of which it may have fewer.
    package var slotsPerPage: Int { slots }

    /// The categories of all pages, `slotsPerPage` numbers per moment.
    package var allCategories: Span<UInt8> {
        @_lifetime(borrow self) get {
            unsafe _overrideLifetime(Span(_unsafeStart: categories, count: count * slots), borrowing: self)
        }
    }

    /// The ranking policy's scores of all pages, `slotsPerPage` numbers per moment.
    package var allScores: Span<Float> {
        @_lifetime(borrow self) get {
            unsafe _overrideLifetime(Span(_unsafeStart: scores, count: count * slots), borrowing: self)
        }
    }

    /// What the user did in the slots of all pages, as bits of `FeedbackBatch.Outcome`, `slotsPerPage` numbers per moment.
    package var allOutcomes: Span<UInt32> {
        @_lifetime(borrow self) get {
            unsafe _overrideLifetime(Span(_unsafeStart: outcomes, count: count * slots), borrowing: self)
        }
    }

    /// Slots of a moment's page, exposed and not.
    @inlinable public func pageSlots(_ moment: Int) -> Int {
        precondition(moment >= 0 && moment < count, "no such moment")
        let slot = unsafe columns[Fact.slot.rawValue * count + moment]
        let left = unsafe columns[Fact.slotsLeft.rawValue * count + moment]
        return min(slots, Int(slot + left) + 1)
    }

    /// The categories of a moment's page, a number per slot.
    @inlinable @_lifetime(borrow self) public func categories(_ moment: Int) -> Span<UInt8> {
        let count = pageSlots(moment)
        return unsafe _overrideLifetime(
            Span(_unsafeStart: categories + moment * slots, count: count), borrowing: self)
    }

    /// The ranking policy's scores of a moment's page, a number per slot.
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
