/// What followed the moments that a request policy explored, over its horizon or to the session's end.
///
/// All memory is the platform's and valid during the call only.
@frozen @safe public struct RequestFeedback: ~Copyable {
    /// Moments in the batch.
    public let count: Int
    /// Numbers per moment that the policy asked to get back.
    public let rememberedCount: Int
    @usableFromInline let rows: UnsafePointer<Float>
    @usableFromInline let columns: UnsafePointer<Float>

    /// One number per moment; `column` says what each is.
    @frozen public enum Outcome: Int, Sendable, CaseIterable {
        case asked, propensity, exposures, clicks, likes, carts, checkouts

        /// Its name, unit and meaning.
        public var column: SlotColumn {
            switch self {
            case .asked:
                SlotColumn("asked", .float32, .flags, "1 when a page was asked for, 0 when the old one stayed.")
            case .propensity: SlotColumn("propensity", .float32, .share, "The chance with which that was drawn.")
            case .exposures:
                SlotColumn("exposures", .float32, .count, "Exposures that followed within the horizon.")
            case .clicks: SlotColumn("clicks", .float32, .count, "Clicks among them.")
            case .likes: SlotColumn("likes", .float32, .count, "Likes among them.")
            case .carts: SlotColumn("carts", .float32, .count, "Listings put into the cart among them.")
            case .checkouts: SlotColumn("checkouts", .float32, .count, "Checkouts among them.")
            }
        }
    }

    /// - Parameters:
    ///   - rows: `rememberedCount` numbers per moment, row after row, as the policy wrote them.
    ///   - columns: one column of `count` numbers per `Outcome`, in the order of its raw values.
    public init(count: Int, rememberedCount: Int, rows: UnsafePointer<Float>, columns: UnsafePointer<Float>) {
        self.count = count
        self.rememberedCount = rememberedCount
        unsafe self.rows = rows
        unsafe self.columns = columns
    }

    /// One outcome, a number per moment.
    @inlinable @_lifetime(borrow self) public func outcome(_ outcome: Outcome) -> Span<Float> {
        unsafe _overrideLifetime(
            Span(_unsafeStart: columns + outcome.rawValue * count, count: count), borrowing: self)
    }

    /// The numbers that the policy wrote for all moments, moment after moment.
    package var allRemembered: Span<Float> {
        @_lifetime(borrow self) get {
            unsafe _overrideLifetime(Span(_unsafeStart: rows, count: count * rememberedCount), borrowing: self)
        }
    }

    /// The numbers that the policy wrote for a moment.
    @inlinable @_lifetime(borrow self) public func remembered(_ moment: Int) -> Span<Float> {
        precondition(moment >= 0 && moment < count, "no such moment")
        return unsafe _overrideLifetime(
            Span(_unsafeStart: rows + moment * rememberedCount, count: rememberedCount), borrowing: self)
    }
}
