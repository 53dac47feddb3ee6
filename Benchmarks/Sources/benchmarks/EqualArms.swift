import MarketLab

/// 1,000 small A/A experiments: p-values must be uniform and 95 % intervals must cover the true difference, which is 0.
enum EqualArms {
    private static let experiments = 1_000

    static func run() async throws {
        let gate = Gate(WorldRunner(plan: plan().againstItself(experiments: experiments), policies: .builtIn))
        let progress = RunProgress(worlds: gate.tasks.count, alreadyDone: 0)
        guard let readout = try await gate.run(threads: 2, progress: progress) else { return }
        for row in readout.metrics where row.estimator == .difference {
            guard let uniformity = row.uniformity, let coverage = row.coverage else {
                Line.show("A/A, \(row.name)", "not judged", row.note ?? "", "")
                continue
            }
            Line.show(
                "A/A, \(row.name)", "KS p = \(Line.digits(uniformity))",
                "intervals at 95 % cover; expected 93.5-96.5 %",
                Line.digits(100 * coverage) + " %")
        }
    }

    private static func plan() -> Plan {
        var plan = BenchmarkPlan.plan(users: 600, listings: 2_000, days: 7)
        plan.market.users.sessionsPerWeek = 3
        plan.market.users.sessionsSigma = 0.5
        plan.market.users.casualShare = 0
        plan.market.conditions.choice.cartRate = 0.3
        plan.market.conditions.choice.checkoutRate = 0.5
        plan.market.conditions.orders.paymentShare = 0.9
        plan.market.listings.priceSigma = 0.5
        plan.market.conditions.feed.candidates = 60
        for arm in plan.arms.indices { plan.arms[arm].conditions = plan.market.conditions }
        plan.metrics = ["gmv", "orders", "ctr", "cvr", "exposures_per_session"]
        return plan
    }
}
