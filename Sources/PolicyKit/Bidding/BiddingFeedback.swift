/// What a tick was for one campaign: its totals, and each opportunity where the policy wants them.
///
/// All memory is the platform's and valid during the call only. Money and value are in currency units.
@frozen @safe public struct BiddingFeedback: ~Copyable {
    public let totals: BiddingTotals
    /// Opportunities listed; 0 unless the policy wants them.
    public let count: Int
    @usableFromInline let columns: UnsafePointer<Float>
    @usableFromInline let stride: Int

    /// One number per opportunity; `column` says what each is.
    @frozen public enum Column: Int, Sendable, CaseIterable {
        case value, leastWinningPrice, payment

        /// Its name, unit and meaning.
        public var column: SlotColumn {
            switch self {
            case .value: SlotColumn("value", .float32, .money, "What the campaign predicted an exposure to be worth.")
            case .leastWinningPrice:
                SlotColumn("least_winning_price", .float32, .money, "The least bid that would have won a slot.")
            case .payment: SlotColumn("payment", .float32, .money, "What was paid.")
            }
        }
    }

    /// - Parameters:
    ///   - columns: one column of `count` numbers per `Column`, in the order of its raw values.
    ///   - stride: numbers from the start of one column to that of the next; `count` or more.
    public init(totals: BiddingTotals, count: Int, columns: UnsafePointer<Float>, stride: Int) {
        self.totals = totals
        self.count = count
        unsafe self.columns = columns
        self.stride = stride
    }

    /// One column, a number per opportunity.
    @inlinable @_lifetime(borrow self) public func column(_ column: Column) -> Span<Float> {
        unsafe _overrideLifetime(
            Span(_unsafeStart: columns + column.rawValue * stride, count: count), borrowing: self)
    }
}
