import PolicyKit

/// Leads the feed's campaigns through their periods: grants budgets, has policies plan at every tick, takes payments.
///
/// A campaign has a policy in each arm, which meets that arm's users only, and one budget, which all arms draw on, or a part
/// of it for each. Policies of an arm without users rest.
struct AdBidding: ~Copyable {
    let campaigns: [FeedCampaign]
    var seats: BiddingSeats
    private(set) var clock: AdClock
    /// The campaigns on their days, in rising order: those that have budgets granted, plan and bid.
    private(set) var running: [Int]
    /// The tick with which each campaign's period began; -1 before its first.
    private let periodStarts: Column<Int64>
    private let pricing: [AuctionPricing]
    private var budgets: AdBudgets
    /// The part of each budget that an arm has to itself; nil while all arms draw on one.
    private var budgetShares: [Double]?
    /// By budget, the auctions of the period and those of the one before.
    private let heldInPeriod: Column<Int64>
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
    ///   - opportunities: pages that a campaign is guessed to bid for in its first period.
    init(
        _ campaigns: [FeedCampaign], policies: [any BiddingPolicy], conditions: [Conditions], clock: AdClock,
        opportunities: Double
    ) {
        self.campaigns = campaigns
        self.clock = clock
        running = campaigns.indices.filter { campaigns[$0].times.contains(0) }
        periodStarts = Column(repeating: -1, count: campaigns.count)
        seats = BiddingSeats(policies: policies)
        pricing = conditions.map(\.ads.pricing)
        budgets = AdBudgets(count: policies.count)
        heldInPeriod = Column(repeating: 0, count: policies.count)
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

    // MARK: - Periods and ticks

    /// Milliseconds at which campaigns start or end, but for the opening.
    var turns: [Int64] {
        Set(campaigns.flatMap { [$0.times.lowerBound, $0.times.upperBound] }).filter { $0 > 0 && $0 < .max }.sorted()
    }

    /// Campaigns whose days begin or end at this time do so.
    ///
    /// What is left of a last budget still pays for orders that come in late.
    /// - Parameter isOpen: whether anybody still browses.
    mutating func turn(at time: Int64, isOpen: Bool) {
        for seat in seats(of: running.filter { !campaigns[$0].times.contains(time) }) { _ = endTick(seat) }
        let starting = isOpen ? campaigns.indices.filter { campaigns[$0].times.lowerBound == time } : []
        running = (running.filter { campaigns[$0].times.contains(time) } + starting).sorted()
        start(starting, at: clock.tick(after: time))
    }

    /// A tick is over and another begins, perhaps with a new period.
    /// - Parameter isOpen: whether anybody still browses; else budgets are granted for orders that are paid late, and no
    ///   policy is asked.
    mutating func begin(tick number: Int, isOpen: Bool) {
        if number == 0 { return start(running, at: 0) }
        let now = clock.time(ofTick: number)
        // Who starts at this very instant plans once, and who ends no more, whichever event comes first.
        let planning = running.filter { periodStarts[$0] < number && campaigns[$0].times.contains(now) }
        for campaign in planning where tick(number, of: campaign) == clock.ticks { beginPeriod(campaign, at: number) }
        guard isOpen else { return }
        for arm in isServed.indices where isServed[arm] {
            var (asked, moments): ([Int], [BiddingMoment]) = ([], [])
            for seat in planning.map({ arm * campaigns.count + $0 }) {
                let last = endTick(seat)
                let tick = tick(number, of: campaign(of: seat))
                if tick == 0 {
                    seats.clearDay(seat)
                    begin(seat)
                } else {
                    asked.append(seat)
                    moments.append(moment(seat, tick: tick, last))
                }
            }
            seats.plan(asked, at: moments)
        }
    }

    private mutating func start(_ starting: [Int], at number: Int) {
        for campaign in starting { beginPeriod(campaign, at: number) }
        for seat in seats(of: starting) {
            seats.clearDay(seat)
            begin(seat)
        }
    }

    private mutating func beginPeriod(_ campaign: Int, at number: Int) {
        budgets.grant(campaigns[campaign].budget, to: campaign)
        splitBudget(of: campaign)
        for budget in stride(from: campaign, to: budgets.count, by: campaigns.count) {
            if periodStarts[campaign] >= 0 { usualHeld[budget] = Double(max(1, heldInPeriod[budget])) }
            heldInPeriod[budget] = 0
        }
        periodStarts[campaign] = Int64(number)
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

    /// The seats of campaigns in the arms that have users.
    private func seats(of campaigns: [Int]) -> [Int] {
        isServed.indices.filter { isServed[$0] }.flatMap { arm in campaigns.map { arm * self.campaigns.count + $0 } }
    }

    /// The tick of the campaign's period.
    private func tick(_ number: Int, of campaign: Int) -> Int { number - Int(periodStarts[campaign]) }

    private mutating func endTick(_ seat: Int) -> BiddingTotals {
        let totals = seats.endTick(seat, opportunities: Int(held[seat]), leastWinningPrices: leastPrices[seat])
        held[seat] = 0
        leastPrices[seat] = 0
        return totals
    }

    private mutating func moment(_ seat: Int, tick: Int, _ last: BiddingTotals) -> BiddingMoment {
        BiddingMoment(
            tick: tick, ticks: clock.ticks, planPassed: plan(of: campaign(of: seat))[tick - 1],
            budget: budgets.granted(to: budget(of: seat)).units, budgetLeft: budgetLeft(of: seat).units,
            lastTick: last, period: seats.day[seat])
    }

    private mutating func terms(of seat: Int) -> CampaignTerms {
        let campaign = campaign(of: seat)
        return CampaignTerms(
            budget: budgets.granted(to: budget(of: seat)).units, costTarget: campaigns[campaign].costTarget,
            ticks: clock.ticks, trafficPlan: plan(of: campaign), opportunities: usualHeld[budget(of: seat)],
            pricing: pricing[arm(of: seat)])
    }

    private mutating func plan(of campaign: Int) -> [Double] { clock.plan(from: max(0, Int(periodStarts[campaign]))) }

    private mutating func begin(_ seat: Int) {
        seats.begin(seat, terms(of: seat), budgetLeft: budgetLeft(of: seat))
    }

    /// At the experiment's start users come into their arms. Policies like control's go on where those stand; others begin.
    mutating func serve(users: [Int], equal: [Bool]) throws {
        let servedArms = users.count { $0 > 0 }
        isServed = users.map { $0 > 0 }
        for seat in seats(of: running) where arm(of: seat) > 0 {
            let (arm, control) = (arm(of: seat), campaign(of: seat))
            if equal[arm] {
                try seats.takeOver(seat, from: control, replaces: servedArms == 1)
                held[seat] = held[control]
                leastPrices[seat] = leastPrices[control]
            }
            // What a policy keeps from day to day does not say what day it is.
            if !equal[arm] || servedArms > 1 { begin(seat) }
        }
        isHeir = users.indices.map { $0 > 0 && equal[$0] && users[$0] > 0 }
    }

    /// At the experiment's start the policy of an arm takes over these campaigns in control's seats.
    mutating func give(_ wanted: [Int], policiesOf arm: Int) {
        let coming = Set(wanted)
        for campaign in wanted { seats.give(campaign, policyOf: arm * campaigns.count + campaign) }
        for campaign in running where coming.contains(campaign) {
            begin(campaign)
        }
    }

    // MARK: - Auctions

    /// A campaign could bid in an auction, whatever came of it.
    @inline(__always) func note(_ seat: Int, value: Double, bid: Double, leastWinningPrice: Double) {
        seats.predictedValue[seat] += value
        seats.bids[seat] += bid
        held[seat] += 1
        heldInPeriod[budget(of: seat)] += 1
        leastPrices[seat] += leastWinningPrice
    }

    /// Tells a seat's policy what an auction was, if it wants to know.
    mutating func tell(_ seat: Int, _ outcome: AuctionOutcome) {
        if seats.wantsSample[seat] { seats.note(outcome, for: seat) }
        if seats.hearsEveryAuction[seat] { seats.observe(seat, outcome, budgetLeft: budgetLeft(of: seat)) }
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
