import MarketLabTesting
import Policies
import PolicyKit
import Randomness
import Testing

struct UpliftTests {
    /// Planted effects come back within their standard errors, even though the outcome's own level is not linear.
    @Test(arguments: TestSeeds.all)
    func plantedUpliftIsFound(seed: UInt64) {
        let width = RequestMoment.featureCount
        var model = UpliftModel(ridge: 1)
        let planted = (0..<width).map { $0 == 0 ? 0.1 : $0 == 3 ? 0.4 : 0 }
        var stream = RandomKey(seed: seed).stream(Purpose(rawValue: 1), 0, 0, 0)
        for _ in 0..<40_000 {
            let features = (0..<width).map { $0 == 0 ? 1 : Float(stream.uniform()) }
            let asked = stream.uniform() < 0.5
            let level = Double(features[1] * features[2])
            let effect = zip(planted, features).reduce(0) { $0 + $1.0 * Double($1.1) }
            let noise = stream.uniform() - 0.5
            model.learn(
                features.span, asked: asked, chance: 0.5, outcome: level + (asked ? effect : 0) + noise)
        }
        // The difference between two moments that differ in the planted feature alone: se about .02.
        var with = [Double](repeating: 0.5, count: width)
        with[0] = 1
        var without = with
        with[3] = 1
        without[3] = 0
        #expect(abs(model.uplift(with) - model.uplift(without) - 0.4) < 0.09)
        #expect(abs(model.uplift(with) - 0.5) < 0.06)
        #expect(model.outcomes == 40_000)
    }

    /// The filter is Bayes' rule: after exposures, the belief is prior times likelihood.
    @Test func beliefFollowsBayes() {
        let prior: [Float] = [0.5, 0.3, 0.2]
        let categories: [UInt8] = [0, 1, 1, 0]
        let clicks: [UInt32] = [0, 1, 0, 0]
        var belief = IntentBelief(clickMatched: 0.12, clickUnmatched: 0.02)
        belief.begin(prior.span, declared: nil)
        belief.follow(
            SessionHistory(count: 4, declaredCategory: nil, categories: categories, outcomes: clicks),
            affinity: prior.span)
        var expected = prior.map(Double.init)
        for (category, click) in zip(categories, clicks) {
            for intent in 0..<3 {
                let rate = intent == Int(category) ? 0.12 : 0.02
                expected[intent] *= click == 1 ? rate : 1 - rate
            }
        }
        let sum = expected.reduce(0, +)
        for intent in 0..<3 { #expect(abs(Double(belief.shares[intent]) - expected[intent] / sum) < 1e-5) }
    }

    /// Who forgets everything at once always believes what was believed before the session.
    @Test func fullForgettingGoesBackToTheAffinity() {
        let prior: [Float] = [0.5, 0.3, 0.2]
        var belief = IntentBelief(clickMatched: 0.12, clickUnmatched: 0.02, forgetting: 1)
        belief.begin(prior.span, declared: 2)
        #expect(belief.shares == [0, 0, 1])
        belief.follow(
            SessionHistory(count: 1, declaredCategory: 2, categories: [1], outcomes: [1]), affinity: prior.span)
        #expect(belief.shares == prior)
    }
}
