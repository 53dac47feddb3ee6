import CMarketPolicy
import PolicyKit

/// A bidding policy behind the contract's calls.
final class ExportedBidding: ExportedInstance {
    private let policy: any BiddingPolicy
    private let calls: [ExportedCall]
    private var opportunities: [Float] = []

    init(_ policy: any BiddingPolicy, _ calls: [ExportedCall]) {
        self.policy = policy
        self.calls = calls
    }

    static func calls(of policy: any BiddingPolicy) -> [ExportedCall] {
        let asked = ["begin", "plan"] + (policy.rhythm == .everyAuction ? ["observe"] : [])
        // To ask for an opportunity's columns is to want each of them listed.
        let each = Set(BiddingFeedback.Column.allCases.map(\.column.name) + ["count"])
        return asked.map { ExportedCall($0, of: .bidding) }
            + [ExportedCall("learn", of: .bidding, without: policy.wantsOpportunities ? [] : each)]
    }

    func take(_ batch: MarketBatch) {
        let call = calls[Int(batch.call)]
        let columns = ColumnReader(batch, call)
        switch call.name {
        case "begin": answer(columns) { policy.begin(Self.terms(columns), into: &$0) }
        case "plan": answer(columns) { policy.plan(Self.moment(columns), into: &$0) }
        case "observe": answer(columns) { policy.observe(Self.outcome(columns), into: &$0) }
        default: learn(columns)
        }
    }

    private func answer(_ columns: ColumnReader, _ act: (inout BiddingAnswers) -> Void) {
        let (multiplier, limit) = (columns.answer(0, as: Double.self), columns.answer(1, as: Double.self))
        var (multipliers, limits) = ([multiplier[0]], [limit[0]])
        var answers = BiddingAnswers(multipliers: multipliers.mutableSpan, limits: limits.mutableSpan)
        act(&answers)
        let rule = answers[0]
        (multiplier[0], limit[0]) = (rule.multiplier, rule.limit)
    }

    private static func terms(_ columns: ColumnReader) -> CampaignTerms {
        let target = columns.number("cost_target", as: Double.self)
        return CampaignTerms(
            budget: columns.number("budget"), costTarget: target < 0 ? nil : target,
            ticks: Int(columns.number("ticks", as: Int64.self)), trafficPlan: Array(columns.numbers("traffic_plan")),
            opportunities: columns.number("opportunities"),
            pricing: AuctionPricing.allCases[Int(columns.number("pricing", as: UInt8.self))])
    }

    private static func moment(_ columns: ColumnReader) -> BiddingMoment {
        BiddingMoment(
            tick: Int(columns.number("tick", as: Int64.self)), ticks: Int(columns.number("ticks", as: Int64.self)),
            planPassed: columns.number("plan_passed"), budget: columns.number("budget"),
            budgetLeft: columns.number("budget_left"), lastTick: totals(columns, "last_tick"),
            period: totals(columns, "period"))
    }

    private static func outcome(_ columns: ColumnReader) -> AuctionOutcome {
        AuctionOutcome(
            value: columns.number("value"), bid: columns.number("bid"),
            leastWinningPrice: columns.number("least_winning_price"),
            isWon: columns.number("is_won", as: UInt8.self) == 1,
            isExposed: columns.number("is_exposed", as: UInt8.self) == 1, payment: columns.number("payment"),
            budgetLeft: columns.number("budget_left"))
    }

    private static func totals(_ columns: ColumnReader, _ prefix: String) -> BiddingTotals {
        var totals = BiddingTotals()
        totals.opportunities = columns.number("\(prefix)_opportunities")
        totals.predictedValue = columns.number("\(prefix)_predicted_value")
        totals.bids = columns.number("\(prefix)_bids")
        totals.leastWinningPrices = columns.number("\(prefix)_least_winning_prices")
        totals.wins = columns.number("\(prefix)_wins")
        totals.exposures = columns.number("\(prefix)_exposures")
        totals.exposedValue = columns.number("\(prefix)_exposed_value")
        totals.cost = columns.number("\(prefix)_cost")
        totals.conversions = columns.number("\(prefix)_conversions")
        totals.conversionValue = columns.number("\(prefix)_conversion_value")
        return totals
    }

    private func learn(_ columns: ColumnReader) {
        opportunities.removeAll(keepingCapacity: true)
        for column in BiddingFeedback.Column.allCases {
            opportunities += columns.numbers(column.column.name, as: Float.self)
        }
        let count = opportunities.count / BiddingFeedback.Column.allCases.count
        opportunities.withUnsafeBufferPointer {
            policy.learn(
                from: BiddingFeedback(
                    totals: Self.totals(columns, "totals"), count: count, columns: ExportedRanking.start($0),
                    stride: count))
        }
    }

    func property(_ name: String) -> Double? { nil }
    func save() -> [UInt8] { policy.save() }
    func load(_ state: [UInt8]) throws { try policy.load(state) }
}
