import Foundation
import MarketLabTesting
import Testing

/// Estimates that come out negative are named so, and nothing is related to them.
@Suite struct NegativeEstimateTests {
    private func metric(_ name: String, of scenario: String) throws -> [String: Any] {
        let workshop = try Workshop()
        try workshop.write(scenario, to: "negative.yaml")
        let ran = try workshop.run("run", "negative.yaml", "--out", "o", "--quiet", "--threads", "2")
        #expect(ran.status == 0 || ran.status == 3, "\(ran.errors)")
        let data = try Data(contentsOf: URL(filePath: "\(workshop.path)/o/readout.json"))
        let readout = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let metrics = try #require(readout["metrics"] as? [[String: Any]])
        return try #require(metrics.first { ($0["name"] as? String)?.hasPrefix(name) == true })
    }

    private func mean(_ arm: String, of metric: [String: Any]) throws -> Double {
        try #require((metric[arm] as? [String: Any])?["mean"] as? Double)
    }

    @Test func refusedRequestsOfAnUnboundedEstimatorHaveNoLift() throws {
        let refused = try metric(
            "refused_requests",
            of: """
                market:
                  users: {count: 10, sessions_per_week: 0.5, sessions_maximum: 0.001}
                  listings: {initial: 1, arrivals_per_day: 1, deep_units: 50, markdown_after: 1h}
                  ads: {campaigns: 3}
                  browsing: {maximum_exposures: 720}
                experiment:
                  warmup: 1h
                  length: 14d
                  followup: 1ms
                  level: 90 %
                  metrics: [refused_requests, inserted_requests, ad_revenue]
                  designs: [switchback_ht]
                  arms:
                    control: {}
                    t0:
                      market:
                        browsing: {patience_sigma: 0}
                        feed: {request_budget: 0}
                        orders: {sameday_payment_share: 1 %}
                      policies: {ranking: session-aware, request: {policy: random}}
                replications: 1
                seed: 7720295749635216714
                policies:
                  retrieval: {policy: category-affinity}

                """)
        #expect(try min(mean("control", of: refused), mean("treatment", of: refused)) < 0)
        #expect(refused["relative"] == nil)
        #expect((refused["note"] as? String)?.contains("an arm's value may come out negative") == true)
    }

    @Test func negativeRegretHasItsReasonAndNoLift() throws {
        let regret = try metric(
            "regret",
            of: """
                auctions:
                  campaigns: 2
                  segments: 1
                  users: 20000
                  opportunities_per_day: 50
                  settling: 0
                  watched: 3
                  demand_shock: 1
                experiment:
                  length: 3d
                  treatment_share: 61.98558139361526 %
                  level: 64.99432150540251 %
                  arms:
                    control: {}
                    treatment: {policies: {bidding: {policy: budget-pacing}}}
                replications: 2
                seed: 1

                """)
        #expect(try min(mean("control", of: regret), mean("treatment", of: regret)) < 0)
        #expect(regret["relative"] == nil)
        #expect((regret["note"] as? String)?.contains("missed their targets") == true)
    }
}
