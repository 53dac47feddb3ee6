import Foundation
import MarketLabTesting
import Policies
import PolicyKit
import Randomness
import Testing

/// How much of a new ranking is mixed in.
struct BoundedHarmTests {
    /// max m - m²/2 subject to m · loss <= allowed has m = allowed / loss and λ = (1 - m) / loss, or all of the new ranking and λ = 0.
    @Test(arguments: [0.02, 0.1, 0.5, 1], [0.01, 0.05, 0.3])
    func theMixIsTheSaddlePoints(loss: Double, allowed: Double) {
        var budget = HarmBudget(allowed: allowed, caution: 0)
        // Both rates without noise.
        for number in 0..<200_000 {
            let place = number / 2
            let isNew = number % 2 == 1
            let rate = 0.2 * (isNew ? 1 - loss : 1)
            budget.learn(isNew: isNew, success: Int(Double(place + 1) * rate) > Int(Double(place) * rate))
            if number % 100 == 0 { budget.settle() }
        }
        for _ in 0..<2_000 { budget.settle() }
        let seen = budget.greatestLoss
        #expect(abs(seen - loss) < 1e-3)
        let share = min(1, allowed / seen)
        #expect(abs(budget.share - max(share, allowed)) < 1e-6)
        #expect(abs(budget.multiplier - (share < 1 ? (1 - share) / seen : 0)) < 1e-4)
    }

    /// In 179 or more of 200 runs the guardrail loses no more than allowed, whatever the new ranking does to it: none of 200 runs keeps it
    /// with a chance below 85 % more than once in 10,000 times.
    @Test(arguments: [-0.1, 0, 0.02, 0.1, 0.5], [0.01, 0.03])
    func theGuardrailIsKept(loss: Double, allowed: Double) {
        for seed in TestSeeds.all { expectKept(loss: loss, allowed: allowed, seed: seed) }
    }

    private func expectKept(loss: Double, allowed: Double, seed: UInt64) {
        var kept = 0
        var shares = 0.0
        for run in 0..<200 {
            var stream = RandomKey(seed: seed).stream(Purpose(rawValue: 203), UInt32(run), 0, 0)
            var budget = HarmBudget(allowed: allowed, caution: 2)
            var new = 0.0
            let pages = 6_000
            for _ in 0..<pages {
                let isNew = stream.uniform() < budget.share
                if isNew { new += 1 }
                let rate = 0.08 * (isNew ? 1 - loss : 1)
                for _ in 0..<10 { budget.learn(isNew: isNew, success: stream.bernoulli(rate)) }
                budget.settle()
            }
            let share = new / Double(pages)
            shares += share
            if share * loss <= allowed { kept += 1 }
        }
        print("bounded harm, loss \(loss), allowed \(allowed): \(kept) of 200 kept, mean share \(shares / 200)")
        #expect(kept >= 179)
    }

    /// Only pages that the policy ranked itself say what its rankings do to the guardrail.
    @Test(arguments: [true, false])
    func pagesOfOthersAreNotCounted(isOwn: Bool) throws {
        let policy = BuiltIn.ranking("bounded-harm", ["new": .word("logistic")])
        let before = policy.save()
        let row = RankingScene.twoListings().score(policy).remembered.map { $0[0] }
        withTold(policy, [Told(row: row, outcome: .click, listing: 1, time: 0, exposure: 0, isOwn: isOwn)]) {
            policy.learn(from: $0)
        }
        let head = HarmBudget.stateSize
        #expect((policy.save().prefix(head) == before.prefix(head)) == !isOwn)
        #expect(policy.save().dropFirst(head) != before.dropFirst(head))
        let report = try #require(policy as? any ReportingPolicy).report
        let shares = try #require(report.first { $0.name == "new_share" }).days(from: 0)
        #expect(shares.map(\.weight) == (isOwn ? [1] : []))
    }
}
