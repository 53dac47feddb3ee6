import PolicyKit
import Randomness
import Storage

/// The policies that serve one arm.
struct ArmPolicies {
    let retrieval: any RetrievalPolicy
    let ranking: any RankingPolicy
    let request: any RequestPolicy
    /// What the ranking policy will learn from: exposures, and steps of orders.
    let feedback: FeedbackQueue
    let orders: FeedbackQueue
    /// Requests whose pages are not yet to be seen; nil where each is scored when it is made.
    let gathering: RequestGathering?

    /// Hands over the steps of orders that the ranking policy has not heard of.
    /// - Parameter isLast: as of `FeedbackQueue.deliver`.
    func deliverOrders(now: Int64, isLast: Bool = false) {
        orders.deliver(now: now, isLast: isLast) { ranking.learnOrders(from: $0) }
    }

    /// Whether there is anything that `deliver` would hand over.
    func hasNews(at time: Int64) -> Bool { orders.isDue(at: time) || feedback.isDue(at: time) }

    /// Hands over those and the exposures whose time has come, before the policy scores a page.
    func deliver(now: Int64) {
        deliverOrders(now: now)
        feedback.deliver(now: now) { ranking.learn(from: $0) }
    }
}

/// Answers requests: retrieval, ranking, the sale of the ad slots, and the freezing of ads and best candidates into a page.
///
/// It holds the policies and the scratch memory that their batches borrow. Its steps are put into the one place that
/// calls them, because the session that they read would otherwise be copied for each.
struct Serving: ~Copyable {
    private(set) var arms: [ArmPolicies]
    let signals: [SignalSet]
    private let capacity: Int
    /// Of the page at hand.
    let columns: CandidateColumns
    let ownSignals: OwnSignals
    let affinity: Column<Float>
    private var historyCategories = Column<UInt8>(minimumCapacity: 1_024)
    private var historyOutcomes = Column<UInt32>(minimumCapacity: 1_024)
    /// What the page at hand must not hold: what the session has seen, and the user's own listings.
    private var seen = SeenSet()
    /// The user's own listings.
    private var ownListings = Column<UInt32>(minimumCapacity: 64)
    /// What the session has seen since the latest round of candidates began.
    private var seenInRound = SeenSet()
    /// Of feeds that retrieve once a round, the candidates that sessions are at.
    private var rounds: RememberedRounds
    /// Whether an arm's page can be made of scores that were kept: nothing else is asked of its ranking policy, and no other policy is.
    private let keepsScores: [Bool]
    var top: TopSlots
    /// Which candidate stands in each slot of the page at hand; `Serving.ad` for an ad.
    let placed: Column<UInt32>
    /// Whether an arm's ranking policy learns: kept apart from the policy so that an exposure touches no reference count.
    let learns: [Bool]
    /// The first arm with the same learner, for each arm.
    let learner: [Int]
    /// Whether requests of any arm may wait for others; kept apart for the same reason.
    let gathers: Bool
    /// Asks the request policies within pages.
    var requests: RequestDesk
    /// Sells the ad slots of pages.
    var ads: AdDesk
    /// Scores candidates for models of given quality; nil without any.
    let models: ClickModels?
    /// Makes the pages that two rankings share; nil where none do.
    let interleaver: Interleaver?
    /// Draws what stands where; nil where what is ranked is shown, and no other ranking is asked.
    let placing: PlacementDesk?
    /// Where requests wait for their turn.
    private var line: RequestLine
    /// Arms whose ranking policy has taken over what control's had learned.
    private(set) var heirs: [Int] = []
    /// Arms whose ranking policy learns beside control's until the experiment starts.
    private(set) var shadows: ShadowLearners

    /// - Parameter capacity: requests per second.
    init(
        arms: [ArmPolicies], shadows: ShadowLearners, ownSignals: OwnSignals, ads: consuming AdDesk,
        conditions: [Conditions], categories: Int, capacity requestsPerSecond: Double, models: ClickModels?,
        interleaving: Interleaving?, placing: PlacementDesk?
    ) {
        self.arms = arms
        self.shadows = shadows
        for challenger in shadows.arms { arms[challenger].feedback.delay = conditions[0].feed.feedbackDelay }
        signals = arms.map { $0.ranking.signals }
        capacity = Serving.capacity(of: conditions)
        self.models = models
        self.ownSignals = ownSignals
        columns = CandidateColumns(
            capacity: capacity, ownSignals: ownSignals.widest,
            rememberedCount: arms.map { $0.ranking.rememberedCount }.max() ?? 0)
        let remembering = conditions.filter { $0.feed.retrieval == .eachRound }
        rounds = RememberedRounds(width: remembering.map { Int($0.feed.candidates) }.max() ?? 0)
        affinity = Column(repeating: 0, count: categories)
        top = TopSlots(capacity: capacity)
        let (candidates, slots) = (capacity, conditions.map { Int($0.feed.pageSize) }.max() ?? 1)
        interleaver = interleaving.map { Interleaver($0, slots: slots, candidates: candidates) }
        self.placing = placing
        let isAlone = interleaving == nil && placing == nil
        keepsScores = arms.map {
            isAlone && $0.ranking.scoresHoldInSession && $0.ranking.rememberedCount == 0 && $0.gathering == nil
        }
        placed = Column(repeating: 0, count: slots)
        self.ads = ads
        learns = arms.map { $0.ranking.rememberedCount > 0 }
        learner = arms.map { arm in arms.firstIndex { $0.ranking === arm.ranking } ?? 0 }
        gathers = arms.contains { $0.gathering != nil }
        requests = RequestDesk(policies: arms.map(\.request), conditions: conditions)
        line = RequestLine(capacity: requestsPerSecond)
    }

    /// Candidates of a request, at most.
    static func capacity(of conditions: [Conditions]) -> Int {
        (conditions.map { Int($0.feed.candidates) }.max() ?? 1) * CandidateRound.deepest
    }

    /// At the experiment's start, a challenger that is the incumbent's like takes over what that has learned and is about to
    /// learn; one that has learned in the shadow learns from its own arm's exposures from now on, or from everybody's.
    /// - Parameters:
    ///   - equal: which arms rank like control.
    ///   - pooled: the arms whose policies learn from all pages from now on; nil where each learns from its own.
    mutating func handOverLearning(equal: [Bool], pooled: [Int]?, in state: borrowing MarketState) throws {
        scoreGathered(in: state)
        arms[0].deliverOrders(now: state.now, isLast: true)
        for challenger in shadows.arms {
            arms[challenger].deliverOrders(now: state.now, isLast: true)
            arms[challenger].feedback.delay = state.terms[challenger].conditions.feed.feedbackDelay
        }
        if let pooled {
            // Where control's learner serves an arm besides, it hears of that arm's pages though nobody may be in control.
            let listening = Set(pooled.filter { learns[$0] }.map { learner[$0] })
            shadows.pool(listening.sorted())
        } else if let one = shadows.arms.first {
            shadows.endLearning(nextTicket: arms[one].feedback.nextTicket)
        }
        for arm in arms.indices.dropFirst() where equal[arm] && arms[arm].ranking !== arms[0].ranking {
            try arms[arm].ranking.load(arms[0].ranking.save())
            arms[arm].feedback.takeOver(arms[0].feedback)
            heirs.append(arm)
        }
    }

    /// At the world's end, policies hear of the steps of orders and of the explored moments that they have not heard of yet.
    mutating func close(at time: Int64) {
        for policies in arms { policies.deliverOrders(now: time, isLast: true) }
        requests.close()
    }

    /// Makes the session's next page and freezes it; false when nothing is left to show.
    mutating func servePage(for place: UInt32, in state: inout MarketState) -> Bool {
        let session = state.sessions[place]
        let arm = Int(session.arm)
        let retrieval = arms[arm].retrieval
        let feed = state.terms[arm].conditions.feed
        if learns[arm] {
            if gathers, arms[arm].hasNews(at: state.now) { scoreGathered(in: state) }
            arms[arm].deliver(now: state.now)
        }
        if shadows.areLearning {
            for listener in shadows.listeners where listener != learner[arm] { arms[listener].deliver(now: state.now) }
        }
        state.users.writeAffinity(of: session.user, into: affinity.base)
        let random = state.key.block(.policy, session.user, 0, session.ordinal).bits64(0)
        let round = CandidateRound(
            wanted: Int(feed.candidates), pageSize: Int(feed.pageSize), exposures: Int(session.exposures))
        gatherOwn(of: session.user, in: state)
        let remembers = feed.retrieval == .eachRound
        let isRemembered = remembers && rounds.holds(session, at: place, from: round.start)
        var count = 0
        if isRemembered {
            gatherSeen(session, round: round, countsShown: false, in: state)
            count = recall(for: place, in: state)
        } else {
            count = retrieve(retrieval, for: session, round: round, random: random, in: state)
            count = dropUnshowable(count, round: round, session: session, in: state)
        }
        guard count > 0 else { return false }
        let isNewRound = remembers && !isRemembered
        if isNewRound {
            rounds.keep(columns.ids.base, count: count, of: session, at: place, from: round.start)
        }
        let slots = min(Int(feed.pageSize), round.slotsLeft)
        if gathers, gather(count: count, slots: slots, random: random, for: place, in: &state) { return true }
        models?.meet(columns.ids.base, count: count, for: place, in: state)
        if sharesPages(in: state) {
            rank(for: 1, count: count, session: session, random: random, in: state)
            noteRanking(of: 1, slots: slots, count: count)
        }
        if let placing, let other = placing.asked(beside: arm, at: state.now) {
            rank(for: other, count: count, session: session, random: random, in: state)
            placing.take(columns.scores.base, count: count)
        }
        if !isRemembered || !keepsScores[arm] {
            rank(for: arm, count: count, session: session, random: random, in: state)
        }
        if isNewRound { rounds.keep(columns.scores.base, at: place) }
        let sold = ads.sell(for: session, affinity: affinity.base, seen: seen.members, in: state)
        freeze(count: count, sold: sold, slots: slots, for: place, in: &state)
        models?.measure(
            arm: arm, user: session.user, candidates: columns.ids.base, count: count, shown: placed.base,
            slots: state.pages.count(of: state.sessions[place].page))
        if shadows.areLearning {
            let page = state.sessions[place].page
            scoreInShadow(page, servedBy: arm, count: count, session: session, random: random, in: state)
        }
        return true
    }

    /// Milliseconds that a request of now waits for its turn.
    mutating func joinLine(at time: Int64) -> Int64 { line.join(at: time) }

    /// Notes what an exposure led to, for the policy that ranked it and those that did so in the shadow.
    mutating func note(
        _ outcome: FeedbackBatch.Outcome, item: Item, page: UInt32, slot: Int, arm: UInt8,
        in state: borrowing MarketState
    ) {
        if learns[Int(arm)] {
            note(outcome, item: item, page: page, slot: slot, listener: Int(arm), isOwn: true, in: state)
        }
        guard shadows.areLearning else { return }
        for listener in shadows.listeners where listener != learner[Int(arm)] {
            note(outcome, item: item, page: page, slot: slot, listener: listener, isOwn: false, in: state)
        }
    }

    @inline(__always) private func note(
        _ outcome: FeedbackBatch.Outcome, item: Item, page: UInt32, slot: Int, listener: Int, isOwn: Bool,
        in state: borrowing MarketState
    ) {
        arms[listener].feedback.add(
            item, outcome, row: state.pages.remembered(of: page, slot: slot) + shadows.starts[listener], at: state.now,
            isOwn: isOwn)
    }

    /// The ticket that the next exposure of an arm's ranking policy will have; see `FeedbackQueue.nextTicket`. Who learns from the
    /// same pages has the same tickets.
    func nextTicket(of arm: UInt8) -> Int {
        if learns[Int(arm)] { return arms[Int(arm)].feedback.nextTicket }
        return shadows.listeners.first.map { arms[$0].feedback.nextTicket } ?? Serving.noTicket
    }

    /// Stands where no ranking policy learns from an exposure.
    static let noTicket = -1

    /// Notes that a listing which was kept in mind is checked out, for the policies that have not yet learned from its exposure.
    func noteCheckout(of listing: ConsideredListing) {
        guard listing.ticket != Serving.noTicket else { return }
        if shadows.arePooled {
            for listener in shadows.listeners { arms[listener].feedback.add(.checkout, to: listing.ticket) }
            return
        }
        let arm = Int(listing.encounter.servedBy)
        arms[arm].feedback.add(.checkout, to: listing.ticket)
        guard arm == 0 else { return }
        for heir in heirs { arms[heir].feedback.add(.checkout, toTaken: listing.ticket) }
        guard shadows.know(listing.ticket) else { return }
        for challenger in shadows.arms { arms[challenger].feedback.add(.checkout, to: listing.ticket) }
    }

    @inline(__always) private func retrieve(
        _ policy: any RetrievalPolicy, for session: Session, round: CandidateRound, random: UInt64,
        in state: borrowing MarketState
    ) -> Int {
        // Those that are dropped as the user's own are made up for, where there is room.
        let wanted = min(capacity, round.retrieved + ownListings.count)
        var answers = RetrievalAnswers(candidates: MutableSpan(_unsafeStart: columns.ids.base, count: wanted))
        policy.retrieve(
            RetrievalBatch(
                random: random, wanted: wanted, exposuresInSession: Int(session.exposures),
                categoryCount: state.catalogue.categories, createdCount: state.listings.count,
                affinity: affinity.base, liveLists: state.catalogue.liveLists,
                liveCounts: state.catalogue.liveCounts, units: state.listings.unitsForSale.base),
            into: &answers)
        return min(max(0, answers.count), wanted)
    }

    /// Takes the candidates of the session's round once more, without what has been seen or has ended since.
    @inline(never) private mutating func recall(for place: UInt32, in state: borrowing MarketState) -> Int {
        let (seen, listed) = (seen.members, state.catalogue.listedBits)
        return rounds.recall(at: place, into: columns.ids.base, scores: columns.scores.base) {
            listed[$0] & (seen.contains($0) ^ 1)
        }
    }

    /// Drops candidates that do not exist, are not for sale, are the user's own, or were seen in this session, and
    /// starts to fetch what the ranking policy reads of the others.
    @inline(__always) private mutating func dropUnshowable(
        _ count: Int, round: CandidateRound, session: Session, in state: borrowing MarketState
    ) -> Int {
        let signals =
            shadows.areLearning
            ? shadows.listeners.reduce(signals[Int(session.arm)]) { $0.union(self.signals[$1]) }
            : signals[Int(session.arm)]
        let readsContent = signals.contains(.content)
        let readsFace = signals != [.content] && signals != []
        // What the round has shown counts as taken wherever more are retrieved than wanted, so that the round's candidates do
        // not depend on when pages were asked for.
        let countsShown = round.start > 0 || ownListings.count > 0
        gatherSeen(session, round: round, countsShown: countsShown, in: state)
        // Most sessions begin with nothing to leave out, and then nothing is looked up.
        let hasSeen = session.exposures > 0 || ownListings.count > 0
        let (seen, seenInRound) = (seen.members, seenInRound.members)
        func keep(_ isSeen: (UInt32) -> Int) -> Int {
            keepShowable(
                count, of: round.wanted, readsContent: readsContent, readsFace: readsFace, in: state, isSeen: isSeen,
                isShown: { countsShown ? seenInRound.contains($0) : 0 })
        }
        return hasSeen ? keep { seen.contains($0) } : keep { _ in 0 }
    }

    /// Moves to the front what can be shown of the first `count` candidates, until so many are wanted.
    /// - Parameters:
    ///   - isSeen: 1 for what must not be on the page, 0 for any other listing.
    ///   - isShown: 1 for what counts as taken, 0 for any other listing.
    @inline(__always) private func keepShowable(
        _ count: Int, of wanted: Int, readsContent: Bool, readsFace: Bool, in state: borrowing MarketState,
        isSeen: (UInt32) -> Int, isShown: (UInt32) -> Int
    ) -> Int {
        let known = UInt32(state.listings.count)
        let (candidates, listed) = (columns.ids.base, state.catalogue.listedBits)
        var kept = 0
        var shown = 0
        var last: UInt32 = 0
        for index in 0..<count {
            let listing = candidates[index]
            guard listing < known else { continue }
            candidates[kept] = listing
            // No branch depends on the answer, which is hard to foresee: the last one kept is fetched once more instead.
            let showable = listed[listing] & (isSeen(listing) ^ 1)
            let choice = 0 &- UInt32(truncatingIfNeeded: showable)
            last = listing & choice | last & ~choice
            if readsContent { state.listings.prefetchContent(last) }
            if readsFace { state.listings.face.prefetch(Int(last)) }
            kept &+= showable
            shown &+= isShown(listing)
            if kept &+ shown == wanted { break }
        }
        return kept
    }

    /// Finds what the user sells: nobody is shown a listing of their own.
    @inline(__always) private mutating func gatherOwn(of user: UInt32, in state: borrowing MarketState) {
        ownListings.removeFirst(ownListings.count)
        var listing = state.offered.next(in: user, listings: state.listings)
        while listing != ListingChains.none {
            ownListings.append(listing)
            listing = state.offered.next(after: listing, in: user, listings: state.listings)
        }
    }

    /// Finds what the page must not hold.
    /// - Parameter countsShown: whether what the round has shown is asked for, too.
    @inline(__always) private mutating func gatherSeen(
        _ session: Session, round: CandidateRound, countsShown: Bool, in state: borrowing MarketState
    ) {
        seen.reset(for: Int(session.exposures) + ownListings.count)
        for index in 0..<ownListings.count { seen.insert(ownListings[index]) }
        seenInRound.reset(for: Int(session.exposures) - round.start)
        guard session.exposures > 0 else { return }
        var page = session.page
        var exposures = Int(session.exposures)
        while page != Pages.none {
            let items = state.pages.items(of: page)
            let count = state.pages.count(of: page)
            for slot in 0..<count { seen.insert(items[slot].rawValue) }
            // Pages do not reach over the start of a round.
            exposures -= count
            if exposures >= round.start, countsShown {
                for slot in 0..<count { seenInRound.insert(items[slot].rawValue) }
            }
            page = state.pages.page(before: page)
        }
    }

    /// Writes down the session so far, its first exposure first. - Returns: how many exposures that are.
    private mutating func gatherHistory(_ session: Session, in state: borrowing MarketState) -> Int {
        let exposures = Int(session.exposures)
        if historyCategories.count < exposures {
            historyCategories.extend(by: 2 * exposures, with: 0)
            historyOutcomes.extend(by: 2 * exposures, with: 0)
        }
        var page = session.page
        var end = exposures
        while page != Pages.none {
            let count = state.pages.count(of: page)
            end -= count
            let (categories, outcomes) = (state.pages.categories(of: page), state.pages.outcomes(of: page))
            for slot in 0..<count {
                historyCategories[end + slot] = categories[slot]
                historyOutcomes[end + slot] = outcomes[slot]
            }
            page = state.pages.page(before: page)
        }
        return exposures
    }

    /// Has an arm's ranking policy score the candidates, for itself or in the shadow.
    @inline(__always) mutating func rank(
        for arm: Int, count: Int, session: Session, random: UInt64, in state: borrowing MarketState
    ) {
        let (policy, signals) = (arms[arm].ranking, signals[arm])
        columns.gather(signals, count: count, affinity: affinity.base, in: state)
        ownSignals.gather(
            of: arm, user: session.user, candidates: columns.ids.base, count: count, into: columns.own.base,
            stride: columns.stride)
        if signals.contains(.modelScore) {
            models?.write(
                for: arm, user: session.user, candidates: columns.ids.base, count: count,
                into: columns.signals.base + Signal.modelScore.rawValue * columns.stride)
        }
        let history = signals.contains(.session) ? gatherHistory(session, in: state) : 0
        let rememberedCount = count * policy.rememberedCount
        columns.scores.base.update(repeating: 0, count: count)
        columns.remembered.base.update(repeating: 0, count: rememberedCount)
        var answers = RankingAnswers(
            scores: MutableSpan(_unsafeStart: columns.scores.base, count: count),
            remembered: MutableSpan(_unsafeStart: columns.remembered.base, count: rememberedCount))
        policy.score(
            RankingBatch(
                count: count, dimensions: Content.dimensions, random: random, user: Int(session.user),
                stride: columns.stride, ids: columns.ids.base, content: columns.content.base,
                signals: columns.signals.base,
                own: columns.own.base, ownSignalCount: ownSignals.count(of: arm),
                profile: state.users.profile.base + Int(session.user) * Content.dimensions,
                categoryCount: state.catalogue.categories, affinity: affinity.base,
                session: SessionHistory(
                    count: history,
                    declaredCategory: session.declared == Session.undeclared ? nil : Int(session.declared),
                    categories: historyCategories.base, outcomes: historyOutcomes.base)),
            into: &answers)
    }

    /// Bytes of feedback that waits, and of rounds that are remembered.
    var feedbackBytes: Int {
        arms.reduce(requests.bytes + rounds.bytes) {
            $0 + $1.feedback.bytes + $1.orders.bytes + ($1.gathering?.bytes ?? 0)
        }
    }
}
