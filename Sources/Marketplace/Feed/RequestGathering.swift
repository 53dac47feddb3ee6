import PolicyKit
import Storage

/// Keeps the requests of one arm whose ranking policy scores several in one call, from each request on until the first of their
/// pages is to be seen.
///
/// What the policy reads is written down at the request and the page is filled in before anybody sees it, so that the world is the
/// same, to the byte, as if each request had been scored by itself.
final class RequestGathering {
    /// At most so many wait; one more has them scored.
    static let most = 256

    /// A page without its listings.
    struct Waiting: BitwiseCopyable {
        /// `Pages.none` for one that nobody will see.
        var page: UInt32
        /// Slots that it has.
        let slots: Int32
        let firstCandidate: Int32
        let candidates: Int32
    }

    private let columns: CandidateColumns
    private let requests: Column<UInt32>
    private let starts = Column<Int64>(repeating: 0, count: RequestGathering.most + 1)
    private let users = Column<Int64>(repeating: 0, count: RequestGathering.most)
    private let randoms = Column<UInt64>(repeating: 0, count: RequestGathering.most)
    private let declared = Column<Int64>(repeating: 0, count: RequestGathering.most)
    private let profiles = Column<Float>(repeating: 0, count: RequestGathering.most * Content.dimensions)
    private let affinities: Column<Float>
    private let categories: Int
    private let ownSignalCount: Int
    private var waiting = Column<Waiting>(minimumCapacity: RequestGathering.most)
    private var candidates = 0
    private var distinct = SeenSet()

    /// - Parameter candidates: of one request, at most.
    init(candidates: Int, ownSignals: Int, rememberedCount: Int, categories: Int) {
        columns = CandidateColumns(
            capacity: candidates * RequestGathering.most, ownSignals: ownSignals, rememberedCount: rememberedCount)
        requests = Column(repeating: 0, count: candidates * RequestGathering.most)
        affinities = Column(repeating: 0, count: categories * RequestGathering.most)
        self.categories = categories
        ownSignalCount = ownSignals
    }

    /// Pages that wait.
    var count: Int { waiting.count }
    var isFull: Bool { waiting.count == RequestGathering.most }

    /// Whether a listing is among the candidates twice, so that how many slots they fill is not known before they are scored.
    func repeats(_ candidates: UnsafePointer<UInt32>, count: Int) -> Bool {
        distinct.reset(for: count)
        for index in 0..<count {
            if distinct.members.contains(candidates[index]) == 1 { return true }
            distinct.insert(candidates[index])
        }
        return false
    }

    /// Writes down a request.
    /// - Parameters:
    ///   - page: open, with `slots` slots.
    ///   - candidates: those of the request, all different.
    ///   - gatherOwn: writes the columns of people's own files, from the pointer on, with that stride.
    func add(
        page: UInt32, slots: Int, candidates: UnsafePointer<UInt32>, count: Int, signals: SignalSet, session: Session,
        random: UInt64, affinity: UnsafePointer<Float>, in state: borrowing MarketState,
        gatherOwn: (UnsafeMutablePointer<Float>, Int) -> Void
    ) {
        let request = waiting.count
        let start = self.candidates
        (columns.ids.base + start).update(from: candidates, count: count)
        (requests.base + start).update(repeating: UInt32(request), count: count)
        columns.gather(signals, start: start, count: count, affinity: affinity, in: state)
        gatherOwn(columns.own.base + start, columns.stride)
        starts[request] = Int64(start)
        users[request] = Int64(session.user)
        randoms[request] = random
        declared[request] = session.declared == Session.undeclared ? -1 : Int64(session.declared)
        (profiles.base + request * Content.dimensions).update(
            from: state.users.profile.base + Int(session.user) * Content.dimensions, count: Content.dimensions)
        (affinities.base + request * categories).update(from: affinity, count: categories)
        waiting.append(
            Waiting(page: page, slots: Int32(slots), firstCandidate: Int32(start), candidates: Int32(count)))
        self.candidates += count
    }

    /// Nobody will see that page.
    func forget(_ page: UInt32) {
        for place in 0..<waiting.count where waiting[place].page == page { waiting[place].page = Pages.none }
    }

    /// Has the policy score all that wait, and hands over each page with its candidates' scores.
    /// - Parameter fill: gets a page, its slots and candidates, their scores, and the column of remembered numbers with the given
    ///   stride.
    func score(by policy: any RankingPolicy, fill: (Waiting, borrowing CandidateColumns, Int) -> Void) {
        guard waiting.count > 0 else { return }
        let remembered = candidates * policy.rememberedCount
        columns.scores.base.update(repeating: 0, count: candidates)
        columns.remembered.base.update(repeating: 0, count: remembered)
        starts[waiting.count] = Int64(candidates)
        var answers = RankingAnswers(
            scores: MutableSpan(_unsafeStart: columns.scores.base, count: candidates),
            remembered: MutableSpan(_unsafeStart: columns.remembered.base, count: remembered))
        policy.scoreRequests(
            RankingRequests(
                count: candidates, requestCount: waiting.count, dimensions: Content.dimensions, stride: columns.stride,
                ids: columns.ids.base, content: columns.content.base, signals: columns.signals.base,
                own: columns.own.base, ownSignalCount: ownSignalCount, requests: requests.base, starts: starts.base,
                users: users.base, randoms: randoms.base, declared: declared.base, profiles: profiles.base,
                categoryCount: categories,
                affinities: affinities.base),
            into: &answers)
        for place in 0..<waiting.count where waiting[place].page != Pages.none {
            fill(waiting[place], columns, candidates)
        }
        waiting.removeFirst(waiting.count)
        candidates = 0
    }

    /// Bytes set aside.
    var bytes: Int { columns.bytes + requests.bytes + profiles.bytes + affinities.bytes }
}
