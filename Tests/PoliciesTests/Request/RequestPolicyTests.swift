import PolicyKit
import Testing

struct RequestPolicyTests {
    /// What a policy writes into the rule that asks for nothing.
    private struct Rule {
        let (least, most, weights): ([Double], [Double], [Double])
        let (threshold, share, exploration): (Double, Double, Double)

        init(of policy: any RequestPolicy) {
            let facts = RequestBatch.Fact.allCases.count
            var least = [Double](repeating: -.infinity, count: facts)
            var most = [Double](repeating: .infinity, count: facts)
            var weights = [Double](repeating: 0, count: facts)
            var answers = RequestRule(
                least: least.mutableSpan, most: most.mutableSpan, weights: weights.mutableSpan,
                threshold: -.infinity, share: 0, exploration: 0)
            policy.renew(
                RequestOutlook(moments: 0, asked: 0, budgetSpent: 0, budgetPlan: 0, budgetLeft: 9, hourOfWeek: 0),
                into: &answers)
            (threshold, share, exploration) = (answers.threshold, answers.share, answers.exploration)
            (self.least, self.most, self.weights) = (least, most, weights)
        }

        /// Whether it asks at a moment of these facts, all others being 3.
        func asks(_ facts: [RequestBatch.Fact: Double]) -> Bool {
            let numbers = RequestBatch.Fact.allCases.map { facts[$0] ?? 3 }
            let fits = numbers.indices.allSatisfy { numbers[$0] >= least[$0] && numbers[$0] <= most[$0] }
            return fits && zip(weights, numbers).reduce(0) { $0 + $1.0 * $1.1 } > threshold
        }
    }

    @Test func pageEndNeverAsksWithinAPage() {
        let policy = BuiltIn.request("page-end")
        #expect(!policy.asksWithinPage && policy.rhythm == .pageEnd)
    }

    @Test(arguments: [1, 5, 10, 50])
    func uniformAsksEverySoManySlots(every: Int) {
        let policy = BuiltIn.request("uniform", ["every": .number(Double(every))])
        #expect(policy.asksWithinPage && policy.rhythm == .rule(every: nil))
        let rule = Rule(of: policy)
        #expect((0..<50).map { rule.asks([.slot: Double($0)]) } == (0..<50).map { $0 + 1 >= every })
        #expect(rule.share == 1 && rule.exploration == 0)
    }

    @Test(arguments: [1, 4])
    func afterClickAsksWhereEnoughOfThePageIsLeft(slots: Int) {
        let rule = Rule(of: BuiltIn.request("after-click", ["slots_left": .number(Double(slots))]))
        for left in 0..<10 {
            #expect(rule.asks([.justClicked: 1, .slotsLeft: Double(left)]) == (left >= slots))
            #expect(!rule.asks([.justClicked: 0, .slotsLeft: Double(left)]))
        }
        #expect(rule.share == 1 && rule.exploration == 0)
    }

    @Test(arguments: [0, 0.1, 1])
    func randomAsksAtAShareOfAllMoments(rate: Double) {
        let rule = Rule(of: BuiltIn.request("random", ["rate": .number(rate)]))
        #expect(rule.share == rate && rule.asks([:]) && rule.exploration == 0)
    }
}
