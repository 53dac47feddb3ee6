import Foundation
import MarketLabTesting
import Policies
import Randomness
import Testing

/// How much a listing's own history counts, and how that is learned.
struct ListingBeliefTests {
    @Test(arguments: [Float(0), 1, 7, 300], [Float(0), 0.2, 1])
    func theWeightOfAHistoryGrowsWithItsImpressions(impressions: Float, share: Float) {
        let belief = ListingBelief()
        let strength = Float(belief.strength)
        let weight = impressions / (impressions + strength)
        let rate = belief.rate(expected: 0.08, clicks: share * impressions, impressions: impressions)
        #expect(abs(rate - ((1 - weight) * 0.08 + weight * share)) < 1e-6)
        #expect(abs(strength - 20) < 1)
    }

    /// Listings whose rates are drawn from a beta distribution of a known strength around what is expected of each. What is believed of
    /// ln κ is what the beta-binomial likelihood of all clicks says, in closed form, and holds the truth within 4.5 of its standard
    /// deviations. It does not matter which listings are shown: any, or those that have done best so far.
    @Test(arguments: [4.0, 20, 120], [false, true])
    func theStrengthOfListingsIsFoundWhicheverAreShown(strength: Double, showsTheBest: Bool) {
        var stream = RandomKey(seed: 5).stream(Purpose(rawValue: 200), UInt32(strength), showsTheBest ? 1 : 0, 0)
        let listings = 1_000
        let expected = (0..<listings).map { _ in 0.03 + 0.2 * stream.uniform() }
        let rates = expected.map { Self.beta($0 * strength, (1 - $0) * strength, &stream) }
        var clicks = [Double](repeating: 0, count: listings)
        var impressions = clicks
        var belief = ListingBelief()
        for _ in 0..<30_000 {
            var listing = Int(stream.uniform() * Double(listings))
            if showsTheBest {
                for _ in 0..<20 {
                    let other = Int(stream.uniform() * Double(listings))
                    let (own, others) = (
                        (clicks[listing] + 1) / (impressions[listing] + 10),
                        (clicks[other] + 1) / (impressions[other] + 10)
                    )
                    if others > own { listing = other }
                }
            }
            let isClicked = stream.uniform() < rates[listing]
            belief.learn(
                ListingBelief.Exposure(
                    expected: expected[listing], clicks: clicks[listing], impressions: impressions[listing],
                    isClicked: isClicked))
            impressions[listing] += 1
            clicks[listing] += isClicked ? 1 : 0
        }
        belief.settle()
        let (mean, deviation) = Self.logStrength(expected, clicks, impressions)
        #expect(abs(log(belief.strength) - mean) < 1e-6)
        #expect(abs(mean - log(strength)) < 4.5 * deviation, "\(belief.strength), ± \(deviation)")
        #expect(deviation < 0.5)
    }

    /// Mean and standard deviation of ln κ under the likelihood of beta-binomial counts, from 1 to 4,096 by doubling, after a
    /// lognormal belief of 20 within a factor of 4.
    private static func logStrength(
        _ expected: [Double], _ clicks: [Double], _ impressions: [Double]
    ) -> (mean: Double, deviation: Double) {
        let grid = (0...12).map { Double($0) * log(2.0) }
        let likelihoods = grid.map { logStrength -> Double in
            let strength = exp(logStrength)
            var sum = -0.5 * pow((logStrength - log(20.0)) / log(4.0), 2)
            for listing in expected.indices {
                let (a, b) = (strength * expected[listing], strength * (1 - expected[listing]))
                sum += lgamma(a + clicks[listing]) - lgamma(a)
                sum += lgamma(b + impressions[listing] - clicks[listing]) - lgamma(b)
                sum -= lgamma(strength + impressions[listing]) - lgamma(strength)
            }
            return sum
        }
        let most = likelihoods.max() ?? 0
        let weights = likelihoods.map { exp($0 - most) }
        let total = weights.reduce(0, +)
        let mean = zip(weights, grid).reduce(0) { $0 + $1.0 * $1.1 } / total
        let square = zip(weights, grid).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) } / total
        // The grid itself tells nothing finer than its steps.
        return (mean, max(square.squareRoot(), 0.2))
    }

    /// Of gamma variables (Marsaglia, Tsang 2000).
    private static func beta(_ a: Double, _ b: Double, _ stream: inout RandomStream) -> Double {
        let (first, second) = (gamma(a, &stream), gamma(b, &stream))
        return first / (first + second)
    }

    private static func gamma(_ shape: Double, _ stream: inout RandomStream) -> Double {
        if shape < 1 { return gamma(shape + 1, &stream) * pow(stream.openUniform(), 1 / shape) }
        let d = shape - 1 / 3.0
        while true {
            let x = Inverse.normal(stream.openUniform())
            let v = pow(1 + x / (9 * d).squareRoot(), 3)
            if v > 0, log(stream.openUniform()) < 0.5 * x * x + d - d * v + d * log(v) { return d * v }
        }
    }
}
