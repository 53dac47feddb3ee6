/// What a ranking policy sees of the candidates of several requests that are scored in one call: the columns of `RankingBatch`, the
/// candidates of one request behind those of the one before.
///
/// The exposures of the sessions so far are not among them: a policy that reads those is asked request by request. All memory is the
/// platform's and valid during the call only.
@frozen @safe public struct RankingRequests: ~Copyable {
    /// Candidates of all requests.
    public let count: Int
    /// Requests, in the order in which they were made.
    public let requestCount: Int
    /// Numbers in a content vector and in a profile.
    public let dimensions: Int
    /// Categories of the market.
    public let categoryCount: Int
    /// Columns of people's own files that the policy names.
    public let ownSignalCount: Int
    /// The distance from one column's start to the next.
    @usableFromInline let stride: Int
    @usableFromInline let ids: UnsafePointer<UInt32>
    @usableFromInline let contentColumns: UnsafePointer<Float>
    @usableFromInline let signalColumns: UnsafePointer<Float>
    @usableFromInline let ownColumns: UnsafePointer<Float>
    @usableFromInline let requestOfCandidate: UnsafePointer<UInt32>
    @usableFromInline let startOfRequest: UnsafePointer<Int64>
    @usableFromInline let userOfRequest: UnsafePointer<Int64>
    @usableFromInline let randomOfRequest: UnsafePointer<UInt64>
    @usableFromInline let declaredOfRequest: UnsafePointer<Int64>
    @usableFromInline let profileRows: UnsafePointer<Float>
    @usableFromInline let affinityRows: UnsafePointer<Float>

    /// - Parameters:
    ///   - stride: numbers from one column's start to the next, at least `count`.
    ///   - ids: `count` listing ids.
    ///   - content: `dimensions` columns; filled when the policy's signals contain `.content`.
    ///   - signals: one column per `Signal`, in the order of its raw values; filled as the policy's signals say.
    ///   - own: `ownSignalCount` columns, in the order of the policy's `ownSignals`.
    ///   - requests: of each candidate its request, from 0 and rising.
    ///   - starts: of each request its first candidate, and behind the last `count`.
    ///   - users: of each request, as `RankingBatch.user`.
    ///   - randoms: of each request, as `RankingBatch.random`.
    ///   - declared: of each request the category that its session began with, or -1.
    ///   - profiles: `dimensions` numbers per request, as `RankingBatch.profile`.
    ///   - affinities: `categoryCount` shares per request, as `RankingBatch.affinity`.
    public init(
        count: Int, requestCount: Int, dimensions: Int, stride: Int, ids: UnsafePointer<UInt32>,
        content: UnsafePointer<Float>, signals: UnsafePointer<Float>, own: UnsafePointer<Float>, ownSignalCount: Int,
        requests: UnsafePointer<UInt32>, starts: UnsafePointer<Int64>, users: UnsafePointer<Int64>,
        randoms: UnsafePointer<UInt64>, declared: UnsafePointer<Int64>, profiles: UnsafePointer<Float>,
        categoryCount: Int,
        affinities: UnsafePointer<Float>
    ) {
        self.count = count
        self.requestCount = requestCount
        self.dimensions = dimensions
        self.categoryCount = categoryCount
        self.ownSignalCount = ownSignalCount
        self.stride = stride
        unsafe self.ids = ids
        unsafe contentColumns = content
        unsafe signalColumns = signals
        unsafe ownColumns = own
        unsafe requestOfCandidate = requests
        unsafe startOfRequest = starts
        unsafe userOfRequest = users
        unsafe randomOfRequest = randoms
        unsafe declaredOfRequest = declared
        unsafe profileRows = profiles
        unsafe affinityRows = affinities
    }

    /// A batch of one request.
    package init(
        _ batch: borrowing RankingBatch, requests: UnsafePointer<UInt32>, starts: UnsafePointer<Int64>,
        users: UnsafePointer<Int64>, randoms: UnsafePointer<UInt64>, declared: UnsafePointer<Int64>
    ) {
        unsafe self.init(
            count: batch.count, requestCount: 1, dimensions: batch.dimensions, stride: batch.stride, ids: batch.ids,
            content: batch.contentColumns, signals: batch.signalColumns, own: batch.ownColumns,
            ownSignalCount: batch.ownSignalCount, requests: requests, starts: starts, users: users,
            randoms: randoms, declared: declared, profiles: batch.profileStart, categoryCount: batch.categoryCount,
            affinities: batch.affinityStart)
    }

    /// Ids of the candidates.
    @inlinable public var listings: Span<UInt32> {
        @_lifetime(borrow self) get { unsafe _overrideLifetime(Span(_unsafeStart: ids, count: count), borrowing: self) }
    }

    /// Of each candidate its request, from 0 and rising.
    @inlinable public var requests: Span<UInt32> {
        @_lifetime(borrow self) get {
            unsafe _overrideLifetime(Span(_unsafeStart: requestOfCandidate, count: count), borrowing: self)
        }
    }

    /// Of each request its first candidate.
    @inlinable public var starts: Span<Int64> {
        @_lifetime(borrow self) get {
            unsafe _overrideLifetime(Span(_unsafeStart: startOfRequest, count: requestCount), borrowing: self)
        }
    }

    /// Number of each request's user, as the event log has it.
    @inlinable public var user: Span<Int64> {
        @_lifetime(borrow self) get {
            unsafe _overrideLifetime(Span(_unsafeStart: userOfRequest, count: requestCount), borrowing: self)
        }
    }

    /// Random bits of each request's user and session: equal in every twin world and for every request of the session.
    @inlinable public var random: Span<UInt64> {
        @_lifetime(borrow self) get {
            unsafe _overrideLifetime(Span(_unsafeStart: randomOfRequest, count: requestCount), borrowing: self)
        }
    }

    /// Of each request the category that its session began with; -1 where the feed was just opened.
    @inlinable public var sessionDeclaredCategory: Span<Int64> {
        @_lifetime(borrow self) get {
            unsafe _overrideLifetime(Span(_unsafeStart: declaredOfRequest, count: requestCount), borrowing: self)
        }
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

    /// One column of people's own files, a number per candidate; see `RankingBatch.ownSignal`.
    @inlinable @_lifetime(borrow self) public func ownSignal(_ index: Int) -> Span<Float> {
        precondition(index >= 0 && index < ownSignalCount, "no such own signal")
        return unsafe _overrideLifetime(
            Span(_unsafeStart: ownColumns + index * stride, count: count), borrowing: self)
    }

    /// The profiles of the requests' users, `dimensions` numbers each.
    @inlinable public var profile: Span<Float> {
        @_lifetime(borrow self) get {
            unsafe _overrideLifetime(Span(_unsafeStart: profileRows, count: requestCount * dimensions), borrowing: self)
        }
    }

    /// The platform's belief of what the requests' users look for, `categoryCount` shares each.
    @inlinable public var affinity: Span<Float> {
        @_lifetime(borrow self) get {
            unsafe _overrideLifetime(
                Span(_unsafeStart: affinityRows, count: requestCount * categoryCount), borrowing: self)
        }
    }

    /// The rows of a request's candidates.
    func rows(of request: Int) -> Range<Int> {
        precondition(request >= 0 && request < requestCount, "no such request")
        let end = request + 1 < requestCount ? unsafe Int(startOfRequest[request + 1]) : count
        return unsafe Int(startOfRequest[request])..<end
    }

    /// One of the requests by itself.
    func batch(of request: Int) -> RankingBatch {
        let rows = rows(of: request)
        let start = rows.lowerBound
        let declared = unsafe declaredOfRequest[request]
        return unsafe RankingBatch(
            count: rows.count, dimensions: dimensions, random: randomOfRequest[request],
            user: Int(userOfRequest[request]), stride: stride, ids: ids + start,
            content: contentColumns + start, signals: signalColumns + start, own: ownColumns + start,
            ownSignalCount: ownSignalCount, profile: profileRows + request * dimensions, categoryCount: categoryCount,
            affinity: affinityRows + request * categoryCount,
            session: SessionHistory(
                count: 0, declaredCategory: declared < 0 ? nil : Int(declared),
                categories: UnsafeRawPointer(ids).assumingMemoryBound(to: UInt8.self), outcomes: ids))
    }

    /// What each of its columns is.
    static var columns: [SlotColumn] {
        [
            .count(of: "Candidates of all requests"),
            SlotColumn("request_count", .int64, [], .count, "Requests, in the order in which they were made."),
            .dimensions, .categoryCount,
            SlotColumn(
                "requests", .uint32, .index, "Of which request the candidate is, from 0; those of one stand together."),
            SlotColumn("starts", .int64, [.request], .index, "The first candidate of each request."),
            SlotColumn(
                "random", .uint64, [.request], .bits,
                "Random bits of each request's user and session, as `random` of `score`."),
            SlotColumn("user", .int64, [.request], .index, "Number of each request's user, as `user` of `score`."),
        ] + SlotColumn.ofCandidates + [
            SlotColumn(
                "profile", .float32, [.request, .dimension], .number,
                "Mean content of what each user clicked until the session's start; 0 before the first click."),
            SlotColumn(
                "affinity", .float32, [.request, .category], .share,
                "The platform's belief, as of each session's start, of which category the user looks for."),
            SlotColumn(
                "session_declared_category", .int64, [.request], .index,
                "The category that each session began with (a search, a category); -1 where the feed was just opened."),
        ]
    }
}
