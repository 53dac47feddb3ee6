import PolicyKit
import Testing

struct RequestPolicyTests {
    /// Decisions at moments after the given slots.
    private static func decisions(_ policy: any RequestPolicy, slots: [Float]) -> [UInt8] {
        var facts = [Float](repeating: 0, count: slots.count * RequestBatch.Fact.allCases.count)
        for (moment, slot) in slots.enumerated() {
            facts[RequestBatch.Fact.slot.rawValue * slots.count + moment] = slot
            // What must not matter.
            facts[RequestBatch.Fact.clicks.rawValue * slots.count + moment] = 9
            facts[RequestBatch.Fact.exposures.rawValue * slots.count + moment] = 77
        }
        var decisions = [UInt8](repeating: 0, count: slots.count)
        var propensities = [Float](repeating: 1, count: slots.count)
        var row: [Float] = [0]
        let page = [UInt8](repeating: 0, count: 50 * slots.count)
        let scores = [Float](repeating: 0, count: 50 * slots.count)
        policy.decide(
            RequestBatch(
                count: slots.count, random: 5, columns: facts, slots: 50, categories: page, scores: scores,
                outcomes: page),
            into: RequestAnswers(
                count: slots.count, rememberedCount: 0, decisions: &decisions, propensities: &propensities, rows: &row))
        return decisions
    }

    @Test func pageEndNeverAsksWithinAPage() {
        let policy = BuiltIn.request("page-end")
        #expect(!policy.asksWithinPage)
        #expect(RequestPolicyTests.decisions(policy, slots: [0, 5, 19, 49]) == [0, 0, 0, 0])
    }

    @Test(arguments: [1, 5, 10, 50])
    func uniformAsksEverySoManySlots(every: Int) {
        let policy = BuiltIn.request("uniform", ["every": .number(Double(every))])
        #expect(policy.asksWithinPage)
        let decisions = RequestPolicyTests.decisions(policy, slots: (0..<50).map { Float($0) })
        #expect(decisions == (0..<50).map { $0 + 1 >= every ? 1 : 0 })
    }
}
