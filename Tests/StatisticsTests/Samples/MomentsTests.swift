import Foundation
import MarketLabTesting
import Statistics
import Testing

@Suite struct MomentsTests {
    /// 1e9 - 1, 1e9 and 1e9 + 1 in equal numbers: mean 1e9 and variance 2/3 n/(n - 1), which a sum of squares loses.
    @Test func aVariableOfMeanABillionAndDeviationOneKeepsItsVariance() {
        let values = (0..<3000).map { 1e9 + Double($0 % 3) - 1 }
        let exact = 2.0 / 3 * 3000 / 2999
        var streamed = Moments()
        for value in values { streamed.add(value) }
        var blocks = Moments()
        blocks.add(contentsOf: values.span)
        for moments in [streamed, blocks, Moments(of: values)] {
            #expect(moments.n == 3000)
            #expect(close(moments.mean, 1e9, relative: 1e-15))
            #expect(close(moments.variance, exact, relative: 1e-13))
        }
    }

    @Test func partsMergedInAnyOrderGiveTheSameMoments() {
        var draws = Draws(seed: 1)
        let parts = (0..<40).map { _ in
            var part = Moments()
            for _ in 0..<(1 + draws.integer(below: 200)) { part.add(1e6 + draws.normal()) }
            return part
        }
        let forward = parts.reduce(Moments()) { $0.merged(with: $1) }
        let backward = parts.reversed().reduce(Moments()) { $0.merged(with: $1) }
        let halves = parts[..<20].reduce(Moments()) { $0.merged(with: $1) }
            .merged(with: parts[20...].reduce(Moments()) { $0.merged(with: $1) })
        for other in [backward, halves] {
            #expect(other.n == forward.n)
            #expect(close(other.mean, forward.mean, relative: 1e-14))
            #expect(close(other.variance, forward.variance, relative: 1e-13))
        }
    }

    @Test func mergingWithNothingChangesNothing() {
        let some = Moments(of: [1, 2, 4])
        #expect(some.merged(with: Moments()) == some)
        #expect(Moments().merged(with: some) == some)
    }

    @Test func aBillionUnitsAreCountedFromTheirTotals() {
        let moments = Moments(n: 1_000_000_000, sum: 5e8, sumOfSquares: 3e8)
        #expect(moments.mean == 0.5)
        #expect(close(moments.variance, 0.05 * 1e9 / (1e9 - 1), relative: 1e-12))
    }

    @Test func totalsThatContradictEachOtherShowANegativeVariance() {
        #expect(Moments(n: 2, sum: 10, sumOfSquares: 1).variance < 0)
        #expect(Moments(n: 2, sum: 10, sumOfSquares: 1).standardDeviation == 0)
    }

    @Test func emptyAndSingleSamplesHaveNoVariance() {
        #expect(Moments().variance == 0)
        #expect(Moments().populationVariance == 0)
        #expect(Moments(of: [7]).variance == 0)
        #expect(Moments(of: [7]).mean == 7)
    }

    @Test func momentsSurviveJSON() throws {
        let moments = Moments(of: [0.1, 0.2, 0.4])
        let again = try JSONDecoder().decode(Moments.self, from: JSONEncoder().encode(moments))
        #expect(again == moments)
    }
}
