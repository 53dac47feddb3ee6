import PolicyKit

/// Holds what each campaign bids in each arm, what came of it in the tick, and the policy that decides.
///
/// A seat is a campaign in an arm: its policy meets the arm's users only. Columns are in the order of campaigns within an
/// arm, so that the campaigns of one segment lie side by side.
struct BiddingSeats: ~Copyable {
    let count: Int
    /// The rule, and the highest bid that rule and budget allow.
    let multiplier: Column<Double>
    let limit: Column<Double>
    let highestBid: Column<Double>
    /// Sums of the tick that every bid adds to, apart from those that wins add to.
    let predictedValue: Column<Double>
    let bids: Column<Double>
    let tick: Column<BiddingTotals>
    /// The budget's day or period so far, without the tick.
    let day: Column<BiddingTotals>
    /// Of the day, by the true chances: conversions, and reported ones.
    let expectedConversions: Column<Double>
    let hearsEveryAuction: Column<Bool>
    let wantsSample: Column<Bool>
    private(set) var policies: [any BiddingPolicy]
    private(set) var samples: [OpportunitySample?]

    init(policies: [any BiddingPolicy]) {
        count = policies.count
        self.policies = policies
        multiplier = Column(repeating: 0, count: count)
        limit = Column(repeating: 0, count: count)
        highestBid = Column(repeating: 0, count: count)
        predictedValue = Column(repeating: 0, count: count)
        bids = Column(repeating: 0, count: count)
        tick = Column(repeating: BiddingTotals(), count: count)
        day = Column(repeating: BiddingTotals(), count: count)
        expectedConversions = Column(repeating: 0, count: count)
        hearsEveryAuction = Column(repeating: false, count: count)
        wantsSample = Column(repeating: false, count: count)
        samples = policies.map { $0.wantsOpportunities ? OpportunitySample() : nil }
        for seat in 0..<count {
            hearsEveryAuction[seat] = policies[seat].rhythm == .everyAuction
            wantsSample[seat] = policies[seat].wantsOpportunities
        }
    }

    /// Begins a period for the seat's policy, which answers with the rule of the first tick.
    func begin(_ seat: Int, _ terms: CampaignTerms, budgetLeft: AdMoney) {
        ask(seat, budgetLeft: budgetLeft) { $0.begin(terms, into: &$1) }
    }

    /// Tells the seat's policy of an auction; it answers with the rule from now on.
    func observe(_ seat: Int, _ outcome: AuctionOutcome, budgetLeft: AdMoney) {
        ask(seat, budgetLeft: budgetLeft) { $0.observe(outcome, into: &$1) }
    }

    /// Lends one policy the place of its rule.
    @inline(__always) private func ask(
        _ seat: Int, budgetLeft: AdMoney, _ question: (any BiddingPolicy, inout BiddingAnswers) -> Void
    ) {
        var answers = BiddingAnswers(
            multipliers: MutableSpan(_unsafeStart: multiplier.base + seat, count: 1),
            limits: MutableSpan(_unsafeStart: limit.base + seat, count: 1))
        question(policies[seat], &answers)
        settleRule(of: seat, budgetLeft: budgetLeft.units)
    }

    /// A tick begins: policies of one type are asked for their rules in one call.
    /// - Parameters:
    ///   - asked: seats of one arm.
    ///   - moments: one for each of them.
    func plan(_ asked: [Int], at moments: [BiddingMoment]) {
        var groups: [(type: any BiddingPolicy.Type, rows: [Int])] = []
        for (row, seat) in asked.enumerated() {
            let type = type(of: policies[seat])
            if let group = groups.firstIndex(where: { $0.type == type }) {
                groups[group].rows.append(row)
            } else {
                groups.append((type, [row]))
            }
        }
        for group in groups {
            let seats = group.rows.map { asked[$0] }
            var multipliers = seats.map { multiplier[$0] }
            var limits = seats.map { limit[$0] }
            var answers = BiddingAnswers(multipliers: multipliers.mutableSpan, limits: limits.mutableSpan)
            let told = group.rows.map { moments[$0] }
            group.type.plan(seats.map { policies[$0] }, at: told.span, into: &answers)
            for (row, seat) in seats.enumerated() {
                multiplier[seat] = answers.multipliers[row]
                limit[seat] = answers.limits[row]
                settleRule(of: seat, budgetLeft: told[row].budgetLeft)
            }
        }
    }

    /// Takes a rule; what is no number or below 0 bids nothing.
    @inline(__always) func take(_ rule: BidRule, for seat: Int, budgetLeft: AdMoney) {
        multiplier[seat] = rule.multiplier
        limit[seat] = rule.limit
        settleRule(of: seat, budgetLeft: budgetLeft.units)
    }

    @inline(__always) private func settleRule(of seat: Int, budgetLeft: Double) {
        if !(multiplier[seat] > 0 && multiplier[seat] < .infinity) { multiplier[seat] = 0 }
        if !(limit[seat] > 0) { limit[seat] = 0 }
        highestBid[seat] = min(limit[seat], budgetLeft)
    }

    /// No bid is above what is left of the budget.
    @inline(__always) func bound(_ seat: Int, by budgetLeft: AdMoney) {
        highestBid[seat] = min(limit[seat], budgetLeft.units)
    }

    /// Bids by the rules of `count` seats side by side.
    /// - Parameters:
    ///   - values: what an exposure is worth to each, in currency units.
    ///   - bids: room for as many numbers.
    @inline(__always) func bid(
        _ values: UnsafePointer<Double>, into bids: UnsafeMutablePointer<Double>, from first: Int, count: Int
    ) {
        let multiplier = multiplier.base + first
        let highest = highestBid.base + first
        let predicted = predictedValue.base + first
        let sum = self.bids.base + first
        for bidder in 0..<count {
            let value = values[bidder]
            let bid = min(multiplier[bidder] * value, highest[bidder])
            bids[bidder] = bid
            predicted[bidder] += value
            sum[bidder] += bid
        }
    }

    /// Ends the tick: its totals go to the policy and into the day's.
    /// - Parameters:
    ///   - opportunities: auctions that the seat was eligible for in the tick.
    ///   - leastWinningPrices: sum of what a slot would have cost one who won none, in them.
    /// - Returns: the totals of the tick.
    mutating func endTick(_ seat: Int, opportunities: Int, leastWinningPrices: Double) -> BiddingTotals {
        var totals = tick[seat]
        totals.opportunities = Double(opportunities)
        totals.predictedValue = predictedValue[seat]
        totals.bids = bids[seat]
        totals.leastWinningPrices += leastWinningPrices
        tick[seat] = BiddingTotals()
        predictedValue[seat] = 0
        bids[seat] = 0
        day[seat] += totals
        if samples[seat] != nil {
            samples[seat]?.hand(to: policies[seat], totals)
        } else {
            OpportunitySample.handTotals(totals, to: policies[seat])
        }
        return totals
    }

    /// Goes on where another seat stands: its rule, its tick and day so far, and what its policy has learned.
    /// - Parameter replaces: whether the other seat's policy is heard no more, so that it serves this one.
    mutating func takeOver(_ seat: Int, from other: Int, replaces: Bool) throws {
        if replaces {
            policies[seat] = policies[other]
        } else {
            try policies[seat].load(policies[other].save())
        }
        multiplier[seat] = multiplier[other]
        limit[seat] = limit[other]
        highestBid[seat] = highestBid[other]
        predictedValue[seat] = predictedValue[other]
        bids[seat] = bids[other]
        tick[seat] = tick[other]
        day[seat] = day[other]
        expectedConversions[seat] = expectedConversions[other]
        samples[seat] = samples[other]
    }

    /// Another policy takes the seat; the totals of the tick and the day stay the campaign's.
    mutating func give(_ seat: Int, policyOf other: Int) {
        policies[seat] = policies[other]
        hearsEveryAuction[seat] = hearsEveryAuction[other]
        wantsSample[seat] = wantsSample[other]
        samples[seat] = samples[other]
    }

    mutating func note(_ outcome: AuctionOutcome, for seat: Int) { samples[seat]?.add(outcome) }

    func clearDay(_ seat: Int) {
        day[seat] = BiddingTotals()
        expectedConversions[seat] = 0
    }
}
