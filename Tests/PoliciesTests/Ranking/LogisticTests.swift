import Foundation
import PolicyKit
import Testing

struct LogisticTests {
    @Test func whatHasLearnedNothingScoresNothing() {
        #expect(RankingScene.twoListings().score(BuiltIn.ranking("logistic")).scores == [0, 0])
    }

    /// A listing without statistics starts as a typical one: its rates lean on the prior and come out as zero.
    @Test func aNewListingStartsAsATypicalOne() {
        let remembered = RankingScene.twoListings().score(BuiltIn.ranking("logistic")).remembered
        #expect(remembered.count == 8)
        #expect(remembered[0] == [1, 1])
        #expect(remembered[1] == [0.25, 0.5])
        #expect(remembered[2] == [0.7, 0.1])
        #expect(remembered[3] == [0.5, -0.5])
        for feature in 4...7 { #expect(abs(remembered[feature][0]) < 1e-6) }
        #expect(abs(remembered[5][1] - Float(log(10.0 / 100 * 20))) < 1e-5)
        #expect(abs(remembered[6][1] - Float(log(4.5 / 19 / 0.15))) < 1e-5)
    }

    /// Taught that the first kind succeeds and the second fails, it puts the first kind first, and the other way round.
    @Test(arguments: ["click", "like", "cart", "checkout"], [0, 1])
    func whatSucceededIsRankedFirst(target: String, better: Int) {
        let outcome: FeedbackBatch.Outcome =
            switch target {
            case "like": [.click, .like]
            case "cart": [.click, .cart]
            case "checkout": [.click, .cart, .checkout]
            default: .click
            }
        let policy = BuiltIn.ranking("logistic", ["target": .word(target)])
        let scene = RankingScene.twoListings()
        let remembered = scene.score(policy).remembered
        let rows = (0...1).map { index in remembered.map { $0[index] } }
        let failure: FeedbackBatch.Outcome = target == "click" ? [] : .click
        for _ in 0..<200 { teach(policy, [(rows[better], outcome), (rows[1 - better], failure)]) }
        #expect(scene.ranking(by: policy) == [better, 1 - better])
        let scores = scene.score(policy).scores
        #expect(scores[better] > 0.5 && scores[1 - better] < -0.5)
    }

    @Test func whatWasLearnedIsSavedAndTakenUp() throws {
        let teacher = BuiltIn.ranking("logistic")
        let scene = RankingScene.twoListings()
        let row = scene.score(teacher).remembered.map { $0[0] }
        teach(teacher, [(row, .click), (row, []), (row.reversed(), .click)])
        let pupil = BuiltIn.ranking("logistic")
        try pupil.load(teacher.save())
        #expect(pupil.save() == teacher.save())
        #expect(pupil.score(scene) == teacher.score(scene))
        // They go on learning alike.
        for policy in [teacher, pupil] { teach(policy, [(row, []), (row, .click)]) }
        #expect(pupil.save() == teacher.save())
        #expect(teacher.score(scene) != [0, 0])
    }

    @Test(arguments: [[], [1, 2, 3], [UInt8](repeating: 0, count: 127), [UInt8](repeating: 0, count: 129)])
    func bytesThatAreNoStateAreRefusedAndChangeNothing(bytes: [UInt8]) {
        let policy = BuiltIn.ranking("logistic")
        let row = RankingScene.twoListings().score(policy).remembered.map { $0[0] }
        teach(policy, [(row, .click)])
        let before = policy.save()
        #expect(throws: PolicyStateError(policy: "logistic")) { try policy.load(bytes) }
        #expect(policy.save() == before)
    }

    @Test func aPolicyThatLearnsNothingHasNoState() throws {
        let policy = BuiltIn.ranking("popularity")
        #expect(policy.save().isEmpty)
        try policy.load([])
        #expect(throws: PolicyStateError(policy: "popularity")) { try policy.load([1]) }
    }
}

extension RankingPolicy {
    fileprivate func score(_ scene: RankingScene) -> [Float] { scene.score(self).scores }
}
