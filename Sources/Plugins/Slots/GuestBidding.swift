import PolicyKit

/// A bidding policy of somebody else: one that takes `observe` is asked after every auction, any other at every tick.
final class GuestBidding: BiddingPolicy {
    static let name = "guest"
    static let summary = "A policy of somebody else."

    let rhythm: BiddingRhythm
    let wantsOpportunities: Bool
    private let guest: Guest
    private let fallback: (any BiddingPolicy)?
    private let begin: GuestCall<CampaignTerms>?
    private let plan: GuestCall<BiddingMoment>?
    private let observe: GuestCall<AuctionOutcome>?
    private let learn: GuestCall<BiddingFeedback>?
    /// Of the period, for whoever bids in this one's place.
    private var terms: CampaignTerms?

    static let properties: [SlotProperty] = []

    init(_ guest: Guest, fallback: (any BiddingPolicy)?) {
        self.guest = guest
        self.fallback = fallback
        let policy = guest.description
        begin = GuestCall("begin", of: policy, in: .bidding, Self.beginning)
        plan = GuestCall("plan", of: policy, in: .bidding, Self.planning)
        observe = GuestCall("observe", of: policy, in: .bidding, Self.observing)
        learn = GuestCall("learn", of: policy, in: .bidding, Self.learning)
        rhythm = observe != nil ? .everyAuction : .everyTick
        let heard = policy.calls.first { $0.name == "learn" }?.inputs ?? []
        wantsOpportunities = heard.contains { !$0.hasPrefix("totals_") }
    }

    convenience init(parameters: ParameterValues, seed: UInt64) { self.init(Guest(), fallback: nil) }

    func begin(_ terms: CampaignTerms, into answers: inout BiddingAnswers) {
        self.terms = terms
        ask(begin, terms, into: &answers)
    }

    func plan(_ moment: BiddingMoment, into answers: inout BiddingAnswers) { ask(plan, moment, into: &answers) }
    func observe(_ outcome: AuctionOutcome, into answers: inout BiddingAnswers) {
        ask(observe, outcome, into: &answers)
    }
    func learn(from feedback: borrowing BiddingFeedback) { guest.tell(learn, feedback, rows: feedback.count) }
    func save() -> [UInt8] { guest.save() }
    func load(_ state: [UInt8]) throws { guest.load(state) }

    private func ask<Batch>(_ call: GuestCall<Batch>?, _ batch: Batch, into answers: inout BiddingAnswers) {
        if let call, !guest.isReplaced {
            let multipliers = call.answers[0].room(Double.self, count: 1)
            multipliers.initialize(repeating: answers.multipliers[0])
            let limits = call.answers[1].room(Double.self, count: 1)
            limits.initialize(repeating: answers.limits[0])
            if guest.ask(call, batch, rows: 1) {
                answers[0] = BidRule(multiplier: multipliers[0], limit: limits[0])
                return
            }
        }
        guard guest.isReplaced, let fallback, let terms else { return }
        guest.countReplacement()
        fallback.begin(terms, into: &answers)
    }

    // MARK: - Columns

    static let beginning: [ColumnFill<CampaignTerms>] = [
        ColumnFill("budget") { $1.put($0.budget) },
        ColumnFill("cost_target") { $1.put($0.costTarget ?? -1) },
        ColumnFill("ticks") { $1.put(Int64($0.ticks)) },
        ColumnFill("traffic_plan") {
            let plan = $1.room(Double.self, count: $0.trafficPlan.count)
            for (tick, share) in $0.trafficPlan.enumerated() { plan[tick] = share }
            $1.lendLists(UnsafeRawPointer(plan.baseAddress), rows: 1, size: plan.count)
        },
        ColumnFill("opportunities") { $1.put($0.opportunities) },
        ColumnFill("pricing") { $1.put(UInt8($0.pricing.index)) },
    ]

    static let planning: [ColumnFill<BiddingMoment>] =
        [
            ColumnFill("tick") { $1.put(Int64($0.tick)) },
            ColumnFill("ticks") { $1.put(Int64($0.ticks)) },
            ColumnFill("plan_passed") { $1.put($0.planPassed) },
            ColumnFill("budget") { $1.put($0.budget) },
            ColumnFill("budget_left") { $1.put($0.budgetLeft) },
        ]
        + totals("last_tick") { (moment: borrowing BiddingMoment) in moment.lastTick }
        + totals("period") { (moment: borrowing BiddingMoment) in moment.period }

    static let observing: [ColumnFill<AuctionOutcome>] = [
        ColumnFill("value") { $1.put($0.value) },
        ColumnFill("bid") { $1.put($0.bid) },
        ColumnFill("least_winning_price") { $1.put($0.leastWinningPrice) },
        ColumnFill("is_won") { $1.put(UInt8($0.isWon ? 1 : 0)) },
        ColumnFill("is_exposed") { $1.put(UInt8($0.isExposed ? 1 : 0)) },
        ColumnFill("payment") { $1.put($0.payment) },
        ColumnFill("budget_left") { $1.put($0.budgetLeft) },
    ]

    static let learning: [ColumnFill<BiddingFeedback>] =
        totals("totals") { (feedback: borrowing BiddingFeedback) in feedback.totals }
        + [ColumnFill("count") { $1.put(Int64($0.count)) }]
        + BiddingFeedback.Column.allCases.map { column in
            ColumnFill(column.column.name) { $1.lend($0.column(column)) }
        }

    private static func totals<Batch: ~Copyable>(
        _ prefix: String, _ read: @escaping @Sendable (borrowing Batch) -> BiddingTotals
    ) -> [ColumnFill<Batch>] {
        let numbers: [(String, @Sendable (BiddingTotals) -> Double)] = [
            ("opportunities", { $0.opportunities }), ("predicted_value", { $0.predictedValue }), ("bids", { $0.bids }),
            ("least_winning_prices", { $0.leastWinningPrices }), ("wins", { $0.wins }), ("exposures", { $0.exposures }),
            ("exposed_value", { $0.exposedValue }), ("cost", { $0.cost }), ("conversions", { $0.conversions }),
            ("conversion_value", { $0.conversionValue }),
        ]
        return numbers.map { name, number in ColumnFill("\(prefix)_\(name)") { $1.put(number(read($0))) } }
    }
}

extension AuctionPricing {
    /// The place among all, as the column `pricing` says it.
    fileprivate var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
