import EventSimulation
public import PolicyKit
import Randomness
import Storage

/// Says which world to run: the market, its arms, who is in which, and from which seed.
public struct WorldSetup: Sendable {
    /// The market's settings, with control's conditions.
    public var market: Market
    /// What of a person's own stands in place of drawn users, listings and campaigns.
    public var loaded: LoadedMarket
    /// Control first.
    public var arms: [ArmSetup]
    /// What is in which arm from the experiment's start on; everything is in control before.
    public var randomisation: Randomisation
    /// Whose pages the arms' ranking policies learn from.
    public var learners: Learners
    /// What all that is drawn in the world is a function of.
    public var seed: UInt64
    /// Milliseconds at which users come into their arms.
    public var experimentStart: Int64
    /// Milliseconds from which nobody browses, lists or withdraws.
    public var browsingEnd: Int64
    /// Milliseconds at which the world stops.
    public var end: Int64
    /// The part of every ad budget that each arm has to itself from the experiment's start on; nil where all arms draw on
    /// one budget.
    public var adBudgetShares: [Double]?
    /// The noise of each arm's model of given quality, as `tuned` finds it; without it, the scores of models are 0.
    public var modelNoise: [ModelNoise?] = []
    /// Whether it is measured how good models of given quality are.
    public var measuresModels = true
    /// Whether each page of the experiment is ranked by the other one of two arms, too, whose placements are logged beside those that
    /// were shown.
    public var asksOtherRanking = false
    /// Whether placements are logged even where no ranking explores, or one ranks at random.
    public var logsPlacements = false

    public init(
        market: Market, loaded: LoadedMarket = LoadedMarket(), arms: [ArmSetup],
        randomisation: Randomisation, learners: Learners = .own, seed: UInt64,
        experimentStart: Int64, browsingEnd: Int64, end: Int64,
        adBudgetShares: [Double]? = nil
    ) {
        self.market = market
        self.loaded = loaded
        self.arms = arms
        self.randomisation = randomisation
        self.learners = learners
        self.seed = seed
        self.experimentStart = experimentStart
        self.browsingEnd = browsingEnd
        self.end = end
        self.adBudgetShares = adBudgetShares
    }
}

extension WorldSetup {
    /// How rankings share pages; nil where they do not.
    var interleaving: Interleaving? {
        guard case .interleaved(let method) = randomisation else { return nil }
        return method
    }

    /// Whether an arm's ranking explores, or is asked about another arm's pages.
    var drawsPlacements: Bool {
        asksOtherRanking || logsPlacements || arms.contains { $0.conditions.feed.exploration.ways > 0 }
    }

    /// Whether an arm has a model of given quality.
    public var hasModels: Bool { arms.contains { $0.conditions.models.isThere } }

    /// Which arms have control's ranking policy with the same parameters.
    fileprivate var ranksLikeControl: [Bool] { arms.map { $0.policies[.ranking] == arms[0].policies[.ranking] } }
}

/// The conditions and policies of one arm.
public struct ArmSetup: Sendable, Equatable {
    /// What users meet in the arm.
    public var conditions: Conditions
    /// The policies that serve the arm.
    public var policies: PolicyChoices
    /// Whether the arm's ranking policy, if it learns and is not control's like, learns from control's pages and what becomes of them
    /// until the experiment starts; else it begins with what it knows by itself.
    public var isTrained: Bool

    public init(
        conditions: Conditions = Conditions(), policies: PolicyChoices = PolicyChoices(), isTrained: Bool = false
    ) {
        self.conditions = conditions
        self.policies = policies
        self.isTrained = isTrained
    }
}

/// A market from its opening to its end: takes events in their order and hands each to its process.
public struct World: ~Copyable {
    private var state: MarketState
    private var serving: Serving
    private let browsing: Browsing
    private let setup: WorldSetup
    /// What policies share that are not a part of the program.
    private let host: PolicyHost
    private var experimentHasStarted = false
    private var unitsOfferedBefore = 0
    private var unitsThereAtStart = 0
    /// Events taken so far.
    public private(set) var events = 0

    /// Opens the market: users and listings stand, first events wait.
    /// - Parameters:
    ///   - policies: knows every policy that the arms name.
    ///   - consumers: read the journal while the world runs.
    public init(_ setup: WorldSetup, policies: PolicyRegistry, consumers: [any JournalConsumer] = []) {
        self.init(setup, policies: policies, consumers: consumers, pilot: nil)
    }

    /// - Parameter pilot: watches the candidates of all requests; nil but where the noise of models is found.
    init(_ setup: WorldSetup, policies: PolicyRegistry, consumers: [any JournalConsumer], pilot: ModelPilot?) {
        let key = RandomKey(seed: setup.seed)
        let categories = Int(setup.market.listings.categories)
        let shares = CategoryShares(categories: categories, exponent: setup.market.listings.categoryExponent)
        let users = Users(
            settings: setup.market.users, categoryShares: shares, key: key, loaded: setup.loaded.users)
        let supply = Supply(
            stocking: Stocking(
                settings: setup.market.listings, categoryShares: shares, key: key, userCount: users.count,
                loaded: setup.loaded.listings))
        let host = PolicyHost()
        let arms = World.armPolicies(setup, policies: policies, key: key, host: host)
        let shadows = World.shadowLearners(setup, rememberedCounts: arms.map { $0.ranking.rememberedCount })
        let first = setup.loaded.listings?.count ?? Int(setup.market.listings.initial)
        let coming = setup.market.listings.arrivalsPerDay * Double(setup.browsingEnd) / 86_400_000
        let capacity = first + Int(coming * 1.05) + 64
        let explorations = zip(setup.arms, arms).map { arm, policies in
            policies.ranking.ranksAtRandom ? .uniform : arm.conditions.feed.exploration.exploration
        }
        let placing =
            setup.drawsPlacements
            ? PlacementDesk(explorations, asksFrom: setup.asksOtherRanking ? setup.experimentStart : nil) : nil
        state = MarketState(
            key: key, settings: setup.market, terms: setup.arms.map { Terms($0.conditions) }, users: users,
            listings: Listings(
                capacity: capacity, keepsAttributes: setup.market.listings.appealFromAttribute > 0),
            catalogue: Catalogue(categories: categories, capacity: capacity),
            pages: Pages(
                slots: setup.arms.map { Int($0.conditions.feed.pageSize) }.max() ?? 1,
                rememberedCount: shadows.width,
                keepsDetails: arms.contains { $0.request.asksWithinPage || $0.ranking.signals.contains(.session) },
                keepsAds: setup.loaded.campaigns.map { !$0.isEmpty } ?? (setup.market.ads.campaigns > 0),
                keepsCredits: setup.interleaving != nil, keepsPlacements: placing != nil),
            journal: Journal(consumers: consumers), browsingEnd: setup.browsingEnd)
        supply.open(&state, loaded: setup.loaded.listings)
        let ads = AdDesk(
            setup.arms.map { $0.policies[.bidding] }, policies: policies, host: host, loaded: setup.loaded.campaigns,
            experimentStart: setup.experimentStart, in: &state)
        serving = Serving(
            arms: arms, shadows: shadows,
            ownSignals: OwnSignals(arms.map { $0.ranking.ownSignals }, of: setup.loaded), ads: ads,
            conditions: setup.arms.map(\.conditions), categories: categories, capacity: setup.market.serving.capacity,
            models: World.models(
                setup, strata: ModelStrata(setup.market.strata, categories: shares),
                isRead: arms.contains { $0.ranking.signals.contains(.modelScore) }, pilot: pilot),
            interleaving: setup.interleaving, placing: placing)
        browsing = Browsing(orders: OrderDesk(supply: supply))
        self.setup = setup
        self.host = host
        browsing.open(&state)
        serving.ads.open(&state)
        serving.requests.serve(users: setup.arms.indices.map { $0 == 0 ? state.users.count : 0 })
    }

    /// Runs to the end, or until `goesOn` says no.
    /// - Parameter goesOn: asked every few thousand events with the number of events so far.
    /// - Returns: whether the end was reached.
    /// - Throws: what a journal consumer threw, what a policy threw on taking over a learner's state, or the `PolicyFailure` of a
    ///   policy that could not answer.
    public mutating func run(goesOn: (Int) -> Bool = { _ in true }) throws -> Bool {
        if setup.experimentStart > 0, try !run(through: setup.experimentStart - 1, goesOn) { return false }
        try startExperiment()
        for (turn, start) in turns.enumerated().dropFirst() {
            guard try run(through: setup.experimentStart + start - 1, goesOn) else { return false }
            take(turn: turn)
        }
        guard try run(through: setup.end, goesOn) else { return false }
        serving.close(at: setup.end)
        if let failure = host.failure { throw failure }
        state.journal.flush()
        if let failure = state.journal.failure { throw failure }
        return true
    }

    private mutating func run(through limit: Int64, _ goesOn: (Int) -> Bool) throws -> Bool {
        let hasGuests = host.hasGuests
        if let failure = host.failure { throw failure }
        while let event = state.queue.next(through: .milliseconds(limit)) {
            events += 1
            if hasGuests { host.time = state.queue.now.milliseconds }
            take(event)
            if hasGuests, let failure = host.failure { throw failure }
            if events & 0xFFF == 0 {
                if let failure = state.journal.failure { throw failure }
                guard goesOn(events) else { return false }
            }
        }
        return true
    }

    @inline(__always) private mutating func take(_ event: MarketEvent) {
        switch event.kind {
        case .exposure: browsing.expose(event.subject, serving: &serving, in: &state)
        case .request: browsing.request(event.subject, serving: &serving, in: &state)
        case .sessionStart: browsing.start(event.subject, in: &state)
        case .listingArrival: browsing.desk.supply.arrival(in: &state)
        case .listingReview: browsing.desk.supply.review(event.subject, in: &state)
        case .payment:
            settle(event.subject) { desk, state in desk.pay(event.subject, in: &state) }
            serving.ads.convert(event.subject, startingAt: setup.experimentStart, in: &state)
        case .lapse: settle(event.subject) { desk, state in desk.lapse(event.subject, in: &state) }
        case .delivery: browsing.desk.deliver(event.subject, in: &state)
        case .refund: settle(event.subject) { desk, state in desk.refund(event.subject, in: &state) }
        case .keep: settle(event.subject) { desk, state in desk.keep(event.subject, in: &state) }
        case .offerAnswer: browsing.offers.answer(event.subject, in: &state)
        case .offerReply: browsing.offers.take(event.subject, in: &state)
        case .adTick: serving.ads.begin(tick: event.subject, in: &state)
        case .campaignTurn: serving.ads.turn(in: &state)
        }
    }

    /// Takes a step of an order that the policy which showed the listing learns from.
    private mutating func settle(_ order: UInt32, _ step: (OrderDesk, inout MarketState) -> Void) {
        step(browsing.desk, &state)
        serving.teach(order, shownBefore: setup.experimentStart, in: state)
    }

    private mutating func startExperiment() throws {
        guard !experimentHasStarted else { return }
        experimentHasStarted = true
        for listing in 0..<state.listings.count {
            unitsOfferedBefore += Int(state.listings.unitsOffered[listing])
            // A reserved unit may come back on sale, so it is on offer, too.
            unitsThereAtStart +=
                Int(state.listings.unitsForSale[listing]) + Int(state.listings.unitsReserved[listing])
        }
        let equal = setup.ranksLikeControl
        let shadows = serving.shadows.arms
        state.enter(setup.randomisation, knows: { equal[Int($1)] || shadows.contains(Int($1)) })
        let usersOfArm = state.usersServed(arms: setup.arms.count)
        serving.requests.serve(users: usersOfArm)
        let bidsEqually = setup.arms.map { $0.policies[.bidding] == setup.arms[0].policies[.bidding] }
        // By turns, each arm may serve everybody.
        let everybody = Array(repeating: state.users.count, count: setup.arms.count)
        let usersOfBidding = turns.count > 1 ? everybody : usersOfArm
        try serving.ads.serve(users: usersOfBidding, equal: bidsEqually, budgetShares: setup.adBudgetShares)
        if case .campaigns(let arm) = setup.randomisation, !bidsEqually.allSatisfy(\.self) {
            serving.ads.treat { arm($0) == 1 }
        }
        let serves = setup.arms.indices.filter {
            turns.count > 1 || setup.interleaving != nil || usersOfArm[$0] > 0
        }
        try serving.handOverLearning(equal: equal, pooled: setup.learners == .pooled ? serves : nil, in: state)
    }

    /// When arms are drawn anew, from the experiment's start.
    private var turns: [Int64] { setup.randomisation.turns(in: setup.browsingEnd - setup.experimentStart) }

    private mutating func take(turn: Int) {
        let equal = setup.ranksLikeControl
        state.take(turn: turn, knows: { equal[Int($0)] && equal[Int($1)] })
        serving.requests.serve(users: state.usersServed(arms: setup.arms.count))
    }

    private static func shadowLearners(_ setup: WorldSetup, rememberedCounts: [Int]) -> ShadowLearners {
        let equal = setup.ranksLikeControl
        return ShadowLearners(
            setup.arms.indices.filter {
                setup.arms[$0].isTrained && !equal[$0] && rememberedCounts[$0] > 0
                    && (setup.experimentStart > 0 || setup.learners == .pooled)
            }, rememberedCounts: rememberedCounts)
    }

    private static func armPolicies(
        _ setup: WorldSetup, policies: PolicyRegistry, key: RandomKey, host: PolicyHost
    ) -> [ArmPolicies] {
        var made: [ArmPolicies] = []
        for arm in setup.arms {
            func make<S: Slot>(_ slot: S) -> S.Filling {
                policies.make(slot, arm.policies[slot], seed: key.seed(for: slot.seeds), in: host)
            }
            // Learners that are alike and hear of the same pages are one.
            let shares = setup.learners != .own && arm.policies[.ranking] == setup.arms[0].policies[.ranking]
            let ranking = (shares ? made.first?.ranking : nil) ?? make(.ranking)
            func queue(delay: Int64) -> FeedbackQueue {
                FeedbackQueue(width: ranking.rememberedCount, delay: delay, interval: ranking.learningInterval)
            }
            made.append(
                ArmPolicies(
                    retrieval: make(.retrieval), ranking: ranking, request: make(.request),
                    feedback: (shares ? made.first?.feedback : nil)
                        ?? queue(delay: arm.conditions.feed.feedbackDelay),
                    orders: (shares ? made.first?.orders : nil) ?? queue(delay: 0),
                    // Models, and a ranking to share the page with, look at a request's candidates while they are at hand.
                    gathering: setup.hasModels || setup.interleaving != nil || setup.drawsPlacements
                        ? nil : gathering(ranking, arm.conditions, categories: Int(setup.market.listings.categories))))
        }
        return made
    }
}

extension World {
    private static func models(
        _ setup: WorldSetup, strata: ModelStrata, isRead: Bool, pilot: ModelPilot?
    ) -> ClickModels? {
        guard setup.hasModels || pilot != nil else { return nil }
        let settings = setup.arms.map(\.conditions.models)
        return ClickModels(
            settings, noise: setup.modelNoise, errors: ModelErrors.all(settings, seed: setup.seed), strata: strata,
            start: setup.experimentStart, capacity: Serving.capacity(of: setup.arms.map(\.conditions)), isRead: isRead,
            isMeasuring: setup.measuresModels, key: RandomKey(seed: setup.seed), pilot: pilot)
    }

    private static func gathering(
        _ policy: any RankingPolicy, _ conditions: Conditions, categories: Int
    ) -> RequestGathering? {
        guard policy.gathersRequests, !policy.signals.contains(.session) else { return nil }
        return RequestGathering(
            candidates: Int(conditions.feed.candidates), ownSignals: policy.ownSignals.count,
            rememberedCount: policy.rememberedCount, categories: categories)
    }

    /// What happened, folded into 128 bits.
    public var digest: JournalDigest { state.journal.digest }
    /// Users of the market.
    public var userCount: Int { state.users.count }
    /// Sessions per week of a user.
    public func sessionsPerWeek(of user: Int) -> Double { Double(state.users.sessionsPerWeek[user]) }
    /// The category that a user is most interested in, the first of several.
    public func mainInterest(of user: Int) -> Int { state.users.mainInterest(of: user) }
    /// The cluster of each user as of the experiment's start; see `Randomisation.userClusters`.
    public var userClusters: [UInt8] { state.userClusters }
    /// What of stock, money or ads does not add up, a sentence each.
    public var violations: [String] { Conservation.violations(in: state) + serving.ads.violations }
    /// How good the arms' models of given quality were; nil without any.
    public var modelTally: ModelTally? { serving.models?.tally }
    /// What each arm's ranking policy states of itself; nothing of one that states nothing, or that an arm before it has too.
    public var rankingFigures: [[PolicyFigure]] {
        serving.arms.indices.map { arm in
            guard serving.learner[arm] == arm else { return [] }
            return (serving.arms[arm].ranking as? any ReportingPolicy)?.report ?? []
        }
    }
    /// Whether an arm's ranking policy reads anything that pages have led to: what it has learned, counts of clicks and sales, what the user
    /// or the session did.
    public var readsThePast: Bool {
        let ofPast = SignalSet([
            .impressions, .clicks, .likes, .purchases, .categoryAffinity, .sellerSales, .sellerRefunds,
        ]).union([.content, .session])
        return serving.arms.contains { $0.ranking.rememberedCount > 0 || !$0.ranking.signals.isDisjoint(with: ofPast) }
    }
    /// How each arm's ranking explores; empty where nothing of that is logged.
    public var explorations: [RankingExploration] { serving.placing?.explorations ?? [] }
    /// Policies that failed and were replaced by their slots' defaults.
    public var replacements: [PolicyHost.Replacement] { host.replacements }
    /// Units for sale or reserved at the experiment's start, and those that came later.
    public var unitsOffered: Int {
        let everOffered = (0..<state.listings.count).reduce(0) { $0 + Int(state.listings.unitsOffered[$1]) }
        return everOffered - unitsOfferedBefore + unitsThereAtStart
    }
    /// Bytes set aside for users, listings and what is in progress.
    public var bytes: (users: Int, listings: Int, other: Int) {
        let users = state.users.bytes + state.wishes.bytes
        let listings = state.listings.bytes + state.catalogue.bytes + state.offered.bytes
        return (users, listings, state.bytes - users - listings + serving.feedbackBytes)
    }
    /// How many orders checked out since the experiment's start can still change.
    public var maturity: LabelMaturity { LabelMaturity(of: state.orders, since: setup.experimentStart) }
}
