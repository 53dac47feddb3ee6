public import PolicyKit
public import Storage

/// Leads campaigns' policies through their periods: holds what each bids in each arm, what came of it and what it may still spend, and
/// lets the policy decide at every tick.
///
/// A seat is a campaign in an arm: its policy meets the arm's users only. Seats are in the order of campaigns within an
/// arm, so that the campaigns of one segment lie side by side.
@usableFromInline package struct BiddingSeats: ~Copyable {
    @usableFromInline package let campaigns: [Campaign]
    @usableFromInline package let count: Int
    @usableFromInline package private(set) var budgets: CampaignBudgets
    /// By arm.
    private let pricing: [AuctionPricing]
    /// Ticks of a period.
    private let ticks: Int
    /// The rule, and the highest bid that rule and budget allow.
    @usableFromInline package let multiplier: Column<Double>
    @usableFromInline let limit: Column<Double>
    @usableFromInline package let highestBid: Column<Double>
    /// Sums of the tick that every bid adds to, apart from those that wins add to.
    @usableFromInline package let predictedValue: Column<Double>
    @usableFromInline package let bids: Column<Double>
    @usableFromInline package let tick: Column<BiddingTotals>
    /// The period so far, without the tick.
    private let period: Column<BiddingTotals>
    @usableFromInline package let hearsEveryAuction: Column<Bool>
    @usableFromInline package let wantsOpportunities: Column<Bool>
    /// Whether any policy wants to know what each auction was for it.
    package let anyHearsAuctions: Bool
    private var policies: [any BiddingPolicy]
    /// Units of ad money that each seat may still spend, as of what was last granted or paid.
    @usableFromInline package let budgetLeft: Column<Double>
    /// Where the seats side by side that are bid for by one type, and hear the same, end; 0 for the first seat until it is asked for.
    private let runEnds: Column<Int32>
    private var opportunities: OpportunityLogs

    /// - Parameters:
    ///   - pricing: of each arm's auctions.
    ///   - policies: those of the first arm, campaign by campaign, then those of the next.
    ///   - ticks: ticks of a period.
    ///   - budgetShares: the part of every budget that each arm has to itself; nil where all arms draw on one budget.
    package init(
        _ campaigns: [Campaign], pricing: [AuctionPricing], policies: [any BiddingPolicy], ticks: Int,
        budgetShares: [Double]? = nil
    ) {
        self.campaigns = campaigns
        self.pricing = pricing
        self.policies = policies
        self.ticks = ticks
        count = policies.count
        budgets = CampaignBudgets(campaigns: campaigns.count, arms: pricing.count, shares: budgetShares)
        multiplier = Column(repeating: 0, count: count)
        limit = Column(repeating: .infinity, count: count)
        highestBid = Column(repeating: 0, count: count)
        predictedValue = Column(repeating: 0, count: count)
        bids = Column(repeating: 0, count: count)
        tick = Column(repeating: BiddingTotals(), count: count)
        period = Column(repeating: BiddingTotals(), count: count)
        hearsEveryAuction = Column(policies.map { $0.rhythm == .everyAuction })
        wantsOpportunities = Column(policies.map(\.wantsOpportunities))
        anyHearsAuctions = policies.contains { $0.rhythm == .everyAuction || $0.wantsOpportunities }
        budgetLeft = Column(repeating: 0, count: count)
        runEnds = Column(repeating: 0, count: count)
        opportunities = OpportunityLogs(seats: policies.contains(where: \.wantsOpportunities) ? count : 0)
    }

    /// The campaign that has a seat.
    @inlinable @inline(__always) package func campaign(of seat: Int) -> Int { seat % campaigns.count }
    /// The arm that a seat is in.
    @inlinable @inline(__always) package func arm(of seat: Int) -> Int { seat / campaigns.count }
    /// The seat of a campaign in an arm.
    @inlinable @inline(__always) package func seat(of campaign: Int, in arm: Int) -> Int {
        arm * campaigns.count + campaign
    }

    // MARK: - Periods and ticks

    /// Grants what the budget that a seat draws on is for a period.
    package mutating func grant(_ amount: AdMoney, to seat: Int) {
        budgets.grant(amount, to: seat)
        for sharer in budgets.sharers(of: seat) { bound(sharer) }
    }

    /// Grants a campaign its budget of a period, each arm its part where arms have their own.
    package mutating func grantBudget(of campaign: Int) {
        budgets.grant(campaigns[campaign].budget, toCampaign: campaign)
        for seat in stride(from: campaign, to: count, by: campaigns.count) { bound(seat) }
    }

    /// From now on each arm has its part of every budget to itself.
    package mutating func split(budgets shares: [Double]) {
        budgets.split(shares)
        for seat in 0..<count { bound(seat) }
    }

    /// A period begins: the totals of the last one are forgotten, and the policy is asked for its first rule.
    /// - Parameters: as in ``ask(_:budget:trafficPlan:opportunities:)``.
    package mutating func begin(_ seat: Int, budget: Double? = nil, trafficPlan: [Double], opportunities: Double) {
        period[seat] = BiddingTotals()
        ask(seat, budget: budget, trafficPlan: trafficPlan, opportunities: opportunities)
    }

    /// Tells a policy its campaign's terms, and asks for its first rule; who has nothing to spend is not asked and bids nothing.
    /// - Parameters:
    ///   - budget: what the policy is told of the budget, in units of ad money, where that is not what was granted.
    ///   - trafficPlan: share of the period's traffic that has usually come by the end of each tick.
    ///   - opportunities: auctions of a period that the campaign is usually eligible for.
    package mutating func ask(_ seat: Int, budget: Double? = nil, trafficPlan: [Double], opportunities: Double) {
        guard budgets.granted(to: seat) > .zero else { return take(BidRule(multiplier: 0), for: seat) }
        let terms = CampaignTerms(
            budget: budget ?? budgets.granted(to: seat).units, costTarget: campaigns[campaign(of: seat)].costTarget,
            ticks: ticks, trafficPlan: trafficPlan, opportunities: opportunities, pricing: pricing[arm(of: seat)])
        var answers = rules(of: seat)
        policies[seat].begin(terms, into: &answers)
        settleRule(of: seat)
    }

    /// The start of another tick of a seat's period.
    @usableFromInline package struct TickStart: BitwiseCopyable {
        @usableFromInline let seat: Int
        @usableFromInline let tick: Int
        @usableFromInline let planPassed: Double
        @usableFromInline let last: BiddingTotals

        /// - Parameters:
        ///   - tick: the one that begins, from 0 at the period's start.
        ///   - planPassed: share of the period's traffic that has usually come by now.
        ///   - last: totals of the tick that has ended.
        @inlinable package init(of seat: Int, tick: Int, planPassed: Double, last: BiddingTotals) {
            self.seat = seat
            self.tick = tick
            self.planPassed = planPassed
            self.last = last
        }
    }

    /// Another tick begins: policies of one type are asked for their rules in one call; who has no budget for the period is not
    /// asked.
    /// - Parameter starts: one for each of some seats of one arm.
    package mutating func plan(_ starts: [TickStart]) {
        var rows = starts.indices.filter { budgets.granted(to: starts[$0].seat) > .zero }
        while let first = rows.first {
            let kind = type(of: policies[starts[first].seat])
            let own = rows.filter { type(of: policies[starts[$0].seat]) == kind }
            plan(starts, own, of: kind)
            if own.count == rows.count { return }
            rows.removeAll { type(of: policies[starts[$0].seat]) == kind }
        }
    }

    private mutating func plan(_ starts: [TickStart], _ rows: [Int], of type: any BiddingPolicy.Type) {
        let seats = rows.map { starts[$0].seat }
        let moments = rows.map { moment(starts[$0]) }
        var multipliers = seats.map { multiplier[$0] }
        var limits = seats.map { limit[$0] }
        var answers = BiddingAnswers(multipliers: multipliers.mutableSpan, limits: limits.mutableSpan)
        type.plan(seats.map { policies[$0] }, at: moments.span, into: &answers)
        for (row, seat) in seats.enumerated() { take(answers[row], for: seat) }
    }

    /// What a campaign has come to when a tick begins.
    private func moment(_ start: TickStart) -> BiddingMoment {
        BiddingMoment(
            tick: start.tick, ticks: ticks, planPassed: start.planPassed, budget: budgets.granted(to: start.seat).units,
            budgetLeft: budgets.left(of: start.seat).units, lastTick: start.last, period: period[start.seat])
    }

    /// Ends the tick: its totals go to the policy and into the period's.
    /// - Parameters:
    ///   - opportunities: auctions that the seat was eligible for in the tick.
    ///   - leastWinningPrices: sum of what a slot would have cost one who won none, in them.
    /// - Returns: the totals of the tick.
    package mutating func endTick(_ seat: Int, opportunities: Int, leastWinningPrices: Double) -> BiddingTotals {
        var totals = tick[seat]
        totals.opportunities = Double(opportunities)
        totals.predictedValue = predictedValue[seat]
        totals.bids = bids[seat]
        totals.leastWinningPrices += leastWinningPrices
        tick[seat] = BiddingTotals()
        predictedValue[seat] = 0
        bids[seat] = 0
        period[seat] += totals
        self.opportunities.hand(seat, to: policies[seat], totals)
        return totals
    }

    /// The place of one seat's rule, lent to its policy.
    @_lifetime(borrow self)
    private func rules(of seat: Int) -> BiddingAnswers {
        BiddingAnswers(
            multipliers: multiplier.mutableRows(seat..<seat + 1), limits: limit.mutableRows(seat..<seat + 1))
    }

    private func take(_ rule: BidRule, for seat: Int) {
        multiplier[seat] = rule.multiplier
        limit[seat] = rule.limit
        settleRule(of: seat)
    }

    /// What a policy answered is in force: what is no number or below 0 bids nothing.
    private func settleRule(of seat: Int) { settleRules(of: seat..<seat + 1) }

    /// The same for seats side by side, without a branch.
    private func settleRules(of seats: Range<Int>) {
        var multipliers = multiplier.mutableRows(seats)
        var limits = limit.mutableRows(seats)
        var highest = highestBid.mutableRows(seats)
        let left = budgetLeft.rows(seats)
        for row in left.indices {
            let (asked, limit) = unsafe (multipliers[unchecked: row], limits[unchecked: row])
            unsafe multipliers[unchecked: row] = asked > 0 && asked < .infinity ? asked : 0
            let most = limit > 0 ? limit : 0
            unsafe limits[unchecked: row] = most
            unsafe highest[unchecked: row] = min(most, left[unchecked: row])
        }
    }

    /// No bid is above what is left of the budget.
    private func bound(_ seat: Int) {
        budgetLeft[seat] = budgets.left(of: seat).units
        highestBid[seat] = min(limit[seat], budgetLeft[seat])
    }

    // MARK: - Auctions

    /// Whether seats outgrow the nearest caches, so that it pays to fetch what will be needed of them ahead of time.
    @inlinable package var areMany: Bool { count > 1_024 }

    /// Starts to fetch what bids of seats side by side are made of.
    @inlinable @inline(__always) package func prefetch(_ seats: Range<Int>) {
        for seat in stride(from: seats.lowerBound, to: seats.upperBound, by: 8) {
            multiplier.prefetch(seat)
            highestBid.prefetch(seat)
            predictedValue.prefetch(seat)
            bids.prefetch(seat)
        }
    }

    /// Starts to fetch what is counted and paid by a seat that has won.
    @inlinable @inline(__always) package func prefetch(winner seat: Int) {
        tick.prefetch(seat)
        limit.prefetch(seat)
        budgetLeft.prefetch(seat)
        budgets.prefetch(seat)
    }

    /// Bids by the rules of seats side by side, one per value.
    /// - Parameters:
    ///   - values: what an exposure is worth to each, in units of ad money.
    ///   - bids: room for as many numbers.
    @inlinable @inline(__always) package func bid(
        _ values: borrowing Span<Double>, into bids: inout MutableSpan<Double>, from first: Int
    ) {
        let seats = first..<first + values.count
        let multiplier = multiplier.rows(seats)
        let highest = highestBid.rows(seats)
        var predicted = predictedValue.mutableRows(seats)
        var sum = self.bids.mutableRows(seats)
        for bidder in values.indices {
            let value = unsafe values[unchecked: bidder]
            let bid = unsafe min(multiplier[unchecked: bidder] * value, highest[unchecked: bidder])
            unsafe bids[unchecked: bidder] = bid
            unsafe predicted[unchecked: bidder] += value
            unsafe sum[unchecked: bidder] += bid
        }
    }

    /// Tells the policies of `count` seats side by side what an auction was for them, those that want to know.
    /// - Parameters:
    ///   - values: what an exposure was worth to each, one number per seat from `first` on; units of ad money.
    ///   - bids: what each bid.
    package mutating func tell(
        _ outcomes: borrowing BidderOutcomes, values: borrowing Column<Double>, bids: borrowing Column<Double>,
        count: Int, from first: Int
    ) {
        if runEnds[0] == 0 { findRuns() }
        let end = first + count
        var seat = first
        while seat < end {
            let run = seat..<min(end, Int(runEnds[seat]))
            let rows = run.lowerBound - first..<run.upperBound - first
            if wantsOpportunities[seat] {
                opportunities.add(outcomes, rows, values: values, from: seat)
            }
            if hearsEveryAuction[seat] {
                let own = outcomes.rows(
                    rows, values: values.rows(rows), bids: bids.rows(rows),
                    budgetsLeft: budgetLeft.rows(run))
                // Not by `rules(of:)`, which borrows all of this and has it copied, at each auction.
                var answers = BiddingAnswers(
                    multipliers: multiplier.mutableRows(run), limits: limit.mutableRows(run))
                type(of: policies[seat]).observe(policies.span.extracting(run), own, into: &answers)
                settleRules(of: run)
            }
            seat = run.upperBound
        }
    }

    /// Tells a seat's policy what an auction was for it, if it wants to know.
    /// - Parameters:
    ///   - leastWinningPrice: the least bid that would have won a slot.
    ///   - payment: what an exposure was paid with, in units of ad money.
    package mutating func tell(
        _ seat: Int, value: Double, bid: Double, leastWinningPrice: Double, isWon: Bool = false,
        isExposed: Bool = false, payment: Double = 0
    ) {
        guard hearsEveryAuction[seat] || wantsOpportunities[seat] else { return }
        if wantsOpportunities[seat] {
            opportunities.add(value: value, leastWinningPrice: leastWinningPrice, payment: payment, of: seat)
        }
        if hearsEveryAuction[seat] {
            var answers = BiddingAnswers(
                multipliers: multiplier.mutableRows(seat..<seat + 1), limits: limit.mutableRows(seat..<seat + 1))
            policies[seat].observe(
                AuctionOutcome(
                    value: value, bid: bid, leastWinningPrice: leastWinningPrice, isWon: isWon, isExposed: isExposed,
                    payment: payment, budgetLeft: budgetLeft[seat]), into: &answers)
            settleRule(of: seat)
        }
    }

    /// Who bids for a seat has changed: of many seats, all change one after the other before anybody is told of an auction.
    private func forgetRuns() { runEnds[0] = 0 }

    private func findRuns() {
        var end = count
        for seat in (0..<count).reversed() {
            if end > seat + 1, !hearAlike(seat, seat + 1) { end = seat + 1 }
            runEnds[seat] = Int32(end)
        }
    }

    private func hearAlike(_ seat: Int, _ other: Int) -> Bool {
        type(of: policies[seat]) == type(of: policies[other]) && hearsEveryAuction[seat] == hearsEveryAuction[other]
            && wantsOpportunities[seat] == wantsOpportunities[other]
    }

    /// Takes a payment out of the campaign's budget, or what is left of it: whoever shares it bids no more than that.
    /// - Returns: what was paid.
    package mutating func pay(_ price: AdMoney, _ seat: Int) -> AdMoney {
        let amount = budgets.charge(price, to: seat)
        tick[seat].cost += amount.units
        for sharer in budgets.sharers(of: seat) { bound(sharer) }
        return amount
    }

    // MARK: - Experiments

    /// Adopts the state of another seat: its rule, its tick and period so far, and what its policy has learned.
    /// - Parameter replaces: whether the other seat's policy is heard no more, so that it serves this one.
    package mutating func adoptState(_ seat: Int, of other: Int, replaces: Bool) throws {
        if replaces {
            policies[seat] = policies[other]
        } else {
            try policies[seat].load(policies[other].save())
        }
        multiplier[seat] = multiplier[other]
        limit[seat] = limit[other]
        bound(seat)
        predictedValue[seat] = predictedValue[other]
        bids[seat] = bids[other]
        tick[seat] = tick[other]
        period[seat] = period[other]
        opportunities.copy(other, to: seat)
        forgetRuns()
    }

    /// Another seat's policy bids in this one from now on; the totals of the tick and the period stay the campaign's.
    package mutating func replacePolicy(of seat: Int, byThatOf other: Int) {
        policies[seat] = policies[other]
        hearsEveryAuction[seat] = hearsEveryAuction[other]
        wantsOpportunities[seat] = wantsOpportunities[other]
        opportunities.copy(other, to: seat)
        forgetRuns()
    }
}
