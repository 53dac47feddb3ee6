import Foundation
import MarketLabTesting
import Policies
import Randomness
import Testing

struct FollowTheRegularizedLeaderTests {
    /// Two steps by hand, from algorithm 1 of McMahan et al. (2013).
    @Test func theFirstStepsByHand() {
        var model = FollowTheRegularizedLeader(features: 2, alpha: 0.1, beta: 1, l1: 0.2, l2: 1)
        let example: [Float] = [1, 2]
        model.learn(example.span, success: true)
        // p = .5, so g = (-.5, -1), n = (.25, 1), sigma = (5, 10), z = g; w = (|z| - l1)/((beta + sqrt n)/alpha + l2).
        #expect(abs(model.weight(0) - 0.3 / 16) < 1e-7)
        #expect(abs(model.weight(1) - 0.8 / 21) < 1e-7)
        let (w0, w1) = (0.3 / 16, 0.8 / 21)
        let p = 1 / (1 + exp(-(w0 + 2 * w1)))
        model.learn(example.span, success: false)
        let n0 = 0.25 + p * p
        let z0 = -0.5 + p - (n0.squareRoot() - 0.5) / 0.1 * w0
        let expected = abs(z0) <= 0.2 ? 0 : -(z0 - (z0 < 0 ? -0.2 : 0.2)) / ((1 + n0.squareRoot()) / 0.1 + 1)
        #expect(abs(Double(model.weight(0)) - expected) < 1e-7)
    }

    private static func learned(
        _ seed: UInt64, weights: [Double], examples: Int, l1: Double
    ) -> [Double] {
        var model = FollowTheRegularizedLeader(features: weights.count, alpha: 0.3, beta: 1, l1: l1, l2: 0)
        var stream = RandomKey(seed: seed).stream(Purpose(rawValue: 1), 0, 0, 0)
        var row = [Float](repeating: 0, count: weights.count)
        for _ in 0..<examples {
            row[0] = 1
            for feature in 1..<weights.count { row[feature] = Float(stream.normal()) }
            let logOdds = zip(weights, row).reduce(0) { $0 + $1.0 * Double($1.1) }
            model.learn(row.span, success: stream.bernoulli(1 / (1 + exp(-logOdds))))
        }
        return weights.indices.map { Double(model.weight($0)) }
    }

    /// Errors have a standard deviation below .02 after so many examples: the bound is beyond five of them.
    @Test(arguments: TestSeeds.two)
    func itLearnsTheWeightsThatMadeTheClicks(seed: UInt64) {
        let weights = [-1, 0.8, -0.5, 0, 0.25]
        let learned = FollowTheRegularizedLeaderTests.learned(seed, weights: weights, examples: 100_000, l1: 0)
        for (known, found) in zip(weights, learned) { #expect(abs(known - found) < 0.12) }
    }

    /// A penalty far above the random walk of a useless feature's gradients (below 200 here) keeps its weight at 0.
    @Test(arguments: TestSeeds.two)
    func uselessFeaturesHaveAWeightOfExactlyZeroUnderL1(seed: UInt64) {
        let weights = [-1, 1.5, 0, 0, 0, -1.5, 0]
        let learned = FollowTheRegularizedLeaderTests.learned(seed, weights: weights, examples: 30_000, l1: 400)
        for (known, found) in zip(weights, learned) where known == 0 { #expect(found == 0) }
        #expect(learned[1] > 0.2 && learned[5] < -0.2)
        let free = FollowTheRegularizedLeaderTests.learned(seed, weights: weights, examples: 30_000, l1: 0)
        for (known, found) in zip(weights, free) where known == 0 { #expect(found != 0) }
    }

    @Test func theStateIsSixteenBytesAFeature() {
        var model = FollowTheRegularizedLeader(features: 3, alpha: 0.1, beta: 1, l1: 0, l2: 1)
        let example: [Float] = [1, -2, 0.5]
        model.learn(example.span, success: true)
        let state = model.save()
        #expect(state.count == 48)
        var other = FollowTheRegularizedLeader(features: 3, alpha: 0.1, beta: 1, l1: 0, l2: 1)
        let taken = other.load(state)
        #expect(taken)
        #expect((0..<3).map { other.weight($0) } == (0..<3).map { model.weight($0) })
        var smaller = FollowTheRegularizedLeader(features: 2, alpha: 0.1, beta: 1, l1: 0, l2: 1)
        let refused = smaller.load(state)
        #expect(!refused)
        #expect(smaller.save() == [UInt8](repeating: 0, count: 32))
    }
}
