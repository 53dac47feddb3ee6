import MarketLabTesting
import Marketplace
import Testing

/// The area under the ROC curve against the definition, pair by pair.
struct ScoreHistogramTests {
    /// Scores and chances of a few hundred candidates.
    private static func candidates(seed: UInt64, count: Int) -> [(score: Float, chance: Float)] {
        var draws = SplitMix64(seed: seed)
        func uniform() -> Float { Float(draws.next() >> 40) * 0x1p-24 }
        return (0..<count).map { _ in
            let score = 8 * uniform() - 6
            return (score, min(1, max(0, uniform() * uniform() + score / 40)))
        }
    }

    @Test(arguments: TestSeeds.two) func theAreaIsTheShareOfPairsInOrder(seed: UInt64) throws {
        let all = Self.candidates(seed: seed, count: 400)
        let histogram = ScoreHistogram(cells: 1)
        var (won, pairs) = (0.0, 0.0)
        for one in all {
            histogram.add(one.score, chance: one.chance)
            for other in all {
                let weight = Double(one.chance) * Double(1 - other.chance)
                pairs += weight
                won += weight * (one.score > other.score ? 1 : one.score == other.score ? 0.5 : 0)
            }
        }
        // Pairs within a bin of 1/205 count half, in the order of one in a thousand of them.
        #expect(abs(try #require(histogram.area()) - won / pairs) < 2e-4)
    }

    @Test func labelsThatAreCertainGiveTheUsualArea() throws {
        let histogram = ScoreHistogram(cells: 1)
        for (score, isClick) in [(3, true), (2, false), (1, true), (0, false), (-1, false)] {
            histogram.add(Float(score), chance: isClick ? 1 : 0)
        }
        // Of six pairs of a click and none, one is out of order.
        #expect(abs(try #require(histogram.area()) - 5.0 / 6) < 1e-12)
    }

    @Test func withoutClicksThereIsNoArea() {
        let histogram = ScoreHistogram(cells: 1)
        #expect(histogram.area() == nil)
        histogram.add(0, chance: 0)
        #expect(histogram.area() == nil)
    }

    @Test func whatLiesBeyondTheBinsCounts() throws {
        let histogram = ScoreHistogram(cells: 1)
        histogram.add(1_000, chance: 1)
        histogram.add(-1_000, chance: 0)
        #expect(histogram.area() == 1)
    }
}
