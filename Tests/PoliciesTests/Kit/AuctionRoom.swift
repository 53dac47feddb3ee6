import PolicyKit
import Randomness

/// A platform in a test: one campaign bids against prices that are given, through a period.
struct AuctionRoom {
    /// One opportunity: what it is worth to the campaign, and the least bid that wins it.
    struct Opportunity: Equatable {
        var value: Double
        var price: Double
    }

    /// What a period came to.
    struct Period: Equatable {
        var totals = BiddingTotals()
        /// Of each opportunity's rule.
        var multipliers: [Double] = []

        /// The mean multiplier after the first half.
        var settledMultiplier: Double {
            let settled = multipliers.suffix(multipliers.count / 2)
            return settled.reduce(0, +) / Double(settled.count)
        }

        /// Cost of a unit of value.
        var costPerValue: Double { totals.cost / totals.exposedValue }
    }

    var pricing = AuctionPricing.secondPrice
    /// Whether bids are bounded by the budget left, as on the platform proper.
    var stopsAtBudget = true

    /// `count` opportunities whose value and price are uniform on 0...1, the price times `level`.
    static func uniform(_ count: Int, seed: UInt64, day: UInt32 = 0, level: Double = 1) -> [Opportunity] {
        var stream = RandomKey(seed: seed).stream(Purpose(rawValue: 5), day, 0, 0)
        return (0..<count).map { _ in
            let value = stream.uniform()
            return Opportunity(value: value, price: level * stream.uniform())
        }
    }

    /// Terms of a campaign that may spend `rate` an opportunity.
    func terms(_ count: Int, rate: Double, costTarget: Double? = nil, ticks: Int = 48) -> CampaignTerms {
        CampaignTerms(
            budget: rate * Double(count), costTarget: costTarget, ticks: ticks,
            trafficPlan: (1...ticks).map { Double($0) / Double(ticks) }, opportunities: Double(count), pricing: pricing)
    }

    /// Holds a period's auctions, evenly over its ticks.
    func hold(_ policy: any BiddingPolicy, _ terms: CampaignTerms, _ opportunities: [Opportunity]) -> Period {
        var period = Period()
        period.multipliers.reserveCapacity(opportunities.count)
        var rule = policy.begin(terms)
        for tick in 0..<terms.ticks {
            let first = tick * opportunities.count / terms.ticks
            let next = (tick + 1) * opportunities.count / terms.ticks
            let (totals, payments) = hold(policy, &rule, opportunities[first..<next], terms, &period)
            learn(policy, opportunities[first..<next], totals, payments)
            guard tick + 1 < terms.ticks else { break }
            let moment = BiddingMoment(
                tick: tick + 1, ticks: terms.ticks, planPassed: terms.trafficPlan[tick], budget: terms.budget,
                budgetLeft: terms.budget - period.totals.cost, lastTick: totals, period: period.totals)
            rule.renew { policy.plan(moment, into: &$0) }
        }
        return period
    }

    /// Holds a tick's auctions.
    private func hold(
        _ policy: any BiddingPolicy, _ rule: inout BidRule, _ opportunities: ArraySlice<Opportunity>,
        _ terms: CampaignTerms, _ period: inout Period
    ) -> (totals: BiddingTotals, payments: [Float]) {
        var tick = BiddingTotals()
        var payments: [Float] = []
        for opportunity in opportunities {
            let left = terms.budget - period.totals.cost
            let wanted = min(rule.multiplier * opportunity.value, rule.limit)
            let bid = stopsAtBudget ? min(wanted, max(0, left)) : wanted
            let isWon = bid > 0 && bid >= opportunity.price
            let payment = isWon ? pricing == .firstPrice ? bid : opportunity.price : 0
            var auction = BiddingTotals()
            auction.opportunities = 1
            auction.predictedValue = opportunity.value
            auction.bids = bid
            auction.leastWinningPrices = opportunity.price
            auction.wins = isWon ? 1 : 0
            auction.exposures = auction.wins
            auction.exposedValue = isWon ? opportunity.value : 0
            auction.cost = payment
            tick += auction
            period.totals += auction
            period.multipliers.append(rule.multiplier)
            if policy.wantsOpportunities { payments.append(Float(payment)) }
            if policy.rhythm == .everyAuction {
                let outcome = AuctionOutcome(
                    value: opportunity.value, bid: bid, leastWinningPrice: opportunity.price, isWon: isWon,
                    isExposed: isWon, payment: payment, budgetLeft: left - payment)
                rule.renew { policy.observe(outcome, into: &$0) }
            }
        }
        return (tick, payments)
    }

    /// Tells the policy what a tick came to.
    private func learn(
        _ policy: any BiddingPolicy, _ opportunities: ArraySlice<Opportunity>, _ totals: BiddingTotals,
        _ payments: [Float]
    ) {
        let columns = opportunities.map { Float($0.value) } + opportunities.map { Float($0.price) } + payments
        let count = payments.count
        (columns + [0]).withUnsafeBufferPointer { memory in
            guard let start = memory.baseAddress else { return }
            policy.learn(
                from: BiddingFeedback(totals: totals, count: count, columns: start, stride: opportunities.count))
        }
    }
}

extension BidRule {
    /// Lets a policy answer in the place of the rule.
    mutating func renew(_ question: (inout BiddingAnswers) -> Void) {
        var multipliers = [multiplier]
        var limits = [limit]
        var answers = BiddingAnswers(multipliers: multipliers.mutableSpan, limits: limits.mutableSpan)
        question(&answers)
        self = answers[0]
    }
}

extension BiddingPolicy {
    /// The rule of a period's first tick.
    func begin(_ terms: CampaignTerms) -> BidRule {
        var rule = BidRule(multiplier: 0)
        rule.renew { begin(terms, into: &$0) }
        return rule
    }

    /// The rule of another tick, after one of nothing.
    func plan(_ moment: BiddingMoment) -> BidRule {
        var rule = BidRule(multiplier: 0)
        rule.renew { plan(moment, into: &$0) }
        return rule
    }

    /// The rule after an auction, after one of nothing.
    func observe(_ outcome: AuctionOutcome) -> BidRule {
        var rule = BidRule(multiplier: 0)
        rule.renew { observe(outcome, into: &$0) }
        return rule
    }
}
