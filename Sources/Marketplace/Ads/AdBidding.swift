import PolicyKit

/// Leads the feed's campaigns through their days: grants budgets, lets bidding policies plan at every tick, takes payments.
///
/// A campaign has a policy in each arm, which meets that arm's users only, and one budget, which all arms draw on, or a part
/// of it for each. Policies of an arm without users rest.
struct AdBidding: ~Copyable {
    let campaigns: [FeedCampaign]
    var seats: BiddingSeats
    private let ticks: Int
    private let plan: [Double]
    private let pricing: [AuctionPricing]
    private var budgets: AdBudgets
    /// The part of each budget that an arm has to itself; nil while all arms draw on one.
    private var budgetShares: [Double]?
    /// By budget, the auctions of the day and those of the day before.
    private let heldToday: Column<Int64>
    private let usualHeld: Column<Double>
    /// Of the tick, by seat: auctions, and the sum of what a slot would have cost in them.
    private let held: Column<Int64>
    private let leastPrices: Column<Double>
    private var isServed: [Bool]
    /// Arms whose policies have taken over what control's had learned.
    private(set) var isHeir: [Bool]
    /// What was taken, by seat.
    private let paid: Column<Int64>

    /// - Parameters:
    ///   - policies: those of the first arm, campaign by campaign, then those of the next.
    ///   - opportunities: pages that a campaign is guessed to bid for on its first day.
    init(
        _ campaigns: [FeedCampaign], policies: [any BiddingPolicy], conditions: [Conditions], ticks: Int,
        calendar: HourOfWeek, opportunities: Double
    ) {
        self.campaigns = campaigns
        self.ticks = ticks
        seats = BiddingSeats(policies: policies)
        plan = calendar.plan(ticks: ticks)
        pricing = conditions.map(\.ads.pricing)
        budgets = AdBudgets(count: policies.count)
        heldToday = Column(repeating: 0, count: policies.count)
        usualHeld = Column(repeating: max(1, opportunities), count: policies.count)
        held = Column(repeating: 0, count: policies.count)
        leastPrices = Column(repeating: 0, count: policies.count)
        paid = Column(repeating: 0, count: policies.count)
        isServed = conditions.indices.map { $0 == 0 }
        isHeir = conditions.map { _ in false }
    }

    @inline(__always) func campaign(of seat: Int) -> Int { seat % campaigns.count }
    @inline(__always) func arm(of seat: Int) -> Int { seat / campaigns.count }
    /// The budget that a seat draws on: that of its campaign, or of its campaign in its arm. Control's is the campaign's.
    @inline(__always) private func budget(of seat: Int) -> Int { budgetShares == nil ? campaign(of: seat) : seat }
    /// What a seat may still spend.
    @inline(__always) func budgetLeft(of seat: Int) -> AdMoney { budgets.left(of: budget(of: seat)) }

    // MARK: - Days and ticks

    /// Milliseconds at which a tick begins, ticks counted from the opening.
    func time(ofTick number: UInt32) -> Int64 { Int64(number) * 86_400_000 / Int64(ticks) }

    /// A tick is over and another begins, perhaps with a new day.
    /// - Parameter isOpen: whether anybody still browses; else budgets are granted for orders that are paid late, and no
    ///   policy is asked.
    mutating func begin(tick number: UInt32, isOpen: Bool) {
        let (day, tick) = Int(number).quotientAndRemainder(dividingBy: ticks)
        let isNewDay = tick == 0
        if isNewDay { beginDay(isFirst: day == 0) }
        guard isOpen else { return }
        for seat in 0..<seats.count where isServed[arm(of: seat)] {
            let last = number > 0 ? endTick(seat) : BiddingTotals()
            if isNewDay { seats.clearDay(seat) }
            takeRule(seat, isNewDay ? seats.policies[seat].begin(terms(of: seat)) : nextRule(seat, tick: tick, last))
        }
    }

    private mutating func beginDay(isFirst: Bool) {
        for campaign in campaigns.indices {
            budgets.grant(campaigns[campaign].budget, to: campaign)
            splitBudget(of: campaign)
        }
        for budget in 0..<budgets.count {
            if !isFirst { usualHeld[budget] = Double(max(1, heldToday[budget])) }
            heldToday[budget] = 0
        }
    }

    /// From now on each arm has its part of every budget to itself.
    mutating func split(budgets shares: [Double]) {
        budgetShares = shares
        for campaign in campaigns.indices {
            splitBudget(of: campaign)
            let usual = usualHeld[campaign]
            for (arm, share) in shares.enumerated() {
                usualHeld[arm * campaigns.count + campaign] = max(1, usual * share)
            }
        }
    }

    /// Control's budget, the whole one so far, hands the other arms their parts.
    private mutating func splitBudget(of campaign: Int) {
        guard let budgetShares else { return }
        var whole = 1.0
        for arm in budgetShares.indices.dropFirst() {
            let own = arm * campaigns.count + campaign
            budgets.grant(.zero, to: own)
            budgets.move(budgetShares[arm] / whole, of: campaign, to: own)
            whole -= budgetShares[arm]
        }
    }

    private mutating func endTick(_ seat: Int) -> BiddingTotals {
        let totals = seats.endTick(seat, opportunities: Int(held[seat]), leastWinningPrices: leastPrices[seat])
        held[seat] = 0
        leastPrices[seat] = 0
        return totals
    }

    private func nextRule(_ seat: Int, tick: Int, _ last: BiddingTotals) -> BidRule {
        seats.policies[seat].plan(
            BiddingMoment(
                tick: tick, ticks: ticks, planPassed: plan[tick - 1],
                budget: budgets.granted(to: budget(of: seat)).units, budgetLeft: budgetLeft(of: seat).units,
                lastTick: last, period: seats.day[seat]))
    }

    private func terms(of seat: Int) -> CampaignTerms {
        let campaign = campaign(of: seat)
        return CampaignTerms(
            budget: budgets.granted(to: budget(of: seat)).units, costTarget: campaigns[campaign].costTarget,
            ticks: ticks,
            trafficPlan: plan, opportunities: usualHeld[budget(of: seat)], pricing: pricing[arm(of: seat)])
    }

    private func takeRule(_ seat: Int, _ rule: BidRule) {
        seats.take(rule, for: seat, budgetLeft: budgetLeft(of: seat))
    }

    /// At the experiment's start users come into their arms. Policies like control's go on where those stand; others begin.
    mutating func serve(users: [Int], equal: [Bool]) throws {
        let servedArms = users.count { $0 > 0 }
        for seat in 0..<seats.count {
            let (arm, control) = (arm(of: seat), campaign(of: seat))
            guard arm > 0, users[arm] > 0 else { continue }
            if equal[arm] {
                try seats.takeOver(seat, from: control, replaces: servedArms == 1)
                held[seat] = held[control]
                leastPrices[seat] = leastPrices[control]
            }
            // What a policy keeps from day to day does not say what day it is.
            if !equal[arm] || servedArms > 1 { takeRule(seat, seats.policies[seat].begin(terms(of: seat))) }
        }
        isServed = users.map { $0 > 0 }
        isHeir = users.indices.map { $0 > 0 && equal[$0] && users[$0] > 0 }
    }

    // MARK: - Auctions

    /// A campaign could bid in an auction, whatever came of it.
    @inline(__always) func note(_ seat: Int, value: Double, bid: Double, leastWinningPrice: Double) {
        seats.predictedValue[seat] += value
        seats.bids[seat] += bid
        held[seat] += 1
        heldToday[budget(of: seat)] += 1
        leastPrices[seat] += leastWinningPrice
    }

    /// Tells a seat's policy what an auction was, if it wants to know.
    mutating func tell(_ seat: Int, _ outcome: AuctionOutcome) {
        if seats.wantsSample[seat] { seats.note(outcome, for: seat) }
        if seats.hearsEveryAuction[seat] { takeRule(seat, seats.policies[seat].observe(outcome)) }
    }

    /// Takes a payment out of the campaign's budget, or what is left of it.
    mutating func pay(_ price: AdMoney, _ seat: Int) -> AdMoney {
        let amount = budgets.charge(price, to: budget(of: seat))
        paid[seat] += amount.millionths
        let campaign = campaign(of: seat)
        for arm in pricing.indices {
            let seat = arm * campaigns.count + campaign
            seats.bound(seat, by: budgetLeft(of: seat))
        }
        return amount
    }

    /// What of budgets and payments does not add up, a sentence each.
    /// - Parameter revenue: what the platform took.
    func violations(revenue: AdMoney) -> [String] {
        var violations: [String] = []
        for budget in 0..<budgets.count where budgets.left(of: budget) < .zero {
            violations.append("campaign \(campaign(of: budget)) spent more than its budget")
        }
        let sum = (0..<paid.count).reduce(AdMoney.zero) { $0 + AdMoney(millionths: paid[$1]) }
        if sum != revenue || sum != budgets.spent {
            violations.append(
                "campaigns paid \(sum.units) for ads, budgets lost \(budgets.spent.units), and the platform took "
                    + "\(revenue.units)")
        }
        return violations
    }
}
