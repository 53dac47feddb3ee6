import Foundation
import PolicyKit
import Testing

struct NetValueTests {
    /// Two listings alike but for what `differs` says, on equal terms with what everybody sees.
    private static func scene(_ differs: [Signal: [Float]] = [:]) -> RankingScene {
        var scene = RankingScene(listings: [1, 2], content: [[1, 0], [1, 0]], profile: [1, 2])
        for signal in Signal.allCases { scene.signals[signal] = [3, 3] }
        scene.signals.merge(differs) { $1 }
        return scene
    }

    private static func rows(_ scene: RankingScene, _ policy: any RankingPolicy) -> [[Float]] {
        let remembered = scene.score(policy).remembered
        return [0, 1].map { index in remembered.map { $0[index] } }
    }

    private static let paid: FeedbackBatch.Outcome = [.click, .checkout, .payment]
    private static let refunded: FeedbackBatch.Outcome = [.click, .checkout, .payment, .refund]
    private static let kept: FeedbackBatch.Outcome = [.click, .checkout, .payment, .kept]

    /// Both are paid; one comes back, the other stays.
    private static func teachRefunds(_ policy: any RankingPolicy, _ scene: RankingScene, refunded worse: Int) {
        for _ in 0..<100 {
            let rows = NetValueTests.rows(scene, policy)
            teachOrders(policy, [(rows[0], paid), (rows[1], paid)])
            teachOrders(policy, [(rows[worse], refunded), (rows[1 - worse], kept)])
        }
    }

    @Test func whatHasLearnedNothingRanksByPrice() {
        let scores = NetValueTests.scene([.price: [10, 40]]).score(BuiltIn.ranking("net-value")).scores
        #expect(scores[1] == 4 * scores[0])
    }

    /// One category's orders come back, the other's are kept; so it is with worn and new things.
    @Test(arguments: [Signal.category, .condition], [0, 1])
    func whatComesBackIsRankedLower(by signal: Signal, worse: Int) {
        let scene = NetValueTests.scene([signal: [2, 5]])
        let policy = BuiltIn.ranking("net-value")
        NetValueTests.teachRefunds(policy, scene, refunded: worse)
        #expect(scene.ranking(by: policy) == [1 - worse, worse])
        // By gross value they are alike.
        let gross = BuiltIn.ranking("net-value", ["refund_weight": 0])
        NetValueTests.teachRefunds(gross, scene, refunded: worse)
        let scores = scene.score(gross).scores
        #expect(scores[0] == scores[1])
    }

    /// A seller whose goods came back before is told from one whose goods stayed.
    @Test func aSellersRecordCounts() {
        let scene = NetValueTests.scene([.sellerSales: [20, 20], .sellerRefunds: [10, 0]])
        let policy = BuiltIn.ranking("net-value")
        NetValueTests.teachRefunds(policy, scene, refunded: 0)
        #expect(scene.ranking(by: policy) == [1, 0])
    }

    /// Clicks that are paid raise the value, clicks that are not lower it, and an order counts when it is paid or lapses.
    @Test(arguments: [true, false])
    func paymentsAreLearnedFromOrdersAndFromClicksWithoutOne(lapses: Bool) {
        let scene = NetValueTests.scene([.relativePrice: [-1, 1]])
        let policy = BuiltIn.ranking("net-value")
        for _ in 0..<200 {
            let rows = NetValueTests.rows(scene, policy)
            teachOrders(policy, [(rows[0], [.click, .checkout, .payment])])
            if lapses {
                teachOrders(policy, [(rows[1], [.click, .checkout])])
            } else {
                teach(policy, [(rows[1], .click), (rows[0], [.click, .checkout])])
            }
        }
        #expect(scene.ranking(by: policy) == [0, 1])
    }

    @Test func whatWasLearnedIsSavedAndTakenUp() throws {
        let scene = NetValueTests.scene([.category: [2, 5], .relativePrice: [-1, 1]])
        let teacher = BuiltIn.ranking("net-value")
        let rows = NetValueTests.rows(scene, teacher)
        teach(teacher, [(rows[0], .click), (rows[1], [])])
        teachOrders(teacher, [(rows[0], NetValueTests.refunded), (rows[1], NetValueTests.kept)])
        teachOrders(teacher, [(rows[1], [.click, .checkout, .payment])])
        let pupil = BuiltIn.ranking("net-value")
        try pupil.load(teacher.save())
        #expect(pupil.save() == teacher.save())
        #expect(scene.score(pupil).scores == scene.score(teacher).scores)
        #expect(throws: PolicyStateError(policy: "net-value")) { try pupil.load([1, 2, 3]) }
        #expect(throws: PolicyStateError(policy: "net-value")) { try pupil.load(teacher.save() + [0]) }
        #expect(pupil.save() == teacher.save())
    }
}

/// Tells a policy what has become of orders.
func teachOrders(_ policy: any RankingPolicy, _ examples: [(row: [Float], outcome: FeedbackBatch.Outcome)]) {
    withFeedback(policy, examples) { policy.learnOrders(from: $0) }
}
