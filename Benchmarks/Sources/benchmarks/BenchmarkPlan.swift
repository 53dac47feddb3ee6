import MarketLab

/// The markets that are measured: the standard one, scaled.
enum BenchmarkPlan {
    private static let day: Int64 = 86_400_000

    /// 256 candidates of 16 features, 20 shown, content affinity, requests at the page's end; equal arms.
    ///
    /// As many listings arrive as leave, so the number of live ones stays.
    static func plan(users: Int, listings: Int, days: Int64, warmup: Int64 = 0) -> Plan {
        var plan = Plan(name: "bench", title: "", summary: "", arms: [Arm(name: "control"), Arm(name: "treatment")])
        plan.market.users.count = Int64(users)
        plan.market.listings.initial = Int64(listings)
        plan.market.listings.arrivalsPerDay = Double(listings) / 47
        plan.schedule.warmup = warmup * day
        plan.schedule.experiment = days * day
        return plan
    }

    static let experiment = WorldTask(replication: 0, role: .experiment)
}
