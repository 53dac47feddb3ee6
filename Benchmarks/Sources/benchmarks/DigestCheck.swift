import MarketLab

/// Runs fixed small worlds to their end and prints their journals' digests: an optimisation must leave them as they are.
enum DigestCheck {
    static func run() throws {
        for (name, change) in variants {
            var plan = BenchmarkPlan.plan(users: 1_500, listings: 6_000, days: 10, warmup: 4)
            plan.schedule.followup = 5 * 86_400_000
            change(&plan)
            let outcome = try WorldRunner(plan: plan, policies: .builtIn).run(BenchmarkPlan.experiment)
            guard let outcome else { continue }
            let broken = outcome.violations.isEmpty ? "ok" : outcome.violations[0]
            Line.show("digest, \(name)", "\(Line.count(outcome.counts.events)) events", outcome.digest, broken)
        }
    }

    private static let variants: [(String, @Sendable (inout Plan) -> Void)] = [
        ("standard", { _ in }),
        (
            "logistic and uniform requests",
            {
                $0.arms[1].policies[.ranking] = PolicyChoice("logistic")
                $0.arms[1].policies[.request] = PolicyChoice("uniform")
            }
        ),
        (
            "price-aware, newest, lift",
            {
                $0.arms[0].policies[.retrieval] = PolicyChoice("newest")
                $0.arms[1].policies[.ranking] = PolicyChoice("price-aware")
                $0.arms[1].conditions.choice.utilityLift = 0.3
            }
        ),
        (
            "popularity, random, few listings",
            {
                $0.market.listings.initial = 300
                $0.arms[0].policies[.ranking] = PolicyChoice("popularity")
                $0.arms[1].policies[.ranking] = PolicyChoice("random")
                $0.arms[1].conditions.feed.pageSize = 7
            }
        ),
    ]
}
