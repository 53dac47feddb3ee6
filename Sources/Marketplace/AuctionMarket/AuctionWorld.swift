import Bidding
public import PolicyKit
import Randomness
import Storage

/// An auction market from its opening to its end: opportunity by opportunity, with plans made anew at every tick.
public struct AuctionWorld: ~Copyable {
    public let campaigns: [AuctionCampaign]
    private let setup: AuctionSetup
    private let settings: AuctionMarketSettings
    /// When a winner pays.
    private let payment: AdPayment
    private let key: RandomKey
    private let calendar: AuctionCalendar
    private let consumers: [any AuctionConsumer]
    /// What policies share that are not a part of the program.
    private let host: PolicyHost
    private let demand: AuctionDemand
    private var auctions: [Auction]
    private let values: AuctionValues
    private var seats: BiddingSeats
    /// Conversions of the day that the true chances say each seat had in the mean.
    private let expectedConversions: Column<Double>
    /// Of the opportunity at hand, a number a bidder.
    private let bidderValues: Column<Double>
    private let bidderBids: Column<Double>
    /// What it was for each of them, where any policy wants to know.
    private let outcomes: BidderOutcomes
    private let held: HeldAuctions
    private var hindsight: HindsightWatch
    private let counterfactuals: CounterfactualGrid
    /// What the platform took on days that do not count.
    private var settlingRevenue = AdMoney.zero
    /// By arm.
    public private(set) var tallies: [AuctionTally]
    /// What happened, folded into 128 bits.
    public private(set) var digest = JournalDigest()
    /// Auctions held so far.
    public private(set) var events = 0

    /// Opens the market: campaigns have their policies, and no day has begun.
    public init(_ setup: AuctionSetup, policies: PolicyRegistry, consumers: [any AuctionConsumer] = []) {
        let settings = setup.market.settings
        let key = RandomKey(seed: setup.seed)
        let campaigns = AuctionCampaign.all(of: setup.market, key: key)
        self.setup = setup
        self.settings = settings
        payment = settings.paysOn
        self.key = key
        self.campaigns = campaigns
        self.consumers = consumers
        calendar = AuctionCalendar(settings)
        demand = AuctionDemand(campaigns, settings: settings, key: key)
        auctions = setup.arms.map { Auction($0.rules) }
        values = AuctionValues(settings, key: key)
        let hasTargets = campaigns.contains { $0.target != nil }
        let host = PolicyHost()
        self.host = host
        lazy var truthful = policies.factory(.bidding, PolicyChoice("truthful"))
        let made = setup.arms.flatMap { arm in
            let chosen = policies.factory(.bidding, arm.bidding, in: host)
            return campaigns.indices.map { index in
                let follows = campaigns[index].target != nil || !hasTargets
                return (follows ? chosen : truthful)(key.seed(for: .bidding, index))
            }
        }
        seats = BiddingSeats(
            campaigns.map(\.terms), pricing: setup.arms.map(\.rules.pricing), policies: made, ticks: calendar.ticks,
            budgetShares: setup.budgetShares)
        expectedConversions = Column(repeating: 0, count: made.count)
        counterfactuals = CounterfactualGrid(multipliers: setup.counterfactuals, seats: made.count)
        hindsight = HindsightWatch(setup.watched)
        let room = (campaigns.count + 15) / 8 * 8
        bidderValues = Column(repeating: 0, count: room)
        bidderBids = Column(repeating: 0, count: room)
        outcomes = BidderOutcomes(room: room)
        held = HeldAuctions(arms: setup.arms.count, segments: demand.segments.count)
        tallies = setup.arms.map { _ in AuctionTally(campaigns: campaigns.count) }
    }

    /// Policies that failed and were replaced by their slot's default.
    public var replacements: [PolicyHost.Replacement] { host.replacements }

    /// What of budgets and payments does not add up, a sentence each.
    public var violations: [String] {
        let counted = AdMoney(millionths: tallies.reduce(0) { $0 + $1.revenue })
        return seats.budgets.violations(revenue: settlingRevenue + counted)
    }

    /// Runs to the end.
    /// - Parameter goesOn: asked every few thousand auctions with their number so far; no stops the world.
    /// - Returns: whether the end was reached.
    /// - Throws: what a consumer threw, or the `PolicyFailure` of a policy that could not answer.
    public mutating func run(goesOn: (Int) -> Bool = { _ in true }) throws -> Bool {
        for consumer in consumers { try consumer.open(campaigns) }
        let hasGuests = host.hasGuests
        if let failure = host.failure { throw failure }
        for day in 0..<calendar.settling + setup.days {
            beginDay(day)
            if calendar.counts(day) { hindsight.begin(campaigns, arms: setup.arms.count, budgets: seats.budgets) }
            var opportunity: UInt32 = 0
            for tick in 0..<calendar.ticks {
                let coming = calendar.opportunities(from: tick, on: day)
                if hasGuests { host.time = calendar.start(of: tick, on: day) }
                for _ in 0..<coming {
                    hold(opportunity, day)
                    opportunity += 1
                    events += 1
                    if events & 0x1FFF == 0, !goesOn(events) { return false }
                    if hasGuests, let failure = host.failure { throw failure }
                }
                try endTick(tick, day)
                if let failure = host.failure { throw failure }
            }
            try endDay(day)
        }
        for consumer in consumers { try consumer.close() }
        return true
    }

    // MARK: - Days and ticks

    private mutating func beginDay(_ day: Int) {
        let shock = demand.shock(on: day)
        for (index, campaign) in campaigns.enumerated() {
            let isRunning = campaign.terms.days.contains(day - calendar.settling)
            let factor = !isRunning ? 0 : campaign.isBrand ? shock : 1
            demand.begin(index, campaign, factor: factor)
            for arm in setup.arms.indices {
                let share = setup.budgetShares?[arm] ?? 1
                begin(
                    seats.seat(of: index, in: arm), budget: campaign.terms.budget.units * factor * share, share: share)
            }
        }
    }

    /// A seat's day begins.
    /// - Parameters:
    ///   - budget: units of ad money; what is granted is rounded down to whole millionths of them.
    ///   - share: the arm's, of the opportunities.
    private mutating func begin(_ seat: Int, budget: Double, share: Double) {
        seats.grant(AdMoney(units: budget), to: seat)
        expectedConversions[seat] = 0
        seats.begin(
            seat, budget: budget, trafficPlan: calendar.plan,
            opportunities: Double(settings.opportunitiesPerDay) * share / Double(demand.segments.count))
    }

    private mutating func endTick(_ tick: Int, _ day: Int) throws {
        for arm in setup.arms.indices {
            var starts: [BiddingSeats.TickStart] = []
            for (index, campaign) in campaigns.enumerated() {
                let seat = seats.seat(of: index, in: arm)
                let totals = seats.endTick(
                    seat, opportunities: held.count(arm: arm, segment: campaign.segment),
                    leastWinningPrices: held.scoresToEnter(arm: arm, segment: campaign.segment) / demand.quality[index])
                let (granted, left) = (seats.budgets.granted(to: seat).units, seats.budgets.left(of: seat).units)
                let others = counterfactuals.take(seat)
                for consumer in consumers {
                    try consumer.take(
                        AuctionTick(
                            day: day, tick: tick, campaign: index, arm: arm, budget: granted,
                            budgetLeft: left + totals.cost, totals: totals, counterfactuals: others))
                }
                guard tick + 1 < calendar.ticks else { continue }
                starts.append(
                    BiddingSeats.TickStart(of: seat, tick: tick + 1, planPassed: calendar.plan[tick], last: totals))
            }
            seats.plan(starts)
        }
        held.clear()
    }

    private mutating func endDay(_ day: Int) throws {
        for watched in hindsight.days where watched.budget > 0 {
            for consumer in consumers { try consumer.take(watched) }
        }
        guard calendar.counts(day) else { return }
        for seat in 0..<seats.count {
            let (arm, index) = seat.quotientAndRemainder(dividingBy: campaigns.count)
            tallies[arm].addDay(
                granted: seats.budgets.granted(to: seat), paid: seats.budgets.paid(by: seat),
                expectedConversions: expectedConversions[seat], target: campaigns[index].target)
        }
    }

    // MARK: - An opportunity

    @inline(__always) private mutating func hold(_ opportunity: UInt32, _ day: Int) {
        let when = UInt32(truncatingIfNeeded: day)
        let draws = key.block(.adOpportunity, opportunity, 0, when)
        let arm = Int(setup.userArm(UInt32(draws.index(0, below: Int(settings.users)))))
        let segment = demand.segments.count == 1 ? 0 : draws.index(2, below: demand.segments.count)
        let range = demand.segments[segment]
        let (first, count) = (range.lowerBound, range.count)
        let firstSeat = arm * campaigns.count + first
        if seats.areMany { seats.prefetch(firstSeat..<firstSeat + count) }
        values.draw(
            opportunity: opportunity, day: when, common: draws.word1, means: demand.meanValue.rows(range),
            categories: demand.category.rows(range), into: bidderValues)
        var bids = bidderBids.mutableRows(0..<count)
        seats.bid(bidderValues.rows(0..<count), into: &bids, from: firstSeat)
        AuctionWorld.hold(&auctions[arm], among: range, bids: bidderBids, demand, draw: UInt64(opportunity))
        if seats.areMany { prefetchWinners(arm: arm, among: range) }
        let toEnter = auctions[arm].scoreToEnter
        held.add(arm: arm, segment: segment, scoreToEnter: toEnter)
        let counts = calendar.counts(day)
        if counts {
            tallies[arm].opportunities += 1
            tallies[arm].slots += setup.arms[arm].rules.exposures.count
        }
        if !hindsight.days.isEmpty {
            hindsight.add(
                auctions[arm], among: range, arm: arm, values: bidderValues, qualities: demand.quality)
        }
        if !counterfactuals.isEmpty {
            counterfactuals.add(
                auctions[arm], firstSeat: firstSeat, values: bidderValues.rows(0..<count),
                qualities: demand.quality.rows(range))
        }
        let isHeard = seats.anyHearsAuctions
        if isHeard { beginOutcomes(of: range, scoreToEnter: toEnter) }
        let attention = draws.uniform(3)
        for slot in 0..<auctions[arm].winners {
            let bidder = auctions[arm].winner(of: slot)
            let isSeen = attention < auctions[arm].exposure(of: slot)
            let paid = settle(
                slot: slot, bidder: bidder, value: bidderValues[bidder], isSeen: isSeen, firstSeat: firstSeat, arm: arm,
                opportunity: opportunity, when: when, counts: counts)
            guard isHeard else { continue }
            outcomes.win(
                bidder, atLeast: auctions[arm].scoreToStay / demand.quality[first + bidder], isSeen: isSeen,
                payment: paid.units)
        }
        guard isHeard else { return }
        seats.tell(outcomes, values: bidderValues, bids: bidderBids, count: count, from: firstSeat)
        for slot in 0..<auctions[arm].winners { outcomes.forget(auctions[arm].winner(of: slot)) }
    }

    /// Starts to fetch what will be asked of all winners, so that they do not wait one after the other.
    @inline(__always) private func prefetchWinners(arm: Int, among segment: Range<Int>) {
        for slot in 0..<auctions[arm].winners {
            let campaign = segment.lowerBound + auctions[arm].winner(of: slot)
            let seat = arm * campaigns.count + campaign
            seats.prefetch(winner: seat)
            demand.conversions.prefetch(campaign)
            expectedConversions.prefetch(seat)
        }
    }

    /// What the auction is for whoever does not win it.
    private func beginOutcomes(of segment: Range<Int>, scoreToEnter: Double) {
        if demand.usesQuality {
            outcomes.begin(scoreToEnter: scoreToEnter, qualities: demand.quality.rows(segment))
        } else {
            outcomes.begin(scoreToEnter: scoreToEnter, count: segment.count)
        }
    }

    @inline(__always) private static func hold(
        _ auction: inout Auction, among segment: Range<Int>, bids: borrowing Column<Double>,
        _ demand: borrowing AuctionDemand, draw: UInt64
    ) {
        let bids = bids.rows(0..<segment.count)
        if demand.usesQuality {
            auction.hold(bids: bids, qualities: demand.quality.rows(segment), draw: draw)
        } else {
            auction.hold(bids: bids, draw: draw)
        }
    }

    /// A slot is won: it may be seen, clicked and bring a conversion, and is paid for.
    /// - Returns: what was paid.
    private mutating func settle(
        slot: Int, bidder: Int, value: Double, isSeen: Bool, firstSeat: Int, arm: Int, opportunity: UInt32,
        when: UInt32, counts: Bool
    ) -> AdMoney {
        let seat = firstSeat + bidder
        let index = seat - arm * campaigns.count
        let quality = demand.quality[index]
        let price = auctions[arm].price(of: slot, quality: quality)
        seats.tick[seat].wins += 1
        seats.tick[seat].leastWinningPrices +=
            (auctions[arm].scoreToStay - auctions[arm].scoreToEnter) / quality
        if counts {
            tallies[arm].wins += 1
            tallies[arm].winsOfCampaigns[index] += 1
        }
        guard isSeen else { return .zero }
        let terms = demand.conversions[index]
        let response = SlotResponse(
            predicted: value / (terms.worth * demand.factor(index)), calibration: terms.calibration,
            predictionSigma: settings.predictionSigma, clickRate: settings.clickRate,
            draws: key.block(.adResponse, opportunity, UInt32(index), when))
        let paid = pay(response.amount(price, payment), seat)
        seats.tick[seat].exposures += 1
        seats.tick[seat].exposedValue += value
        expectedConversions[seat] += response.chance
        if response.converts {
            seats.tick[seat].conversions += 1
            seats.tick[seat].conversionValue += terms.worth
        }
        digest.take(
            JournalRecord(
                time: Int64(when), value: paid.millionths, user: opportunity, session: 0, listing: UInt32(index),
                detail: response.converts ? 1 : 0, kind: .exposure, arm: UInt8(arm), slot: UInt16(slot)))
        guard counts else {
            settlingRevenue += paid
            return paid
        }
        tallies[arm].add(response, paid: paid, worth: terms.worth)
        if settings.reserve > 0 { tallies[arm].priceToReserve += price * quality / setup.arms[arm].rules.reserve }
        return paid
    }

    private mutating func pay(_ price: Double, _ seat: Int) -> AdMoney {
        price > 0 ? seats.pay(AdMoney(units: price), seat) : .zero
    }
}
