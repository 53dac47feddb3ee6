import Foundation
import PolicyKit
import Testing

/// Rankings that average several learners or paths, or add what they are uncertain of.
struct MixingRankerTests {
    /// Four listings of one category: cheap and dear ones, of categories that the user looks for and does not.
    private static let scene: RankingScene = {
        var scene = RankingScene(
            listings: [1, 2, 3, 4], content: [[0.3, 0], [-0.2, 0], [0, 1], [0, 0]], profile: [1, 0])
        scene.signals = [
            .relativePrice: [1, -1, 1, -1], .age: [1, 2, 3, 4], .impressions: [0, 10, 200, 5_000],
            .clicks: [0, 1, 9, 250], .likes: [0, 0, 2, 37], .categoryAffinity: [0.3, 0.02, 0.02, 0.3],
            .category: [2, 2, 2, 2],
        ]
        return scene
    }()

    private static func rows(_ policy: any RankingPolicy, _ scene: RankingScene = scene) -> [[Float]] {
        let remembered = scene.score(policy).remembered
        return scene.listings.indices.map { index in remembered.map { $0[index] } }
    }

    /// The features of `logistic`, behind which a policy remembers what it adds.
    private static var width: Int { BuiltIn.ranking("logistic").rememberedCount }

    /// Without what it adds each is `logistic`, to the last bit.
    @Test(
        arguments: [
            ("uncertain", ["exploration": .number(0)]), ("confident-paths", ["paths": .number(0)]),
            ("ensemble", ["learns_from": .number(1), "members": .number(1)]),
            ("ensemble", ["learns_from": .number(1), "members": .number(3)]),
            ("ensemble", ["learns_from": .number(1), "members": .number(7)]),
        ] as [(String, [String: ParameterValue])])
    func withNothingToMixItIsTheRegression(name: String, parameters: [String: ParameterValue]) {
        let (mixed, logistic) = (BuiltIn.ranking(name, parameters), BuiltIn.ranking("logistic"))
        for turn in 0..<200 {
            for policy in [mixed, logistic] {
                let rows = Self.rows(policy)
                teach(policy, [(rows[turn % 4], turn % 3 == 0 ? .click : []), (rows[(turn + 1) % 4], [])])
            }
            #expect(Self.scene.score(mixed).scores == Self.scene.score(logistic).scores)
        }
    }

    /// Before anything is learned each weight has a variance of 1; an exposure that was predicted at a half lowers that by a quarter of the
    /// feature's square, here worked out by hand.
    @Test(arguments: [0.5, 2])
    func whatIsAddedIsTheDeviationOfTheScore(exploration: Double) {
        let policy = BuiltIn.ranking("uncertain", ["exploration": .number(exploration)])
        let plain = BuiltIn.ranking("uncertain", ["exploration": .number(0)])
        let rows = Self.rows(policy)
        func bonus(_ index: Int, after seen: [Float]) -> Float {
            let variance = zip(rows[index], seen).reduce(Float(0)) { $0 + $1.0 * $1.0 / (1 + 0.25 * $1.1 * $1.1) }
            return Float(exploration) * variance.squareRoot()
        }
        let unseen = [Float](repeating: 0, count: Self.width)
        for index in 0..<4 {
            #expect(abs(Self.scene.score(policy).scores[index] - bonus(index, after: unseen)) < 1e-5)
        }
        for policy in [policy, plain] { teach(policy, [(rows[3], .click)]) }
        let (scores, means) = (Self.scene.score(policy).scores, Self.scene.score(plain).scores)
        for index in 0..<4 { #expect(abs(scores[index] - means[index] - bonus(index, after: rows[3])) < 1e-5) }
    }

    /// What was seen a thousand times is hardly uncertain; what differs from it still is.
    @Test func whatWasNotSeenIsTried() {
        let policy = BuiltIn.ranking("uncertain")
        let plain = BuiltIn.ranking("uncertain", ["exploration": .number(0)])
        var scene = Self.scene
        scene.signals[.relativePrice] = [0, 3, 0, 0]
        let rows = Self.rows(policy, scene)
        for turn in 0..<1_000 {
            for policy in [policy, plain] { teach(policy, [(rows[0], turn % 20 == 0 ? .click : [])]) }
        }
        let bonuses = zip(scene.score(policy).scores, scene.score(plain).scores).map { $0 - $1 }
        #expect(bonuses[0] < 0.7 && bonuses[1] > 2.5)
    }

    /// The ensemble's score is the mean of those of regressions that each hear of what is drawn for them by session and listing.
    @Test(arguments: [2, 5])
    func anEnsembleScoresByTheMeanOfItsMembers(members: Int) {
        let ensemble = BuiltIn.ranking("ensemble", ["members": .number(Double(members))])
        let own = (0..<members).map { _ in BuiltIn.ranking("logistic") }
        var heard = [Int](repeating: 0, count: members)
        for turn in 0..<400 {
            var scene = Self.scene
            scene.random = UInt64(turn)
            for (place, row) in Self.rows(ensemble, scene).enumerated() {
                let outcome: FeedbackBatch.Outcome = (turn + place) % 3 == 0 ? .click : []
                teach(ensemble, [(row, outcome)])
                let draw = StableHash.mix(scene.random, UInt64(scene.listings[place]))
                for member in 0..<members where StableHash.fraction(draw, UInt64(member)) < 0.5 {
                    teach(own[member], [(Array(row.prefix(Self.width)), outcome)])
                    heard[member] += 1
                }
            }
        }
        let scores = own.map { Self.scene.score($0).scores }
        #expect(Set(scores).count == members)
        for (index, score) in Self.scene.score(ensemble).scores.enumerated() {
            let mean = scores.reduce(0) { $0 + $1[index] } / Float(members)
            #expect(abs(score - mean) < 1e-5)
        }
        // 800 of 1,600 with a standard deviation of 20.
        for count in heard { #expect(abs(count - 800) < 100) }
    }

    /// Cheap ones of a category that is looked for and dear ones of another are clicked: no sum of features tells these.
    @Test func pairsTellWhatNoFeatureTellsAlone() {
        let policies = ["confident-paths", "logistic"].map { BuiltIn.ranking($0) }
        // Listings that differ in nothing else.
        var scene = Self.scene
        scene.content = [[0, 0], [0, 0], [0, 0], [0, 0]]
        for signal in [Signal.age, .impressions, .clicks, .likes] { scene.signals[signal] = [1, 1, 1, 1] }
        for turn in 0..<500 {
            scene.random = UInt64(turn)
            for policy in policies {
                let rows = Self.rows(policy, scene)
                teach(policy, rows.enumerated().map { ($1, $0 >= 2 ? .click : []) })
            }
        }
        let (paths, sum) = (scene.score(policies[0]).scores, scene.score(policies[1]).scores)
        for clicked in 2..<4 {
            for other in 0..<2 {
                #expect(paths[clicked] > paths[other] + 1)
                #expect(abs(sum[clicked] - sum[other]) < 1)
            }
        }
    }

    /// A session's requests have its paths, in every twin; another session has others.
    @Test func pathsAreTheSessions() {
        let policy = BuiltIn.ranking("confident-paths", ["paths": .number(1)])
        for turn in 0..<50 {
            var scene = Self.scene
            scene.random = UInt64(turn)
            let rows = Self.rows(policy, scene)
            teach(policy, [(rows[0], .click), (rows[1], []), (rows[2], [])])
        }
        var other = Self.scene
        other.random = 2
        #expect(Self.scene.score(policy).scores == Self.scene.score(policy).scores)
        #expect(other.score(policy).scores != Self.scene.score(policy).scores)
    }
}
