import Marketplace
import MarketplaceTesting
import Policies
import PolicyKit
import Testing

struct RequestBudgetTests {
    static let policies: [PolicyChoice] = [
        PolicyChoice("page-end"), PolicyChoice("uniform", ["every": 2]), PolicyChoice("random", ["rate": 0.5]),
        PolicyChoice("after-click"), PolicyChoice("adaptive", ["exploration": 0.3, "minimum_outcomes": 50]),
        PolicyChoice("fixed-threshold", ["threshold": -1, "minimum_outcomes": 0]), PolicyChoice("always"),
    ]

    /// Requests of each arm and budget period that the budget paid for.
    private static func inserted(_ run: MarketRun, period: Int64) -> [[UInt8]: Int] {
        var sums: [[UInt8]: Int] = [:]
        for record in run.records where record.kind == .insertion {
            sums[[record.arm, UInt8(record.time / period)], default: 0] += 1
        }
        return sums
    }

    /// No policy gets more requests than its arm's budget for any period, one of a plug-in included that always asks.
    @Test(arguments: policies)
    func noPolicySpendsMoreThanItsBudget(policy: PolicyChoice) throws {
        let period: Int64 = 6 * 3_600_000
        var market = TestMarket("budget")
        market.policies.add(AlwaysAsking.self)
        market.warmupDays = 2
        market.assignment = { $0 % 4 == 0 ? 1 : 0 }
        market.everywhere {
            $0.feed.requestBudget = 0.8
            $0.feed.requestBudgetPeriod = period
        }
        market.choosing {
            $0[.request] = policy
            $0[.ranking] = PolicyChoice("session-aware")
        }
        let run = try market.run()
        let sums = RequestBudgetTests.inserted(run, period: period)
        // 200 users, of whom 150 and 50 are in the arms from day 2 on; .8 a user and day, four periods a day.
        for (period, count) in sums {
            let users = period[1] < 8 ? 200 : period[0] == 0 ? 150 : 50
            #expect(count <= users * 8 / 40, "arm \(period[0]), period \(period[1])")
        }
        #expect(sums.isEmpty == (policy.name == "page-end"))
        let refused = run.records(.refusal).count
        if policy.name == "always" { #expect(refused > 1_000) }
        if policy.name == "page-end" { #expect(refused == 0) }
        // What is paid for is asked for once the user scrolls on, if the market is still open then.
        let asked = run.records(.request).count { $0.listing == 1 }
        let paid = run.records(.insertion).count
        #expect(asked <= paid && paid - asked < 10)
        // What is refused leaves the page as it is: all its slots are exposed, or the session ends.
        #expect(run.violations.isEmpty)
    }

    @Test func aBudgetOfNothingIsPageEnd() throws {
        func digest(_ choice: PolicyChoice) throws -> [[Int64]] {
            var market = TestMarket("nothing")
            market.everywhere { $0.feed.requestBudget = 0 }
            market.choosing { $0[.request] = choice }
            return try market.run().records.filter { $0.kind != .refusal }.map {
                [$0.time, Int64($0.kind.rawValue), Int64($0.user), Int64($0.listing), Int64($0.slot), $0.value]
            }
        }
        #expect(try digest(PolicyChoice("uniform", ["every": 3])) == digest(PolicyChoice("page-end")))
    }

    /// Explored decisions are logged with the chance with which they were drawn: half of them ask.
    @Test func whatIsExploredIsLoggedWithItsPropensity() throws {
        var market = TestMarket("exploring")
        market.choosing {
            $0[.ranking] = PolicyChoice("session-aware")
            $0[.request] = PolicyChoice("adaptive", ["exploration": 0.2])
        }
        let explored = try market.run().records(.exploration)
        #expect(explored.count > 2_000)
        #expect(explored.allSatisfy { $0.value == 500_000 && $0.detail <= 1 })
        // Binomial(n, 1/2): 3.9 standard deviations, 1 in 10,000.
        let asked = explored.count { $0.detail == 1 }
        let (mean, deviation) = (Double(explored.count) / 2, Double(explored.count).squareRoot() / 2)
        #expect(abs(Double(asked) - mean) < 3.9 * deviation)
    }

    /// Where asking would be refused, keeping the page is no choice, and what followed would be taken for its outcome.
    @Test func nothingIsExploredOnceTheBudgetIsSpent() throws {
        var market = TestMarket("spent")
        market.everywhere { $0.feed.requestBudget = 0.3 }
        market.choosing {
            $0[.ranking] = PolicyChoice("session-aware")
            $0[.request] = PolicyChoice("adaptive", ["exploration": 0.5])
        }
        var left: [Int64: Int] = [:]
        var (explored, refused) = (0, 0)
        for record in try market.run().records {
            let day = record.time / 86_400_000
            switch record.kind {
            case .insertion: left[day, default: 60] -= 1
            case .refusal: refused += 1
            case .exploration:
                // An exploration that asks has just been paid for.
                #expect(left[day, default: 60] + Int(record.detail) > 0)
                explored += 1
            default: break
            }
        }
        #expect(explored > 100 && refused > 100)
        #expect(left.values.contains(0))
    }

    /// With a capacity of one request in two seconds, pages come two seconds apart at the least.
    @Test func requestsBeyondTheCapacityWaitInLine() throws {
        var market = TestMarket("crowded")
        market.market.serving.capacity = 0.5
        market.everywhere {
            $0.feed.latency = 0
            $0.browsing.waitHazard = 0
        }
        let run = try market.run()
        let first = Visits(run.records).all.flatMap(\.pages).compactMap { $0.exposures.first?.time }.sorted()
        #expect(first.count > 500)
        #expect(zip(first, first.dropFirst()).allSatisfy { $1 - $0 >= 1_999 })
        let free = TestMarket("free")
        #expect(Visits(try free.run().records).all.count > 0)
    }

    /// Who waits longer leaves sooner.
    @Test func waitingDrivesUsersAway() throws {
        func pages(_ hazard: Double) throws -> Int {
            var market = TestMarket("impatient")
            market.everywhere {
                $0.feed.latency = 5_000
                $0.browsing.waitHazard = hazard
            }
            let visits = try Visits(market.run().records).all
            return visits.reduce(0) { $0 + $1.pages.count { $0.exposures.isEmpty } }
        }
        let patient = try pages(0)
        let impatient = try pages(0.2)
        #expect(patient < 5 && impatient > 100)
    }
}

/// Asks for a page at every moment.
private final class AlwaysAsking: RequestPolicy {
    static let name = "always"
    static let summary = "At every moment."

    init(parameters: ParameterValues, seed: UInt64) {}

    func decide(_ batch: borrowing RequestBatch, into answers: inout RequestAnswers) {
        for moment in 0..<batch.count { answers.decide(moment, asks: true) }
    }
}
