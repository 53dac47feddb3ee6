/// What a retrieval policy sees of one request: the user's category affinity and the live catalogue.
///
/// All memory is the platform's and valid during the call only.
@frozen @safe public struct RetrievalBatch: ~Copyable {
    /// Random bits of this user and session: equal in every twin world and for every request of the session.
    public let random: UInt64
    /// How many candidates the ranking slot wants.
    public let wanted: Int
    /// Exposures that this session has had so far.
    public let exposuresInSession: Int
    /// Categories of the market.
    public let categoryCount: Int
    /// Listings ever created; ids are given in the order of creation, so the highest are the newest.
    public let createdCount: Int
    @usableFromInline let affinity: UnsafePointer<Float>
    @usableFromInline let liveLists: UnsafePointer<UnsafePointer<UInt32>>
    @usableFromInline let liveCounts: UnsafePointer<Int32>
    @usableFromInline let units: UnsafePointer<Int32>

    /// - Parameters:
    ///   - affinity: one share per category, summing to 1: the platform's belief of what this user looks for.
    ///   - liveLists: for each category, its live listings.
    ///   - liveCounts: for each category, how many they are.
    ///   - units: units for sale by listing id; 0 when the listing has ended or is sold out.
    public init(
        random: UInt64, wanted: Int, exposuresInSession: Int, categoryCount: Int, createdCount: Int,
        affinity: UnsafePointer<Float>, liveLists: UnsafePointer<UnsafePointer<UInt32>>,
        liveCounts: UnsafePointer<Int32>, units: UnsafePointer<Int32>
    ) {
        self.random = random
        self.wanted = wanted
        self.exposuresInSession = exposuresInSession
        self.categoryCount = categoryCount
        self.createdCount = createdCount
        unsafe self.affinity = affinity
        unsafe self.liveLists = liveLists
        unsafe self.liveCounts = liveCounts
        unsafe self.units = units
    }

    /// The platform's belief, a share per category, of what this user looks for.
    @inlinable public var categoryAffinity: Span<Float> {
        @_lifetime(borrow self) get {
            unsafe _overrideLifetime(Span(_unsafeStart: affinity, count: categoryCount), borrowing: self)
        }
    }

    /// The live listings of a category, in no order.
    @inlinable @_lifetime(borrow self) public func liveListings(in category: Int) -> Span<UInt32> {
        precondition(category >= 0 && category < categoryCount, "no such category")
        return unsafe _overrideLifetime(
            Span(_unsafeStart: liveLists[category], count: Int(liveCounts[category])), borrowing: self)
    }

    /// Units for sale by listing id; 0 when the listing has ended or is sold out.
    @inlinable public var unitsForSale: Span<Int32> {
        @_lifetime(borrow self) get {
            unsafe _overrideLifetime(Span(_unsafeStart: units, count: createdCount), borrowing: self)
        }
    }
}
