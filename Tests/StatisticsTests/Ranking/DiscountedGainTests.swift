import MarketLabTesting
import Statistics
import Testing

@Suite struct DiscountedGainTests {
    /// The examples of scikit-learn's `ndcg_score`, to the digits that its documentation prints.
    @Test func scikitLearnsExamplesAreMet() throws {
        let gains = [10.0, 0, 0, 1, 5]
        func value(_ scores: [Double], depth: Int? = nil) throws -> Double {
            try #require(DiscountedGain.of(gains: gains, scores: scores, depth: depth))
        }
        #expect(abs(try value([0.1, 0.2, 0.3, 4, 70]) - 0.69) < 0.01)
        #expect(abs(try value([0.05, 1.1, 1, 0.5, 0]) - 0.49) < 0.01)
        #expect(abs(try value([0.05, 1.1, 1, 0.5, 0], depth: 4) - 0.35) < 0.01)
        // Equal scores share their positions.
        #expect(close(try value([1, 0, 0, 0, 1], depth: 1), 0.75))
    }

    /// Grades 3, 2, 3, 0, 1, 2: DCG 6.861, ideal 7.141.
    @Test func aListAsShownIsHeldAgainstItsBestOrder() throws {
        let value = try #require(DiscountedGain.of(gains: [3, 2, 3, 0, 1, 2]))
        #expect(abs(value - 6.861 / 7.141) < 2e-4)
        #expect(DiscountedGain.of(gains: [3, 3, 2, 2, 1, 0]) == 1)
        #expect(DiscountedGain.of(gains: [0, 0]) == nil && DiscountedGain.of(gains: []) == nil)
    }

    @Test func theMeanIsOverListsWithAGain() throws {
        var all = DiscountedGain()
        for gains in [[1.0, 0], [0, 1], [0, 0], [1, 0]] {
            var cluster = DiscountedGain.Cluster()
            cluster.add(gains: gains)
            all.add(cluster)
        }
        let second = try #require(DiscountedGain.of(gains: [0, 1]))
        let mean = try all.mean()
        #expect(close(mean.estimate, (2 + second) / 3) && all.lists == 4 && all.listsWithGain == 3)
        #expect(throws: StatisticsError.self) { try DiscountedGain().mean() }
    }
}
