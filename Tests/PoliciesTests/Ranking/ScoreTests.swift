import PolicyKit
import Randomness
import Statistics
import Testing

/// What the ranking policies that do not learn say about hand-made candidates.
struct ScoreTests {
    @Test func contentAffinityRanksByTheMatchWithTheProfile() {
        let policy = BuiltIn.ranking("content-affinity")
        var scene = RankingScene(
            listings: [5, 6, 7], content: [[1, 0, 2], [0, 4, 0], [-1, 1, 3]], profile: [2, 1, -1])
        #expect(scene.score(policy).scores == [0, 4, -4])
        #expect(scene.ranking(by: policy) == [1, 0, 2])
        scene.profile = [0, 0, 0]
        #expect(scene.score(policy).scores == [0, 0, 0])
    }

    @Test func priceAwareTakesAPenaltyOffForRelativePrice() {
        var scene = RankingScene(listings: [5, 6], content: [[1, 0], [1, 0]], profile: [3, 1])
        scene.signals[.relativePrice] = [0.5, -1]
        let policy = BuiltIn.ranking("price-aware", ["price_weight": 2])
        #expect(scene.score(policy).scores == [2, 5])
        #expect(scene.ranking(by: policy) == [1, 0])
        #expect(scene.score(BuiltIn.ranking("price-aware", ["price_weight": 0])).scores == [3, 3])
    }

    @Test func popularityAddsUpClicksLikesAndPurchases() {
        var scene = RankingScene(listings: [1, 2, 3])
        scene.signals = [.clicks: [10, 0, 3], .likes: [0, 2, 1], .purchases: [0, 1, 0]]
        #expect(scene.score(BuiltIn.ranking("popularity")).scores == [10, 26, 6])
        let clicks = BuiltIn.ranking("popularity", ["like_weight": 0, "purchase_weight": 0])
        #expect(scene.ranking(by: clicks) == [0, 2, 1])
    }

    /// The same session sees the same order whenever it asks and whatever else is ranked; another sees another.
    /// 1e-5 for the uniformity.
    @Test func randomIsRandomForEachSessionAndTheSameThroughoutIt() throws {
        let policy = BuiltIn.ranking("random")
        var scene = RankingScene(listings: (0..<2_000).map { UInt32($0) })
        let first = scene.score(policy).scores
        #expect(scene.score(BuiltIn.ranking("random")).scores == first)
        let rest = RankingScene(listings: (1_000..<2_000).map { UInt32($0) })
        #expect(rest.score(policy).scores == Array(first.suffix(1_000)))
        #expect(try KolmogorovSmirnov(uniform: first.map { Double($0) }).pValue > 1e-5)
        scene.random = 2
        let second = scene.score(policy).scores
        #expect(zip(first, second).count { $0 == $1 } < 5)
    }

    /// A policy reads nothing but the signals that it declares: the others are NaN here and must not show.
    @Test(
        arguments: [
            "content-affinity", "price-aware", "popularity", "random", "logistic", "sparse-and-dense", "core-behaviour",
            "page-context", "key-events",
        ])
    func aPolicyReadsOnlyWhatItDeclares(name: String) {
        let policy = BuiltIn.ranking(name)
        var scene = RankingScene(listings: [1, 2, 3])
        for signal in Signal.allCases where policy.signals.contains(signal) { scene.signals[signal] = [1, 0, 2] }
        if !policy.signals.contains(.content) { scene.content = scene.content.map { $0.map { _ in .nan } } }
        let (scores, remembered) = scene.score(policy)
        #expect(scores.allSatisfy { $0.isFinite })
        #expect(remembered.joined().allSatisfy { $0.isFinite })
        #expect(remembered.count == policy.rememberedCount)
    }
}
