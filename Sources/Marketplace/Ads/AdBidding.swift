import Bidding
import PolicyKit
import Storage

/// Says when the feed's campaigns have their periods and ticks, and counts the auctions that each could bid in.
///
/// A campaign has a policy in each arm, which meets that arm's users only, and one budget, which all arms draw on, or a part
/// of it for each. Policies of an arm without users rest.
struct AdBidding: ~Copyable {
    var seats: BiddingSeats
    private(set) var ticks: BidTicks
    /// The campaigns on their days, in rising order: those that have budgets granted, plan and bid.
    private(set) var running: [Int]
    /// Milliseconds from which on each campaign bids, and until which.
    private let times: [Range<Int64>]
    /// The tick with which each campaign's period began; -1 before its first.
    private let periodStarts: Column<Int64>
    /// By budget, the auctions of the period and those of the one before.
    private let heldInPeriod: Column<Int64>
    private let usualHeld: Column<Double>
    /// Of the tick, by seat: auctions, and the sum of what a slot would have cost in them.
    private let held: Column<Int64>
    private let leastPrices: Column<Double>
    private var isServed: [Bool]
    /// Arms whose policies went on where control's stood at the experiment's start.
    private(set) var continuesControl: [Bool]

    /// - Parameters:
    ///   - arms: how many there are.
    ///   - experimentStart: milliseconds from which campaigns' days are counted.
    ///   - opportunities: pages that a campaign is guessed to bid for in its first period.
    init(
        _ seats: consuming BiddingSeats, arms: Int, ticks: BidTicks, experimentStart: Int64, opportunities: Double
    ) {
        self.ticks = ticks
        times = seats.campaigns.map { AdBidding.times(of: $0, experimentStart) }
        running = times.indices.filter { [times] in times[$0].contains(0) }
        periodStarts = Column(repeating: -1, count: seats.campaigns.count)
        heldInPeriod = Column(repeating: 0, count: seats.count)
        usualHeld = Column(repeating: max(1, opportunities), count: seats.count)
        held = Column(repeating: 0, count: seats.count)
        leastPrices = Column(repeating: 0, count: seats.count)
        isServed = (0..<arms).map { $0 == 0 }
        continuesControl = Array(repeating: false, count: arms)
        self.seats = seats
    }

    private static func times(of campaign: Campaign, _ experimentStart: Int64) -> Range<Int64> {
        func time(_ day: Int) -> Int64 { experimentStart + Int64(day) * 86_400_000 }
        let days = campaign.days
        let start = days.lowerBound == .min ? 0 : time(days.lowerBound)
        return start..<max(start, days.upperBound == .max ? .max : time(days.upperBound))
    }

    // MARK: - Periods and ticks

    /// Milliseconds at which campaigns start or end, but for the opening.
    var turns: [Int64] {
        Set(times.flatMap { [$0.lowerBound, $0.upperBound] }).filter { $0 > 0 && $0 < .max }.sorted()
    }

    /// Campaigns whose days begin or end at this time do so.
    ///
    /// What is left of a last budget still pays for orders that come in late.
    /// - Parameter isOpen: whether anybody still browses.
    mutating func turn(at time: Int64, isOpen: Bool) {
        for seat in seats(of: running.filter { !times[$0].contains(time) }) { _ = endTick(seat) }
        let starting = isOpen ? times.indices.filter { times[$0].lowerBound == time } : []
        running = (running.filter { times[$0].contains(time) } + starting).sorted()
        start(starting, at: ticks.tick(after: time))
    }

    /// A tick is over and another begins, perhaps with a new period.
    /// - Parameter isOpen: whether anybody still browses; else budgets are granted for orders that are paid late, and no
    ///   policy is asked.
    mutating func begin(tick number: Int, isOpen: Bool) {
        if number == 0 { return start(running, at: 0) }
        let now = ticks.time(ofTick: number)
        // Who starts at this very instant plans once, and who ends no more, whichever event comes first.
        let planning = running.filter { periodStarts[$0] < number && times[$0].contains(now) }
        for campaign in planning where tick(number, of: campaign) == ticks.ticks { beginPeriod(campaign, at: number) }
        guard isOpen else { return }
        for arm in isServed.indices where isServed[arm] {
            var starts: [BiddingSeats.TickStart] = []
            for campaign in planning {
                let seat = seats.seat(of: campaign, in: arm)
                let last = endTick(seat)
                let tick = tick(number, of: campaign)
                if tick == 0 {
                    begin(seat)
                } else {
                    let passed = plan(of: campaign)[tick - 1]
                    starts.append(BiddingSeats.TickStart(of: seat, tick: tick, planPassed: passed, last: last))
                }
            }
            seats.plan(starts)
        }
    }

    private mutating func start(_ starting: [Int], at number: Int) {
        for campaign in starting { beginPeriod(campaign, at: number) }
        for seat in seats(of: starting) { begin(seat) }
    }

    private mutating func beginPeriod(_ campaign: Int, at number: Int) {
        seats.grantBudget(of: campaign)
        for budget in stride(from: campaign, to: seats.count, by: times.count) {
            if periodStarts[campaign] >= 0 { usualHeld[budget] = Double(max(1, heldInPeriod[budget])) }
            heldInPeriod[budget] = 0
        }
        periodStarts[campaign] = Int64(number)
    }

    private mutating func begin(_ seat: Int) {
        seats.begin(
            seat, trafficPlan: plan(of: seats.campaign(of: seat)),
            opportunities: usualHeld[seats.budgets.budget(of: seat)])
    }

    private mutating func ask(_ seat: Int) {
        seats.ask(
            seat, trafficPlan: plan(of: seats.campaign(of: seat)),
            opportunities: usualHeld[seats.budgets.budget(of: seat)])
    }

    private mutating func endTick(_ seat: Int) -> BiddingTotals {
        let totals = seats.endTick(seat, opportunities: Int(held[seat]), leastWinningPrices: leastPrices[seat])
        held[seat] = 0
        leastPrices[seat] = 0
        return totals
    }

    /// The seats of campaigns in the arms that have users.
    private func seats(of campaigns: [Int]) -> [Int] {
        isServed.indices.filter { isServed[$0] }.flatMap { arm in campaigns.map { seats.seat(of: $0, in: arm) } }
    }

    /// The tick of the campaign's period.
    private func tick(_ number: Int, of campaign: Int) -> Int { number - Int(periodStarts[campaign]) }

    private mutating func plan(of campaign: Int) -> [Double] { ticks.plan(from: max(0, Int(periodStarts[campaign]))) }

    // MARK: - The experiment's start

    /// From now on each arm has its part of every budget to itself.
    mutating func split(budgets shares: [Double]) {
        seats.split(budgets: shares)
        for campaign in times.indices {
            let usual = usualHeld[campaign]
            for (arm, share) in shares.enumerated() {
                usualHeld[seats.seat(of: campaign, in: arm)] = max(1, usual * share)
            }
        }
    }

    /// At the experiment's start users come into their arms. Policies like control's go on where those stand; others begin.
    mutating func serve(users: [Int], equal: [Bool]) throws {
        let servedArms = users.count { $0 > 0 }
        isServed = users.map { $0 > 0 }
        for seat in seats(of: running) where seats.arm(of: seat) > 0 {
            let (arm, control) = (seats.arm(of: seat), seats.campaign(of: seat))
            if equal[arm] {
                try seats.adoptState(seat, of: control, replaces: servedArms == 1)
                held[seat] = held[control]
                leastPrices[seat] = leastPrices[control]
            }
            // What a policy keeps from day to day does not say what day it is.
            if !equal[arm] || servedArms > 1 { ask(seat) }
        }
        continuesControl = users.indices.map { $0 > 0 && equal[$0] && users[$0] > 0 }
    }

    /// At the experiment's start the policy of an arm takes over these campaigns in control's seats.
    mutating func give(_ wanted: [Int], policiesOf arm: Int) {
        let coming = Set(wanted)
        for campaign in wanted { seats.replacePolicy(of: campaign, byThatOf: seats.seat(of: campaign, in: arm)) }
        for campaign in running where coming.contains(campaign) { ask(campaign) }
    }

    // MARK: - Auctions

    /// A campaign could bid in an auction, whatever came of it.
    @inline(__always) func note(_ seat: Int, value: Double, bid: Double, leastWinningPrice: Double) {
        seats.predictedValue[seat] += value
        seats.bids[seat] += bid
        held[seat] += 1
        heldInPeriod[seats.budgets.budget(of: seat)] += 1
        leastPrices[seat] += leastWinningPrice
    }
}
