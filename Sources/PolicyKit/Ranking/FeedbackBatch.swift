/// What has become of shown candidates, handed to a learning policy when the platform would know it.
///
/// All memory is the platform's and valid during the call only.
@frozen @safe public struct FeedbackBatch: ~Copyable {
    /// Exposures in the batch, in the order in which they happened.
    public let count: Int
    /// Numbers per exposure that the policy asked to get back.
    public let rememberedCount: Int
    @usableFromInline let shown: UnsafePointer<Item>
    @usableFromInline let outcomes: UnsafePointer<UInt32>
    @usableFromInline let rows: UnsafePointer<Float>
    @usableFromInline let whenTold: UnsafePointer<Int64>
    @usableFromInline let whenExposed: UnsafePointer<Int64>
    @usableFromInline let ownership: UnsafePointer<UInt8>

    /// What the exposure led to until now, as bits of `outcome`; 8 of 32 have a meaning, and the kinds of items to come have
    /// room for theirs.
    @frozen public struct Outcome: OptionSet, Sendable {
        public let rawValue: UInt32
        @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
        public static let click = Outcome(rawValue: 1)
        public static let like = Outcome(rawValue: 2)
        public static let cart = Outcome(rawValue: 4)
        public static let checkout = Outcome(rawValue: 8)
        public static let offer = Outcome(rawValue: 16)
        /// Of an order: it was paid; without it, the order has lapsed.
        public static let payment = Outcome(rawValue: 32)
        /// Of an order: the money went back.
        public static let refund = Outcome(rawValue: 64)
        /// Of an order: delivered, and the refund window has closed.
        public static let kept = Outcome(rawValue: 128)

        /// The bits and their names: `1 click, 2 like, …`.
        static let legend = [
            ("click", click), ("like", like), ("cart", cart), ("checkout", checkout), ("offer", offer),
            ("payment", payment), ("refund", refund), ("kept", kept),
        ].map { "\($1.rawValue) \($0)" }.joined(separator: ", ")
    }

    /// - Parameters:
    ///   - shown: what stood in the slot.
    ///   - outcomes: `Outcome` bits.
    ///   - rows: `rememberedCount` numbers per exposure, row after row, as the policy wrote them when it scored.
    ///   - times: milliseconds since the market opened at which happened what is told: the exposure, or the step of its order.
    ///   - exposureTimes: milliseconds since the market opened at which the item was exposed.
    ///   - ownership: 1 where this policy ranked the page, 0 where it learns from a page that another one ranked.
    public init(
        count: Int, rememberedCount: Int, shown: UnsafePointer<Item>, outcomes: UnsafePointer<UInt32>,
        rows: UnsafePointer<Float>, times: UnsafePointer<Int64>, exposureTimes: UnsafePointer<Int64>,
        ownership: UnsafePointer<UInt8>
    ) {
        self.count = count
        self.rememberedCount = rememberedCount
        unsafe self.shown = shown
        unsafe self.outcomes = outcomes
        unsafe self.rows = rows
        unsafe whenTold = times
        unsafe whenExposed = exposureTimes
        unsafe self.ownership = ownership
    }

    /// What was shown; of a listing the item's number is its id.
    @inlinable public var items: Span<Item> {
        @_lifetime(borrow self) get {
            unsafe _overrideLifetime(Span(_unsafeStart: shown, count: count), borrowing: self)
        }
    }

    /// Milliseconds since the market opened at which happened what is told: the exposure, or the step of its order.
    @inlinable public var time: Span<Int64> {
        @_lifetime(borrow self) get {
            unsafe _overrideLifetime(Span(_unsafeStart: whenTold, count: count), borrowing: self)
        }
    }

    /// Milliseconds since the market opened at which each item was exposed.
    @inlinable public var exposureTime: Span<Int64> {
        @_lifetime(borrow self) get {
            unsafe _overrideLifetime(Span(_unsafeStart: whenExposed, count: count), borrowing: self)
        }
    }

    /// 1 where this policy ranked the page of the exposure, 0 where it learns from a page that another one ranked.
    @inlinable public var own: Span<UInt8> {
        @_lifetime(borrow self) get {
            unsafe _overrideLifetime(Span(_unsafeStart: ownership, count: count), borrowing: self)
        }
    }

    /// What each exposure led to until now, as bits of `Outcome`.
    package var outcomeBits: Span<UInt32> {
        @_lifetime(borrow self) get {
            unsafe _overrideLifetime(Span(_unsafeStart: outcomes, count: count), borrowing: self)
        }
    }

    /// The numbers that the policy wrote for all exposures when it scored them, exposure after exposure.
    package var allRemembered: Span<Float> {
        @_lifetime(borrow self) get {
            unsafe _overrideLifetime(Span(_unsafeStart: rows, count: count * rememberedCount), borrowing: self)
        }
    }

    /// Hands over the same with other remembered numbers: for a policy that holds others, of which each remembers its own.
    /// - Parameters:
    ///   - rememberedCount: numbers per exposure.
    ///   - rows: so many numbers per exposure, exposure after exposure.
    package func remembering(
        _ rememberedCount: Int, _ rows: [Float], _ hear: (borrowing FeedbackBatch) -> Void
    ) {
        precondition(rows.count == count * rememberedCount, "each exposure has as many numbers")
        unsafe rows.withUnsafeBufferPointer { rows in
            guard let start = rows.baseAddress else { return }
            unsafe hear(
                FeedbackBatch(
                    count: count, rememberedCount: rememberedCount, shown: shown, outcomes: outcomes, rows: start,
                    times: whenTold, exposureTimes: whenExposed, ownership: ownership))
        }
    }

    /// What the exposure at `index` led to until now.
    @inlinable public func outcome(_ index: Int) -> Outcome {
        precondition(index >= 0 && index < count, "no such exposure")
        return unsafe Outcome(rawValue: outcomes[index])
    }

    /// The numbers that the policy wrote for the exposure at `index` when it scored it.
    @inlinable @_lifetime(borrow self) public func remembered(_ index: Int) -> Span<Float> {
        precondition(index >= 0 && index < count, "no such exposure")
        return unsafe _overrideLifetime(
            Span(_unsafeStart: rows + index * rememberedCount, count: rememberedCount), borrowing: self)
    }
}
