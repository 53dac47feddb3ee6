import EventSimulation
import Foundation
public import PolicyKit
import Randomness

/// An auction market from its opening to its end: opportunity by opportunity, with plans made anew at every tick.
public struct AuctionWorld: ~Copyable {
    public let campaigns: [AuctionCampaign]
    private let setup: AuctionSetup
    private let settings: AuctionMarketSettings
    private let key: RandomKey
    private let calendar = HourOfWeek()
    /// Share of a mean day's traffic by the end of each tick.
    private let trafficPlan: [Double]
    private let segments: [Range<Int>]
    private let consumers: [any AuctionConsumer]
    private var auctions: [Auction]
    private let values: AuctionValues
    private var seats: BiddingSeats
    private var budgets: AdBudgets
    /// What an exposure is worth to each campaign in the mean today, in currency units, and the campaign's category and quality.
    private let meanValue: Column<Double>
    private let category: Column<UInt8>
    private let quality: Column<Double>
    /// Of the opportunity at hand, a number a bidder.
    private let bidderValues: Column<Double>
    private let bidderBids: Column<Double>
    /// Auctions of the tick, and the sum of what a slot would have cost in them: by arm and segment.
    private let held: Column<Int64>
    private let scoresToEnter: Column<Double>
    private let usesQuality: Bool
    private let anySeatHearsAll: Bool
    /// By arm, then by watched campaign.
    private var hindsight: [HindsightDay] = []
    private let counterfactuals: CounterfactualGrid
    /// By arm.
    public private(set) var tallies: [AuctionTally]
    /// What happened, folded into 128 bits.
    public private(set) var digest = JournalDigest()
    /// Auctions held so far.
    public private(set) var events = 0
    /// What of budgets and payments does not add up, a sentence each.
    public private(set) var violations: [String] = []
    private var paid = AdMoney.zero
    private let paidToday: Column<Int64>

    /// Opens the market: campaigns have their policies, and no day has begun.
    public init(_ setup: AuctionSetup, policies: PolicyRegistry, consumers: [any AuctionConsumer] = []) {
        let settings = setup.market.settings
        let key = RandomKey(seed: setup.seed)
        let campaigns = AuctionCampaign.all(of: setup.market, key: key)
        self.setup = setup
        self.settings = settings
        self.key = key
        self.campaigns = campaigns
        self.consumers = consumers
        segments = AuctionWorld.ranges(of: campaigns)
        trafficPlan = calendar.plan(ticks: Int(settings.ticks))
        auctions = setup.arms.map { Auction($0.rules) }
        values = AuctionValues(settings, key: key)
        let hasTargets = campaigns.contains { $0.target != nil }
        let made = setup.arms.flatMap { arm in
            campaigns.indices.map { index in
                let follows = campaigns[index].target != nil || !hasTargets
                return policies.bidding(
                    follows ? arm.bidding : PolicyChoice("truthful"), seed: key.derived(UInt64(10 + index)).seed)
            }
        }
        seats = BiddingSeats(policies: made)
        counterfactuals = CounterfactualGrid(multipliers: setup.counterfactuals, seats: made.count)
        budgets = AdBudgets(count: campaigns.count * (setup.budgetShares == nil ? 1 : setup.arms.count))
        paidToday = Column(repeating: 0, count: made.count)
        meanValue = Column(repeating: 0, count: campaigns.count)
        category = Column(repeating: 0, count: campaigns.count)
        quality = Column(repeating: 1, count: campaigns.count)
        let room = (campaigns.count + 15) / 8 * 8
        bidderValues = Column(repeating: 0, count: room)
        bidderBids = Column(repeating: 0, count: room)
        held = Column(repeating: 0, count: setup.arms.count * segments.count)
        scoresToEnter = Column(repeating: 0, count: setup.arms.count * segments.count)
        usesQuality = campaigns.contains { $0.quality != 1 }
        anySeatHearsAll = made.contains { $0.rhythm == .everyAuction || $0.wantsOpportunities }
        tallies = setup.arms.map { _ in AuctionTally(campaigns: campaigns.count) }
        for (index, campaign) in campaigns.enumerated() {
            category[index] = UInt8(campaign.category)
            quality[index] = campaign.quality
        }
    }

    /// Campaigns of each segment, side by side.
    private static func ranges(of campaigns: [AuctionCampaign]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        for (index, campaign) in campaigns.enumerated() {
            if ranges.count <= campaign.segment {
                ranges.append(index..<index + 1)
            } else {
                ranges[ranges.count - 1] = ranges[ranges.count - 1].lowerBound..<index + 1
            }
        }
        return ranges
    }

    /// Runs to the end.
    /// - Parameter goesOn: asked every few thousand auctions with their number so far; no stops the world.
    /// - Returns: whether the end was reached.
    /// - Throws: what a consumer threw.
    public mutating func run(goesOn: (Int) -> Bool = { _ in true }) throws -> Bool {
        for consumer in consumers { try consumer.open(campaigns) }
        let ticks = Int(settings.ticks)
        for day in 0..<Int(settings.settling) + setup.days {
            beginDay(day)
            beginHindsight(day)
            var opportunity: UInt32 = 0
            for tick in 0..<ticks {
                let coming = opportunities(from: tick, on: day)
                for _ in 0..<coming {
                    hold(opportunity, day)
                    opportunity += 1
                    events += 1
                    if events & 0x1FFF == 0, !goesOn(events) { return false }
                }
                try endTick(tick, day)
            }
            try endDay(day)
        }
        for consumer in consumers { try consumer.close() }
        return true
    }

    // MARK: - Days and ticks

    private var isShared: Bool { setup.budgetShares == nil }
    private func budget(of seat: Int) -> Int { isShared ? seat % campaigns.count : seat }

    private func time(_ tick: Int, _ day: Int) -> SimulationTime {
        .milliseconds(Int64(day) * 86_400_000 + Int64(tick) * 86_400_000 / settings.ticks)
    }

    private func opportunities(from tick: Int, on day: Int) -> Int {
        func until(_ time: SimulationTime) -> Int {
            Int(calendar.traffic(until: time) * 7 * Double(settings.opportunitiesPerDay))
        }
        return until(time(tick + 1, day)) - until(time(tick, day))
    }

    private mutating func beginDay(_ day: Int) {
        let sigma = settings.demandShock
        let draw = key.block(.adDemand, UInt32(day), 0, 0).openUniform(0)
        let shock = Inverse.logNormal(draw, median: exp(-sigma * sigma / 2), sigma: sigma)
        for (index, campaign) in campaigns.enumerated() {
            let isRunning = campaign.days.contains(day - Int(settings.settling))
            let factor = campaign.isBrand ? shock : 1
            meanValue[index] = isRunning ? campaign.worth * campaign.conversionRate * factor : 0
            let today = isRunning ? campaign.budget.units * factor : 0
            if isShared { budgets.grant(AdMoney(units: today), to: index) }
            for arm in setup.arms.indices {
                let seat = arm * campaigns.count + index
                let share = setup.budgetShares?[arm] ?? 1
                if !isShared { budgets.grant(AdMoney(units: today * share), to: seat) }
                paidToday[seat] = 0
                seats.clearDay(seat)
                guard today * share > 0 else {
                    seats.take(BidRule(multiplier: 0), for: seat, budgetLeft: .zero)
                    continue
                }
                let rule = seats.policies[seat].begin(
                    CampaignTerms(
                        budget: today * share, costTarget: campaign.costTarget, ticks: Int(settings.ticks),
                        trafficPlan: trafficPlan,
                        opportunities: Double(settings.opportunitiesPerDay) * share / Double(segments.count),
                        pricing: setup.arms[arm].rules.pricing))
                seats.take(rule, for: seat, budgetLeft: budgets.left(of: budget(of: seat)))
            }
        }
    }

    private mutating func endTick(_ tick: Int, _ day: Int) throws {
        for seat in 0..<seats.count {
            let (arm, index) = (seat / campaigns.count, seat % campaigns.count)
            let group = arm * segments.count + campaigns[index].segment
            let totals = seats.endTick(
                seat, opportunities: Int(held[group]), leastWinningPrices: scoresToEnter[group] / quality[index])
            let pot = budget(of: seat)
            let (granted, left) = (budgets.granted(to: pot).units, budgets.left(of: pot).units)
            let others = counterfactuals.take(seat)
            for consumer in consumers {
                try consumer.take(
                    AuctionTick(
                        day: day, tick: tick, campaign: index, arm: arm, budget: granted,
                        budgetLeft: left + totals.cost,
                        totals: totals, counterfactuals: others))
            }
            guard tick + 1 < Int(settings.ticks), granted > 0 else { continue }
            let rule = seats.policies[seat].plan(
                BiddingMoment(
                    tick: tick + 1, ticks: Int(settings.ticks), planPassed: trafficPlan[tick], budget: granted,
                    budgetLeft: left, lastTick: totals, period: seats.day[seat]))
            seats.take(rule, for: seat, budgetLeft: budgets.left(of: pot))
        }
        for group in 0..<held.count {
            held[group] = 0
            scoresToEnter[group] = 0
        }
    }

    private mutating func beginHindsight(_ day: Int) {
        hindsight = []
        guard day >= Int(settings.settling) else { return }
        for arm in setup.arms.indices {
            for campaign in setup.watched {
                hindsight.append(
                    HindsightDay(
                        campaign: campaign, arm: arm,
                        budget: budgets.granted(to: budget(of: arm * campaigns.count + campaign)).units,
                        costTarget: campaigns[campaign].costTarget))
            }
        }
    }

    private mutating func endDay(_ day: Int) throws {
        for place in hindsight.indices where hindsight[place].budget > 0 {
            for consumer in consumers { try consumer.take(hindsight[place]) }
        }
        balance(day)
        if day >= Int(settings.settling) { countDay() }
    }

    /// Holds the books against each other: what was granted is what is left and what was paid, and the platform has what
    /// campaigns paid.
    private mutating func balance(_ day: Int) {
        for pot in 0..<budgets.count {
            let sharing = isShared ? setup.arms.indices.map { $0 * campaigns.count + pot } : [pot]
            let spent = sharing.reduce(AdMoney.zero) { $0 + AdMoney(millionths: paidToday[$1]) }
            let (granted, left) = (budgets.granted(to: pot), budgets.left(of: pot))
            if left < .zero || left + spent != granted {
                violations.append(
                    "campaign \(pot % campaigns.count) had \(granted.units) on day \(day), paid \(spent.units) and has "
                        + "\(left.units) left")
            }
            if day >= Int(settings.settling) { paid += spent }
        }
        let revenue = tallies.reduce(0) { $0 + $1.revenue }
        if paid.millionths != revenue {
            violations.append(
                "by day \(day) campaigns paid \(paid.units) and the platform took \(Double(revenue) * 1e-6)")
        }
    }

    private mutating func countDay() {
        for seat in 0..<seats.count {
            let (arm, index) = (seat / campaigns.count, seat % campaigns.count)
            let granted = budgets.granted(to: budget(of: seat))
            guard granted > .zero else { continue }
            let spent = Double(paidToday[seat]) * 1e-6
            let expected = seats.expectedConversions[seat]
            tallies[arm].campaignDays += 1
            tallies[arm].budgetUse += spent / granted.units
            guard let target = campaigns[index].target else { continue }
            tallies[arm].targetDays += 1
            if spent > target * expected { tallies[arm].violations += 1 }
            if expected > 0 { tallies[arm].costToTarget += spent / expected / target }
            tallies[arm].score += AuctionTally.score(conversions: expected, cost: spent, target: target)
        }
    }

    // MARK: - An opportunity

    @inline(__always) private mutating func hold(_ opportunity: UInt32, _ day: Int) {
        let when = UInt32(truncatingIfNeeded: day)
        let draws = key.block(.adOpportunity, opportunity, 0, when)
        let arm = Int(setup.userArm(UInt32(draws.index(0, below: Int(settings.users)))))
        let segment = segments.count == 1 ? 0 : draws.index(2, below: segments.count)
        let range = segments[segment]
        let (first, count) = (range.lowerBound, range.count)
        let firstSeat = arm * campaigns.count + first
        let (values, bids) = (bidderValues.base, bidderBids.base)
        self.values.draw(
            opportunity: opportunity, day: when, common: draws.word1, count: count, means: meanValue.base + first,
            categories: category.base + first, into: values)
        bid(values, bids, firstSeat, count)
        let qualities = usesQuality ? UnsafePointer(quality.base + first) : nil
        auctions[arm].hold(bids: bids, qualities: qualities, count: count, draw: UInt64(opportunity))
        let group = arm * segments.count + segment
        let toEnter = auctions[arm].scoreToEnter
        held[group] += 1
        scoresToEnter[group] += toEnter
        let counts = day >= Int(settings.settling)
        if counts {
            tallies[arm].opportunities += 1
            tallies[arm].slots += setup.arms[arm].rules.exposures.count
        }
        if !hindsight.isEmpty { watch(range, arm, values) }
        if !counterfactuals.isEmpty {
            for bidder in 0..<count where values[bidder] > 0 {
                counterfactuals.add(
                    auctions[arm], bidder: bidder, seat: firstSeat + bidder, value: values[bidder],
                    quality: quality[first + bidder])
            }
        }
        let attention = draws.uniform(3)
        var charges = AuctionCharges()
        for slot in 0..<auctions[arm].winners {
            let bidder = auctions[arm].winner(of: slot)
            charges.add(
                settle(
                    slot: slot, bidder: bidder, value: values[bidder],
                    isSeen: attention < auctions[arm].exposure(of: slot),
                    firstSeat: firstSeat, arm: arm, opportunity: opportunity, when: when, counts: counts),
                bidder: bidder)
        }
        if anySeatHearsAll { tell(values, bids, firstSeat, count, arm: arm, toEnter: toEnter, charges) }
    }

    /// Notes what watched campaigns could have had of the auction that was just held, and what they have.
    private mutating func watch(_ range: Range<Int>, _ arm: Int, _ values: UnsafePointer<Double>) {
        for (place, campaign) in setup.watched.enumerated() where range.contains(campaign) {
            let bidder = campaign - range.lowerBound
            guard values[bidder] > 0 else { continue }
            let day = arm * setup.watched.count + place
            hindsight[day].add(auctions[arm], bidder: bidder, value: values[bidder], quality: quality[campaign])
            for slot in 0..<auctions[arm].winners where auctions[arm].winner(of: slot) == bidder {
                hindsight[day].wonValue += auctions[arm].exposure(of: slot) * values[bidder]
            }
        }
    }

    /// Every campaign of the segment bids by its rule.
    @inline(__always) private func bid(
        _ values: UnsafeMutablePointer<Double>, _ bids: UnsafeMutablePointer<Double>, _ firstSeat: Int, _ count: Int
    ) {
        let multiplier = seats.multiplier.base + firstSeat
        let highest = seats.highestBid.base + firstSeat
        let predicted = seats.predictedValue.base + firstSeat
        let sum = seats.bids.base + firstSeat
        for bidder in 0..<count {
            let value = values[bidder]
            let bid = min(multiplier[bidder] * value, highest[bidder])
            bids[bidder] = bid
            predicted[bidder] += value
            sum[bidder] += bid
        }
    }

    /// A slot is won: it may be seen, clicked and bring a conversion, and is paid for.
    /// - Returns: whether it was seen, and what was paid.
    private mutating func settle(
        slot: Int, bidder: Int, value: Double, isSeen: Bool, firstSeat: Int, arm: Int, opportunity: UInt32,
        when: UInt32, counts: Bool
    ) -> (isSeen: Bool, paid: AdMoney) {
        let seat = firstSeat + bidder
        let index = seat - arm * campaigns.count
        let quality = quality[index]
        let auction = auctions[arm]
        let price = auction.price(of: slot, quality: quality)
        seats.tick[seat].wins += 1
        seats.tick[seat].leastWinningPrices +=
            (auction.scoreToStay - auction.scoreToEnter) / quality
        if counts {
            tallies[arm].wins += 1
            tallies[arm].winsOfCampaigns[index] += 1
        }
        guard isSeen else { return (false, .zero) }
        let response = AdResponse(
            predicted: value / (campaigns[index].worth * dayFactor(index)), calibration: campaigns[index].calibration,
            predictionSigma: settings.predictionSigma, clickRate: settings.clickRate,
            draws: key.block(.adResponse, opportunity, UInt32(index), when))
        let paid = pay(response.amount(price, settings.paysOn), seat)
        seats.tick[seat].exposures += 1
        seats.tick[seat].exposedValue += value
        seats.tick[seat].cost += paid.units
        seats.expectedConversions[seat] += response.chance
        let worth = response.converts ? campaigns[index].worth : 0
        if response.converts {
            seats.tick[seat].conversions += 1
            seats.tick[seat].conversionValue += worth
        }
        digest.take(
            JournalRecord(
                time: Int64(when), value: paid.millionths, user: opportunity, session: 0, listing: UInt32(index),
                detail: response.converts ? 1 : 0, kind: .exposure, arm: UInt8(arm), slot: UInt16(slot)))
        guard counts else { return (true, paid) }
        tallies[arm].exposures += 1
        tallies[arm].clicks += response.clicks ? 1 : 0
        tallies[arm].conversions += response.converts ? 1 : 0
        tallies[arm].revenue += paid.millionths
        tallies[arm].conversionValue += worth
        tallies[arm].expectedValue += response.chance * campaigns[index].worth
        tallies[arm].expectedConversions += response.chance
        if settings.reserve > 0 { tallies[arm].priceToReserve += price * quality / setup.arms[arm].rules.reserve }
        return (true, paid)
    }

    /// What the day does to what a campaign thinks a conversion worth.
    private func dayFactor(_ index: Int) -> Double {
        meanValue[index] / (campaigns[index].worth * campaigns[index].conversionRate)
    }

    private mutating func pay(_ price: Double, _ seat: Int) -> AdMoney {
        guard price > 0 else { return .zero }
        let pot = budget(of: seat)
        let paid = budgets.charge(AdMoney(units: price), to: pot)
        paidToday[seat] += paid.millionths
        let left = budgets.left(of: pot)
        if isShared {
            for arm in setup.arms.indices { seats.bound(arm * campaigns.count + pot, by: left) }
        } else {
            seats.bound(seat, by: left)
        }
        return paid
    }

    /// Tells the policies that want every auction what this one was for them.
    private mutating func tell(
        _ values: UnsafeMutablePointer<Double>, _ bids: UnsafeMutablePointer<Double>, _ firstSeat: Int, _ count: Int,
        arm: Int, toEnter: Double, _ charges: AuctionCharges
    ) {
        let toStay = auctions[arm].scoreToStay
        for bidder in 0..<count {
            let seat = firstSeat + bidder
            let hears = seats.hearsEveryAuction[seat]
            guard hears || seats.wantsSample[seat] else { continue }
            let charge = charges[bidder]
            let quality = quality[seat - arm * campaigns.count]
            let left = budgets.left(of: budget(of: seat))
            let outcome = AuctionOutcome(
                value: values[bidder], bid: bids[bidder],
                leastWinningPrice: (charge == nil ? toEnter : toStay) / quality,
                isWon: charge != nil, isExposed: charge?.isSeen ?? false, payment: charge?.paid.units ?? 0,
                budgetLeft: left.units)
            if seats.wantsSample[seat] { seats.note(outcome, for: seat) }
            if hears { seats.take(seats.policies[seat].observe(outcome), for: seat, budgetLeft: left) }
        }
    }
}
