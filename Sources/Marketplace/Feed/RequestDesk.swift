import PolicyKit
import Randomness
import Storage

/// Asks the request policies within pages, holds them to their budgets, and follows up what they explore.
struct RequestDesk: ~Copyable {
    private let policies: [any RequestPolicy]
    /// Whether an arm's policy is asked within pages: kept apart from it so that an exposure touches no reference count.
    private let asksWithinPage: [Bool]
    private let horizons: [Int]
    private var budgets: [RequestBudget]
    private var explorations: Explorations
    private let facts = Column<Float>(repeating: 0, count: RequestBatch.Fact.allCases.count)
    private let decision = Column<UInt8>(repeating: 0, count: 1)
    private let propensity = Column<Float>(repeating: 1, count: 1)
    private let row: Column<Float>

    init(policies: [any RequestPolicy], conditions: [Conditions]) {
        self.policies = policies
        asksWithinPage = policies.map(\.asksWithinPage)
        horizons = policies.map { $0.exploration?.horizon ?? 0 }
        budgets = conditions.map { RequestBudget($0.feed) }
        let widest = policies.map { $0.exploration?.rememberedCount ?? 0 }.max() ?? 0
        explorations = Explorations(rememberedCount: widest)
        row = Column(repeating: 0, count: widest)
    }

    /// Says how many users are in each arm from now on.
    mutating func serve(users: [Int]) {
        for arm in budgets.indices { budgets[arm].serve(users: users[arm]) }
    }

    /// Counts what an exposure led to, for the moment that is being followed up.
    @inline(__always) mutating func note(_ outcome: FeedbackBatch.Outcome, in place: UInt32, of session: Session) {
        guard horizons[Int(session.arm)] > 0 else { return }
        explorations.note(outcome, in: place)
    }

    /// Lets the policy learn from the moment that is being followed up, once its outcome is known.
    @inline(__always) mutating func settle(in place: UInt32, of session: Session, isOver: Bool) {
        guard horizons[Int(session.arm)] > 0 else { return }
        let policies = policies
        explorations.settle(
            in: place, exposures: session.exposures, isOver: isOver, to: { policies[Int($0)] })
    }

    /// Whether a new page is to be asked for now, right after an exposure: the policy wants it and the budget allows it.
    @inline(__always) mutating func asks(in place: UInt32, in state: inout MarketState) -> Bool {
        let session = state.sessions[place]
        guard asksWithinPage[Int(session.arm)] else { return false }
        return askPolicy(place, session, in: &state)
    }

    private mutating func askPolicy(_ place: UInt32, _ session: Session, in state: inout MarketState) -> Bool {
        let arm = Int(session.arm)
        let policy = policies[arm]
        writeFacts(of: session, in: state)
        let random = state.key.block(.policy, session.user, session.exposures, session.ordinal).bits64(1)
        decision[0] = 0
        propensity[0] = 1
        let page = session.page
        policy.decide(
            RequestBatch(
                count: 1, random: random, columns: facts.base, slots: state.pages.count(of: page),
                categories: state.pages.categories(of: page), scores: state.pages.scores(of: page),
                outcomes: state.pages.outcomes(of: page)),
            into: RequestAnswers(
                count: 1, rememberedCount: policy.exploration?.rememberedCount ?? 0, decisions: decision.base,
                propensities: propensity.base, rows: row.base))
        let asked = decision[0] != 0
        // Nothing is explored where one of the two decisions would be refused: it has no chance of being carried out.
        let hasChoice = budgets[arm].left(at: state.now) > 0
        if asked {
            let isPaidFor = budgets[arm].spend(at: state.now)
            write(isPaidFor ? .insertion : .refusal, session, in: &state)
            guard isPaidFor else { return false }
        }
        if hasChoice { explore(place, session, asked: asked, in: &state) }
        return asked
    }

    /// Notes a drawn decision in the journal and follows it up, unless another one of the session still is.
    private mutating func explore(_ place: UInt32, _ session: Session, asked: Bool, in state: inout MarketState) {
        let horizon = horizons[Int(session.arm)]
        guard horizon > 0, propensity[0] > 0, propensity[0] < 1, !explorations.isUnderWay(in: place) else { return }
        explorations.begin(
            in: place, arm: session.arm, exposures: session.exposures, horizon: horizon, asked: asked,
            propensity: propensity[0], row: row.base)
        // A chance that was drawn is not written down as 0 or 1.
        let millionths = min(max(1, (Double(propensity[0]) * 1e6).rounded()), 999_999)
        write(
            .exploration, session, listing: UInt32(horizon), detail: asked ? 1 : 0, value: Int64(millionths),
            in: &state)
    }

    private mutating func writeFacts(of session: Session, in state: borrowing MarketState) {
        let now = state.now
        let progress = budgets[Int(session.arm)].progress(at: now)
        let left = budgets[Int(session.arm)].left(at: now)
        for fact in RequestBatch.Fact.allCases {
            facts[fact.rawValue] =
                switch fact {
                case .slot: Float(session.slot) - 1
                case .slotsLeft: Float(state.pages.count(of: session.page) - Int(session.slot))
                case .clicks: Float(session.clicksSinceRequest)
                case .likes: Float(session.likesSinceRequest)
                case .skips: Float(session.slot) - Float(session.clicksSinceRequest)
                case .dwell: session.clickDwell
                case .secondsSinceRequest: Float(now - session.lastRequest) / 1_000
                case .requests: Float(session.requests)
                case .exposures: Float(session.exposures)
                case .idleRun: Float(session.idleRun)
                case .budgetSpent: progress.spent
                case .budgetPlan: progress.plan
                case .budgetLeft: Float(left)
                case .hourOfWeek: Float(now % HourOfWeek.week) / Float(HourOfWeek.hour)
                }
        }
    }

    private func write(
        _ kind: JournalRecord.Kind, _ session: Session, listing: UInt32 = JournalRecord.none, detail: UInt32 = 0,
        value: Int64 = 0, in state: inout MarketState
    ) {
        state.journal.write(
            JournalRecord(
                time: state.now, value: value, user: session.user, session: session.ordinal,
                listing: listing, detail: detail, kind: kind, arm: session.arm, slot: session.slot &- 1,
                request: session.request))
    }

    /// Bytes set aside.
    var bytes: Int { explorations.bytes }
}
