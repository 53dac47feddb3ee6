import Foundation
import PolicyKit
import Testing

/// Rankings that learn for listings that nobody has seen, for stock that sells out, for strata of users and for several tasks.
struct RankingLearnerTests {
    private static let learners = [
        "maturity-gate", "split-history", "semantic-codes", "activity-mixture", "multi-task", "sparse-and-dense",
        "core-behaviour", "page-context", "key-events", "late-labels", "ensemble", "confident-paths", "uncertain",
        "bounded-harm",
    ]

    /// Three listings of one category: two of opposite content that nobody has seen, and one that many have.
    private static let scene: RankingScene = {
        var scene = RankingScene(listings: [1, 2, 3], content: [[1, 0], [-1, 0], [0, 1]], profile: [0, 0])
        scene.signals = [
            .relativePrice: [0, 0, 0], .age: [1, 1, 1], .impressions: [0, 0, 5_000], .clicks: [0, 0, 250],
            .likes: [0, 0, 37], .categoryAffinity: [0.1, 0.1, 0.1], .category: [2, 2, 2], .stock: [1, 1, 50],
            .purchases: [0, 0, 3], .condition: [2, 3, 3], .price: [1, 1, 2], .sellerSales: [0, 4, 20],
            .sellerRefunds: [0, 1, 1], .attribute: [4, 4, 0],
        ]
        return scene
    }()

    private static func rows(_ policy: any RankingPolicy) -> [[Float]] {
        let remembered = scene.score(policy).remembered
        return scene.listings.indices.map { index in remembered.map { $0[index] } }
    }

    @Test(
        arguments: [
            "maturity-gate", "split-history", "semantic-codes", "activity-mixture", "sparse-and-dense",
            "core-behaviour", "page-context", "ensemble", "confident-paths",
        ])
    func whatHasLearnedNothingScoresNothing(name: String) {
        #expect(Self.scene.score(BuiltIn.ranking(name)).scores == [0, 0, 0])
    }

    /// Of listings that nobody has seen, the one comes first whose content others clicked.
    @Test(arguments: ["maturity-gate", "split-history"], [0, 1])
    func unseenListingsAreRankedByWhatTheirContentPromises(name: String, better: Int) {
        let policy = BuiltIn.ranking(name)
        for _ in 0..<300 {
            let rows = Self.rows(policy)
            teach(policy, [(rows[better], .click), (rows[1 - better], []), (rows[2], []), (rows[1 - better], [])])
        }
        let scores = Self.scene.score(policy).scores
        #expect(scores[better] > scores[1 - better] + 1)
    }

    /// Content that is not to be read tells listings of one category apart by nothing.
    @Test func aGateWithoutContentExpectsTheSameOfACategory() {
        let policy = BuiltIn.ranking("maturity-gate", ["content": .toggle(false)])
        for _ in 0..<300 {
            let rows = Self.rows(policy)
            teach(policy, [(rows[0], .click), (rows[1], []), (rows[2], [])])
        }
        let scores = Self.scene.score(policy).scores
        #expect(scores[0] == scores[1])
    }

    /// What sells once teaches more about what sells once than about what never runs out, unless one model learns from both.
    @Test func limitedAndDeepStockShareOnlyWhatTheyHaveInCommon() {
        let scores = [true, false].map { split -> [Float] in
            let policy = BuiltIn.ranking("split-history", ["split": .toggle(split)])
            for _ in 0..<20 {
                let rows = Self.rows(policy)
                teach(policy, [(rows[0], .click), (rows[1], .click)])
            }
            return Self.scene.score(policy).scores
        }
        #expect(scores[0][0] == scores[1][0] && scores[0][0] > 0)
        #expect(scores[0][2] > 0 && scores[0][2] < 0.8 * scores[1][2])
    }

    /// A unit that is reserved, and stands for sale no more, makes no limited stock of deep stock.
    @Test func deepStockStaysDeepWhileUnitsAreReserved() throws {
        let policy = BuiltIn.ranking("split-history")
        var scene = Self.scene
        let column = scene.score(policy).remembered.firstIndex { $0 == [1, 1, 0] }
        let isLimited = try #require(column)
        scene.signals[.stock] = [1, 1, 2]
        scene.signals[.purchases] = [0, 0, 1]
        #expect(scene.score(policy).remembered[isLimited] == [1, 1, 0])
        let pupil = BuiltIn.ranking("split-history")
        #expect(scene.score(pupil).remembered[isLimited] == [1, 1, 1])
        try pupil.load(policy.save())
        #expect(scene.score(pupil).remembered[isLimited] == [1, 1, 0])
    }

    /// Listings of two kinds of content, many of each. The kind that was clicked comes first, also of listings that nobody has seen.
    @Test func unseenListingsBorrowFromThoseOfTheirCode() throws {
        let policy = BuiltIn.ranking("semantic-codes")
        for turn in 0..<600 {
            var scene = Self.scene
            let shift = Float(turn % 37) / 100
            scene.listings = [UInt32(3 * turn), UInt32(3 * turn + 1), UInt32(3 * turn + 2)]
            scene.content = [[3 + shift, 0], [-3, shift], [shift, 3]]
            let remembered = scene.score(policy).remembered
            let rows = (0..<3).map { index in remembered.map { $0[index] } }
            teach(policy, [(rows[0], .click), (rows[1], []), (rows[2], [])])
        }
        var scene = Self.scene
        scene.listings = [5_000, 5_001, 5_002]
        scene.content = [[-2.9, 0.1], [3.1, 0], [-3, 0]]
        #expect(scene.ranking(by: policy).first == 1)
        let pupil = BuiltIn.ranking("semantic-codes")
        try pupil.load(policy.save())
        #expect(scene.score(pupil).scores == scene.score(policy).scores)
    }

    /// A user's stratum follows from the exposures that were heard of.
    @Test func usersAreTheMoreActiveTheMoreTheyHaveSeen() throws {
        let policy = BuiltIn.ranking("activity-mixture")
        let stratum = Self.rows(policy)[0].count - 2
        var strata: [Float] = []
        for _ in 0..<310 {
            let row = Self.rows(policy)[0]
            if strata.last != row[stratum] { strata.append(row[stratum]) }
            teach(policy, [(row, [])])
        }
        #expect(strata == [0, 1, 2, 3])
        let pupil = BuiltIn.ranking("activity-mixture")
        try pupil.load(policy.save())
        #expect(Self.rows(pupil)[0] == Self.rows(policy)[0])
    }

    /// What frequent users do teaches more about frequent users than about new ones, and something about both.
    @Test func strataLeanOnWhatTheyHaveInCommon() {
        let policy = BuiltIn.ranking("activity-mixture")
        let new = Self.rows(policy)
        let stratum = new[0].count - 2
        for _ in 0..<50 {
            for place in [0, 1] {
                var row = new[place]
                row[stratum] = 3
                row[stratum + 1] = 9
                row[ClickFeatureColumn.relativePrice] = place == 0 ? 1 : -1
                teach(policy, [(row, place == 0 ? .click : [])])
            }
        }
        var scene = Self.scene
        scene.signals[.relativePrice] = [1, -1, 0]
        let ofNew = scene.score(policy).scores
        for _ in 0..<300 {
            var row = new[2]
            row[stratum] = 2
            teach(policy, [(row, [])])
        }
        let ofFrequent = scene.score(policy).scores
        #expect(ofNew[0] - ofNew[1] > 0)
        #expect(ofFrequent[0] - ofFrequent[1] > 1.5 * (ofNew[0] - ofNew[1]))
    }

    /// The place of a feature among the columns that are remembered.
    private enum ClickFeatureColumn { static let relativePrice = 3 }

    /// With no weight on what follows a click it is the ranking of `logistic`.
    @Test func aSumOfClicksAloneRanksAsTheRegressionOfClicks() {
        let none: ParameterValue = .number(0)
        let sum = BuiltIn.ranking("multi-task", ["cart_weight": none, "pay_weight": none, "keep_weight": none])
        let logistic = BuiltIn.ranking("logistic")
        for policy in [sum, logistic] {
            for _ in 0..<60 {
                let rows = Self.rows(policy)
                teach(policy, [(rows[2], .click), (rows[0], []), (rows[1], [])])
            }
        }
        let (sums, logOdds) = (Self.scene.score(sum).scores, Self.scene.score(logistic).scores)
        for (sum, logOdds) in zip(sums, logOdds) { #expect(abs(sum - 1 / (1 + exp(-logOdds))) < 1e-6) }
        #expect(Self.scene.ranking(by: sum) == Self.scene.ranking(by: logistic))
    }

    /// Each stage lifts what comes through it, where it has a weight.
    @Test(
        arguments: [
            ("cart", FeedbackBatch.Outcome([.click, .cart]), nil), ("pay", [.click, .cart, .checkout], [.payment]),
            ("keep", [.click, .cart, .checkout], [.payment, .refund]),
        ] as [(String, FeedbackBatch.Outcome, FeedbackBatch.Outcome?)])
    func whatComesThroughAStageCountsWithItsWeight(
        task: String, outcome: FeedbackBatch.Outcome, order: FeedbackBatch.Outcome?
    ) {
        let weights = Dictionary(
            uniqueKeysWithValues: ["click", "cart", "pay", "keep"].map {
                ("\($0)_weight", ParameterValue.number($0 == task ? 1 : 0))
            })
        let policy = BuiltIn.ranking("multi-task", weights)
        for _ in 0..<200 {
            let rows = Self.rows(policy)
            let others: FeedbackBatch.Outcome = task == "keep" ? outcome : .click
            teach(policy, [(rows[2], outcome), (rows[0], others), (rows[1], others)])
            guard let order else { continue }
            // The first listing's orders come to what the stage says, the others' to the opposite.
            let paid = outcome.union(.payment)
            var orders = [(rows[2], paid)]
            if task == "keep" { orders += [(rows[0], paid), (rows[1], paid), (rows[2], outcome.union(order))] }
            withFeedback(policy, orders) { policy.learnOrders(from: $0) }
        }
        let scores = Self.scene.score(policy).scores
        if task == "keep" {
            #expect(scores[2] < scores[0] && scores[2] < scores[1])
        } else {
            #expect(scores[2] > scores[0] && scores[2] > scores[1])
        }
    }

    @Test(arguments: learners)
    func whatWasLearnedIsSavedAndTakenUp(name: String) throws {
        let (teacher, pupil) = (BuiltIn.ranking(name), BuiltIn.ranking(name))
        let rows = Self.rows(teacher)
        teach(teacher, [(rows[0], .click), (rows[1], []), (rows[2], .click)])
        try pupil.load(teacher.save())
        #expect(pupil.save() == teacher.save())
        #expect(Self.scene.score(pupil).scores == Self.scene.score(teacher).scores)
        for policy in [teacher, pupil] { teach(policy, [(rows[2], []), (rows[0], .click)]) }
        #expect(pupil.save() == teacher.save())
        #expect(Set(Self.scene.score(teacher).scores).count > 1)
    }

    @Test(arguments: learners + ["net-value"], [-1, 1])
    func bytesThatAreNoStateAreRefusedAndChangeNothing(name: String, more: Int) {
        let policy = BuiltIn.ranking(name)
        let before = policy.save()
        let other = [UInt8](repeating: 1, count: before.count + more)
        #expect(throws: PolicyStateError(policy: name)) { try policy.load(other) }
        #expect(policy.save() == before)
    }
}
