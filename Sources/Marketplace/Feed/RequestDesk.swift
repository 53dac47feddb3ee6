import PolicyKit
import Randomness
import Storage

/// Asks the request policies within pages, holds them to their budgets, and follows up what they explore.
struct RequestDesk: ~Copyable {
    private let policies: [any RequestPolicy]
    /// Whether an arm's policy is asked within pages: kept apart from it so that an exposure touches no reference count.
    private let asksWithinPage: [Bool]
    /// By arm, whether the policy answers with a rule; another is asked at every exposure.
    private let hasRule: [Bool]
    /// By arm; of a policy without a rule one that nobody reads.
    private var rules: [StandingRequestRule]
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
        hasRule = policies.map { if case .rule = $0.rhythm { true } else { false } }
        rules = policies.map { _ in StandingRequestRule() }
        horizons = policies.map { $0.exploration?.horizon ?? 0 }
        budgets = conditions.map { RequestBudget($0.feed) }
        let widest = policies.map { $0.exploration?.rememberedCount ?? 0 }.max() ?? 0
        explorations = Explorations(rememberedCount: widest, arms: policies.count)
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

    /// Takes down what became of the moment that is being followed up, once it is known.
    @inline(__always) mutating func settle(in place: UInt32, of session: Session, isOver: Bool) {
        guard horizons[Int(session.arm)] > 0 else { return }
        explorations.settle(in: place, exposures: session.exposures, isOver: isOver)
    }

    /// Whether a new page is to be asked for now, right after an exposure: the policy or its rule wants it and the budget allows
    /// it.
    @inline(__always) mutating func asks(in place: UInt32, in state: inout MarketState) -> Bool {
        let session = state.sessions[place]
        guard asksWithinPage[Int(session.arm)] else { return false }
        return decide(in: place, session, in: &state)
    }

    private mutating func decide(in place: UInt32, _ session: Session, in state: inout MarketState) -> Bool {
        let arm = Int(session.arm)
        let random = state.key.block(.policy, session.user, session.exposures, session.ordinal).bits64(1)
        decision[0] = 0
        propensity[0] = 1
        if hasRule[arm] {
            followRule(session, random, in: state)
        } else {
            askPolicy(session, random, in: state)
        }
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

    /// Has the policy decide on the moment, after it has learned what there is to learn.
    private mutating func askPolicy(_ session: Session, _ random: UInt64, in state: borrowing MarketState) {
        let arm = Int(session.arm)
        let policy = policies[arm]
        if explorations.hasNews(for: arm) { explorations.hand(to: policy, of: arm) }
        write(RequestBatch.Fact.allCases, of: session, in: state)
        let page = session.page
        var answers = RequestAnswers(
            asks: MutableSpan(_unsafeStart: decision.base, count: 1),
            propensities: MutableSpan(_unsafeStart: propensity.base, count: 1),
            remembered: MutableSpan(_unsafeStart: row.base, count: policy.exploration?.rememberedCount ?? 0))
        policy.decide(
            RequestBatch(
                count: 1, random: random, columns: facts.base, slots: state.pages.count(of: page),
                categories: state.pages.categories(of: page), scores: state.pages.scores(of: page),
                outcomes: state.pages.outcomes(of: page)),
            into: &answers)
    }

    /// Decides on the moment as the arm's rule says, which the policy renews first when it is time.
    private mutating func followRule(_ session: Session, _ random: UInt64, in state: borrowing MarketState) {
        let arm = Int(session.arm)
        if rules[arm].isDue(at: state.now) { renewRule(of: session, in: state) }
        let wanted = rules[arm].facts
        write(wanted, of: session, in: state)
        let (asks, isDrawn) = rules[arm].decide(random: random, facts)
        decision[0] = asks ? 1 : 0
        guard isDrawn, horizons[arm] > 0 else { return }
        propensity[0] = 0.5
        write(RequestBatch.Fact.allCases, of: session, in: state)
        for index in 0..<min(row.count, facts.count) { row[index] = facts[index] }
    }

    @inline(never) private mutating func renewRule(of session: Session, in state: borrowing MarketState) {
        let arm = Int(session.arm)
        let policy = policies[arm]
        guard case .rule(let interval) = policy.rhythm else { return }
        if explorations.hasNews(for: arm) { explorations.hand(to: policy, of: arm) }
        write(RequestBatch.Fact.allCases, of: session, in: state)
        func known(_ fact: RequestBatch.Fact) -> Double { Double(facts[fact.rawValue]) }
        let outlook = RequestOutlook(
            moments: 0, asked: 0, budgetSpent: known(.budgetSpent), budgetPlan: known(.budgetPlan),
            budgetLeft: known(.budgetLeft), hourOfWeek: known(.hourOfWeek))
        rules[arm].renew(by: policy, interval: interval, at: state.now, knowing: outlook)
    }

    /// Hands over what the policies have not heard of yet.
    mutating func close() {
        for arm in policies.indices where explorations.hasNews(for: arm) {
            explorations.hand(to: policies[arm], of: arm)
        }
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

    /// Writes facts of the moment into their places.
    private mutating func write(
        _ wanted: [RequestBatch.Fact], of session: Session, in state: borrowing MarketState
    ) {
        let now = state.now
        var progress: (spent: Float, plan: Float)?
        func budget(_ arm: Int) -> (spent: Float, plan: Float) {
            let known = progress ?? budgets[arm].progress(at: now)
            progress = known
            return known
        }
        let arm = Int(session.arm)
        for fact in wanted {
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
                case .budgetSpent: budget(arm).spent
                case .budgetPlan: budget(arm).plan
                case .budgetLeft: Float(budgets[arm].left(at: now))
                case .hourOfWeek: Float(now % HourOfWeek.week) / Float(HourOfWeek.hour)
                case .justClicked:
                    FeedbackBatch.Outcome(
                        rawValue: state.pages.outcomes(of: session.page)[Int(session.slot) - 1]
                    ).contains(.click) ? 1 : 0
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
