/// One number per candidate that a ranking policy can ask for; `column` says what each is.
@frozen public enum Signal: Int, Sendable, CaseIterable {
    case relativePrice, age, impressions, clicks, likes, purchases, stock, condition, categoryAffinity, price, category
    case sellerSales, sellerRefunds, modelScore, attribute

    /// Its name, unit and meaning.
    public var column: SlotColumn {
        switch self {
        case .relativePrice:
            SlotColumn("relative_price", .float32, .logRatio, "Price over the median price of the listing's category.")
        case .age: SlotColumn("age", .float32, .days, "Time since the listing was created.")
        case .impressions: SlotColumn("impressions", .float32, .count, "Exposures of the listing so far.")
        case .clicks: SlotColumn("clicks", .float32, .count, "Clicks on the listing so far.")
        case .likes: SlotColumn("likes", .float32, .count, "Likes of the listing so far.")
        case .purchases: SlotColumn("purchases", .float32, .count, "Units of the listing sold so far.")
        case .stock: SlotColumn("stock", .float32, .count, "Units for sale now.")
        case .condition: SlotColumn("condition", .float32, .number, "Condition from 1 (new) to 5 (worn).")
        case .categoryAffinity:
            SlotColumn(
                "category_affinity", .float32, .share,
                "The platform's belief, as of the session's start, that this user looks for the listing's category.")
        case .price: SlotColumn("price", .float32, .number, "Price in hundreds of minor units, such as dollars.")
        case .category: SlotColumn("category", .float32, .index, "The listing's category.")
        case .sellerSales:
            SlotColumn("seller_sales", .float32, .count, "Units that the listing's seller has sold so far.")
        case .sellerRefunds:
            SlotColumn("seller_refunds", .float32, .count, "Units of them whose money went back so far.")
        case .modelScore:
            SlotColumn(
                "model_score", .float32, .share,
                "What the arm's model of given quality (`market.models.click`) takes for the chance of a click by this user; 0 "
                    + "without a model.")
        case .attribute:
            SlotColumn(
                "attribute", .float32, .index,
                "The listing's attribute, such as a brand; 0 where attributes tell nothing (`market.listings.appeal_from_attribute`)."
            )
        }
    }
}

extension SlotColumn {
    /// What a ranking policy is shown of candidates, of one request or of several.
    static var ofCandidates: [SlotColumn] {
        [.candidates, .content] + Signal.allCases.map(\.column) + [.ownSignalCount, .ownSignals]
    }
}

/// Which parts of a candidate a ranking policy reads.
@frozen public struct SignalSet: OptionSet, Sendable, Hashable {
    public let rawValue: UInt32
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
    /// The set of the one signal.
    @inlinable public init(_ signal: Signal) { rawValue = 1 << UInt32(signal.rawValue) }
    /// The set of several signals.
    @inlinable public init(_ signals: [Signal]) { self = signals.reduce(into: []) { $0.insert(SignalSet($1)) } }
    /// The content vectors and the user's profile.
    public static let content = SignalSet(rawValue: 1 << 31)
    /// The exposures of the session so far.
    public static let session = SignalSet(rawValue: 1 << 30)
    /// Whether the signal is one of the set.
    @inlinable public func contains(_ signal: Signal) -> Bool { contains(SignalSet(signal)) }
}

/// What a ranking policy sees of the candidates of one request: columns of numbers, feature-major.
///
/// All memory is the platform's and valid during the call only.
@frozen @safe public struct RankingBatch: ~Copyable {
    /// Candidates.
    public let count: Int
    /// Numbers in a content vector and in a profile.
    public let dimensions: Int
    /// Random bits of this user and session: equal in every twin world and for every request of the session.
    public let random: UInt64
    /// The number of the user whose page it is, as the event log has it.
    public let user: Int
    /// The distance from one column's start to the next.
    @usableFromInline let stride: Int
    @usableFromInline let ids: UnsafePointer<UInt32>
    @usableFromInline let contentColumns: UnsafePointer<Float>
    @usableFromInline let signalColumns: UnsafePointer<Float>
    @usableFromInline let ownColumns: UnsafePointer<Float>
    /// Columns of people's own files that the policy names.
    public let ownSignalCount: Int
    @usableFromInline let profileStart: UnsafePointer<Float>
    @usableFromInline let affinityStart: UnsafePointer<Float>
    /// Categories of the market.
    public let categoryCount: Int
    /// What the session began with, and, when the policy's signals contain `.session`, its exposures so far.
    public let session: SessionHistory

    /// - Parameters:
    ///   - stride: numbers from one column's start to the next, at least `count`.
    ///   - ids: `count` listing ids.
    ///   - content: `dimensions` columns; filled when the policy's signals contain `.content`.
    ///   - signals: one column per `Signal`, in the order of its raw values; filled as the policy's signals say.
    ///   - own: `ownSignalCount` columns, in the order of the policy's `ownSignals`.
    ///   - profile: `dimensions` numbers, the mean content of what the user clicked until the session's start; zeros
    ///     before the first click.
    ///   - affinity: `categoryCount` shares, the platform's belief of what the user looks for.
    ///   - session: with exposures when the policy's signals contain `.session`, else without.
    public init(
        count: Int, dimensions: Int, random: UInt64, user: Int, stride: Int, ids: UnsafePointer<UInt32>,
        content: UnsafePointer<Float>, signals: UnsafePointer<Float>, own: UnsafePointer<Float>,
        ownSignalCount: Int, profile: UnsafePointer<Float>, categoryCount: Int, affinity: UnsafePointer<Float>,
        session: consuming SessionHistory
    ) {
        self.count = count
        self.dimensions = dimensions
        self.random = random
        self.user = user
        self.stride = stride
        unsafe self.ids = ids
        unsafe self.contentColumns = content
        unsafe self.signalColumns = signals
        unsafe self.ownColumns = own
        self.ownSignalCount = ownSignalCount
        unsafe self.profileStart = profile
        self.categoryCount = categoryCount
        unsafe self.affinityStart = affinity
        self.session = session
    }

    /// The platform's belief, as shares, of which category the user looks for, from what was clicked until the session's
    /// start; a number per category.
    @inlinable public var affinity: Span<Float> {
        @_lifetime(borrow self) get {
            unsafe _overrideLifetime(Span(_unsafeStart: affinityStart, count: categoryCount), borrowing: self)
        }
    }

    /// Ids of the candidates.
    @inlinable public var listings: Span<UInt32> {
        @_lifetime(borrow self) get { unsafe _overrideLifetime(Span(_unsafeStart: ids, count: count), borrowing: self) }
    }

    /// One dimension of the content vectors, a number per candidate.
    @inlinable @_lifetime(borrow self) public func content(_ dimension: Int) -> Span<Float> {
        precondition(dimension >= 0 && dimension < dimensions, "no such dimension")
        return unsafe _overrideLifetime(
            Span(_unsafeStart: contentColumns + dimension * stride, count: count), borrowing: self)
    }

    /// One signal, a number per candidate. - Precondition: it is among the policy's `signals`, or the numbers mean nothing.
    @inlinable @_lifetime(borrow self) public func signal(_ signal: Signal) -> Span<Float> {
        unsafe _overrideLifetime(
            Span(_unsafeStart: signalColumns + signal.rawValue * stride, count: count), borrowing: self)
    }

    /// One column of people's own files, a number per candidate; of a user's column the number of this user.
    ///
    /// Where a cell is empty, or the listing came after those of the file, it is the column's mean.
    /// - Parameter index: of the name in the policy's `ownSignals`.
    @inlinable @_lifetime(borrow self) public func ownSignal(_ index: Int) -> Span<Float> {
        precondition(index >= 0 && index < ownSignalCount, "no such own signal")
        return unsafe _overrideLifetime(
            Span(_unsafeStart: ownColumns + index * stride, count: count), borrowing: self)
    }

    /// The mean content of what the user clicked until the session's start; zeros before the first click.
    @inlinable public var profile: Span<Float> {
        @_lifetime(borrow self) get {
            unsafe _overrideLifetime(Span(_unsafeStart: profileStart, count: dimensions), borrowing: self)
        }
    }
}
