/// What a platform knows of a session when it ranks: the slots exposed so far, and what the user said at its start.
///
/// All memory is the platform's and valid during the call only.
@frozen @safe public struct SessionHistory: ~Copyable {
    /// Exposures so far, the first one first.
    public let count: Int
    /// The category that the session began with (a search, a category opened), or nil for one that just opened the feed.
    public let declaredCategory: Int?
    @usableFromInline let categoryStart: UnsafePointer<UInt8>
    @usableFromInline let outcomes: UnsafePointer<UInt32>

    /// - Parameters:
    ///   - categories: one per exposure.
    ///   - outcomes: `FeedbackBatch.Outcome` bits, one per exposure.
    public init(
        count: Int, declaredCategory: Int?, categories: UnsafePointer<UInt8>, outcomes: UnsafePointer<UInt32>
    ) {
        self.count = count
        self.declaredCategory = declaredCategory
        unsafe categoryStart = categories
        unsafe self.outcomes = outcomes
    }

    /// The category of each exposure.
    @inlinable public var categories: Span<UInt8> {
        @_lifetime(borrow self) get {
            unsafe _overrideLifetime(Span(_unsafeStart: categoryStart, count: count), borrowing: self)
        }
    }

    /// What the user did at each exposure, as bits of `FeedbackBatch.Outcome`.
    package var outcomeBits: Span<UInt32> {
        @_lifetime(borrow self) get {
            unsafe _overrideLifetime(Span(_unsafeStart: outcomes, count: count), borrowing: self)
        }
    }

    /// What the user did at an exposure.
    @inlinable public func outcome(_ exposure: Int) -> FeedbackBatch.Outcome {
        precondition(exposure >= 0 && exposure < count, "no such exposure")
        return unsafe FeedbackBatch.Outcome(rawValue: outcomes[exposure])
    }

    /// What each of its columns is.
    static let columns = [
        SlotColumn("session_count", .int64, [], .count, "Exposures of the session so far."),
        SlotColumn(
            "session_declared_category", .int64, [], .index,
            "The category that the session began with (a search, a category); -1 where the feed was just opened."),
        SlotColumn(
            "session_categories", .uint8, [.exposure], .index,
            "The category of each exposure of the session, the first one first."),
        SlotColumn(
            "session_outcomes", .uint32, [.exposure], .flags,
            "What the user did at each exposure: \(FeedbackBatch.Outcome.legend)."),
    ]
}
