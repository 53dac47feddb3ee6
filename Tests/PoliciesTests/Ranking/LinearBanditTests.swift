import Foundation
import MarketLabTesting
import Policies
import PolicyKit
import Randomness
import Testing

/// A linear model that knows how much it does not know, and the rankings that go by it.
struct LinearBanditTests {
    private static func stream(_ who: UInt32, seed: UInt64 = 1) -> RandomStream {
        RandomKey(seed: seed).stream(Purpose(rawValue: 200), who, 0, 0)
    }

    /// Rows of standard normal numbers.
    private static func row(_ width: Int, _ stream: inout RandomStream) -> [Double] {
        (0..<width).map { _ in Inverse.normal(stream.openUniform()) }
    }

    /// Solves a symmetric system by elimination, which shares nothing with updates of an inverse.
    private static func solved(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
        var (rows, right) = (matrix, right)
        for pivot in rows.indices {
            for row in rows.indices where row != pivot {
                let factor = rows[row][pivot] / rows[pivot][pivot]
                for column in rows.indices { rows[row][column] -= factor * rows[pivot][column] }
                right[row] -= factor * right[pivot]
            }
        }
        return rows.indices.map { right[$0] / rows[$0][$0] }
    }

    @Test(arguments: [1, 3, 8], [0.5, 10])
    func itIsTheRidgeRegressionOfAllOutcomes(width: Int, ridge: Double) {
        var stream = Self.stream(UInt32(width))
        var model = RidgeRegression(width: width, ridge: ridge)
        var squares = (0..<width).map { i in (0..<width).map { $0 == i ? ridge : 0 } }
        var products = [Double](repeating: 0, count: width)
        for _ in 0..<200 {
            let row = Self.row(width, &stream)
            let outcome = row.reduce(0.3, +) + Inverse.normal(stream.openUniform())
            model.learn(row, outcome: outcome)
            for i in 0..<width {
                products[i] += row[i] * outcome
                for j in 0..<width { squares[i][j] += row[i] * row[j] }
            }
        }
        for (found, expected) in zip(model.weights, Self.solved(squares, products)) {
            #expect(abs(found - expected) < 1e-10)
        }
        let asked = (0..<4).map { _ in Self.row(width, &stream) }
        let variances = model.variances(of: (0..<width).map { i in SIMD4(asked.map { $0[i] }) })
        for (place, row) in asked.enumerated() {
            let expected = zip(row, Self.solved(squares, row)).reduce(0) { $0 + $1.0 * $1.1 }
            #expect(abs(variances[place] - expected) < 1e-10)
        }
        #expect(model.drawn(scale: 0) { _ in 9 } == model.weights)
    }

    /// Over 20,000 draws the weights have the estimate as their mean and scale² A^-1 as their covariance, by 4.5 standard errors.
    @Test func drawnWeightsAreSpreadAsTheyAreBelieved() {
        let (width, scale, count) = (4, 0.7, 20_000)
        var stream = Self.stream(9)
        var model = RidgeRegression(width: width, ridge: 2)
        for _ in 0..<30 {
            let row = Self.row(width, &stream)
            model.learn(row, outcome: row[0] - 0.5 * row[1])
        }
        let asked = [1, -1, 0.5, 2]
        let expected = scale * model.variance(of: asked).squareRoot()
        let centre = zip(model.weights, asked).reduce(0) { $0 + $1.0 * $1.1 }
        var (sum, squares) = (0.0, 0.0)
        for _ in 0..<count {
            let drawn = model.drawn(scale: scale) { _ in Inverse.normal(stream.openUniform()) }
            let value = zip(drawn, asked).reduce(0) { $0 + $1.0 * $1.1 } - centre
            sum += value
            squares += value * value
        }
        #expect(abs(sum / Double(count)) < 4.5 * expected / Double(count).squareRoot())
        let variance = squares / Double(count)
        #expect(abs(variance / (expected * expected) - 1) < 4.5 * (2 / Double(count)).squareRoot())
    }

    /// Ten options in contexts that change, of which one has the best chance: what is lost against always taking it (regret) grows ever
    /// more slowly, and is a fraction of what choosing at random loses.
    @Test(arguments: ["ucb", "thompson"], [UInt64(1), 2, 3]) func regretGrowsEverMoreSlowly(
        by way: String, seed: UInt64
    ) {
        let (width, rounds) = (5, 4_000)
        let truth = [0.1, 0.15, -0.1, 0.05, 0.2]
        var stream = Self.stream(3, seed: seed)
        var model = RidgeRegression(width: width, ridge: 1)
        var (halves, atRandom) = ([0.0, 0.0], 0.0)
        for round in 0..<rounds {
            let options = (0..<10).map { _ in [1] + (1..<width).map { _ in stream.uniform() } }
            let chances = options.map { zip($0, truth).reduce(0) { $0 + $1.0 * $1.1 } }
            let best = chances.max() ?? 0
            let weights =
                way == "ucb"
                ? model.weights : model.drawn(scale: 0.3) { _ in Inverse.normal(stream.openUniform()) }
            let scores = options.map { option in
                zip(option, weights).reduce(0) { $0 + $1.0 * $1.1 }
                    + (way == "ucb" ? 0.5 * model.variance(of: option).squareRoot() : 0)
            }
            let chosen = scores.indices.max { scores[$0] < scores[$1] } ?? 0
            halves[round * 2 / rounds] += best - chances[chosen]
            atRandom += best - chances.reduce(0, +) / 10
            model.learn(options[chosen], outcome: stream.bernoulli(chances[chosen]) ? 1 : 0)
        }
        #expect(halves[1] < halves[0])
        #expect(halves[0] + halves[1] < 0.3 * atRandom)
    }

    @Test(arguments: ["linucb", "linear-thompson"], [0, 1]) func whatIsClickedIsRankedFirst(name: String, better: Int) {
        let policy = BuiltIn.ranking(name)
        let remembered = RankingScene.twoListings().score(policy).remembered
        let rows = (0...1).map { index in remembered.map { $0[index] } }
        for _ in 0..<400 { teach(policy, [(rows[better], .click), (rows[1 - better], [])]) }
        #expect(RankingScene.twoListings().ranking(by: policy) == [better, 1 - better])
    }

    @Test(arguments: ["linucb", "linear-thompson"]) func whatWasLearnedIsSavedAndTakenUp(name: String) throws {
        let teacher = BuiltIn.ranking(name)
        let row = RankingScene.twoListings().score(teacher).remembered.map { $0[0] }
        teach(teacher, [(row, .click), (row, [])])
        let pupil = BuiltIn.ranking(name)
        try pupil.load(teacher.save())
        #expect(pupil.save() == teacher.save())
        #expect(RankingScene.twoListings().score(pupil).scores == RankingScene.twoListings().score(teacher).scores)
        let before = pupil.save()
        #expect(throws: PolicyStateError.self) { try pupil.load([1, 2, 3]) }
        #expect(pupil.save() == before)
    }

    /// Without its bonus LinUCB ranks by the estimate alone, and without its scale Thompson sampling does.
    @Test func withoutExplorationBothRankByTheEstimate() {
        let scene = RankingScene.twoListings()
        let policies = [
            BuiltIn.ranking("linucb", ["alpha": .number(0)]), BuiltIn.ranking("linear-thompson", ["scale": .number(0)]),
        ]
        let row = scene.score(policies[0]).remembered.map { $0[1] }
        for policy in policies { teach(policy, [(row, .click), (row, .click)]) }
        #expect(scene.score(policies[0]).scores == scene.score(policies[1]).scores)
        #expect(scene.score(policies[0]).scores != [0, 0])
    }
}

extension RidgeRegression {
    /// What an outcome of unit noise leaves uncertain of one prediction.
    fileprivate func variance(of row: [Double]) -> Double { variances(of: row.map { SIMD4(repeating: $0) })[0] }
}
