import MarketLabTesting
import Statistics
import Testing

/// The value of a policy from another's log of slates.
@Suite struct LoggedSlatesTests {
    /// Three positions filled from the top with three actions, repeats allowed; chances and rewards depend on what stands above.
    ///
    /// What stands above is a prefix, a number: 0 for nothing, and `below(prefix, action)` with one more.
    private struct Rankings {
        /// By policy (logging, target) and prefix.
        private var chances: [[[Double]]] = []
        /// What is earned at the last position of a prefix.
        let rewards: [Double]
        /// Any number a prefix: a model that is wrong.
        let scores: [Double]

        init(seed: UInt64) {
            var draws = Draws(seed: seed)
            chances = (0..<2).map { _ in
                (0..<40).map { _ in
                    let parts = (0..<3).map { _ in 0.4 + draws.uniform() }
                    let sum = parts.reduce(0, +)
                    return parts.map { $0 / sum }
                }
            }
            rewards = (0..<40).map { _ in draws.uniform() }
            scores = (0..<40).map { _ in 5 * draws.uniform() - 2 }
        }

        static func below(_ prefix: Int, _ action: Int) -> Int { 3 * prefix + 1 + action }

        func logging(_ prefix: Int) -> [Double] { chances[0][prefix] }
        func target(_ prefix: Int) -> [Double] { chances[1][prefix] }

        /// The decision to put an action below a prefix.
        func decision(
            _ action: Int, below prefix: Int, reward: Double, model: (_ prefix: Int) -> Double
        ) throws -> LoggedDecision {
            try LoggedDecision(
                reward: reward, loggingPropensity: logging(prefix)[action], targetPropensity: target(prefix)[action],
                prediction: .init(
                    ofLogged: model(Rankings.below(prefix, action)),
                    underTarget: (0..<3).reduce(0) { $0 + target(prefix)[$1] * model(Rankings.below(prefix, $1)) }))
        }
    }

    private static let slates = (0..<27).map { [$0 / 9, $0 / 3 % 3, $0 % 3] }

    /// The expectation of an estimator over all slates, and the target policy's value.
    /// - Parameter reward: by the whole slate's prefix, the position's, and the position.
    private static func expectation(
        _ estimator: LoggedSlates.Estimator, _ world: Rankings,
        reward: (_ slate: Int, _ prefix: Int, _ position: Int) -> Double
    ) throws -> (estimate: Double, truth: Double) {
        var (estimate, truth) = (0.0, 0.0)
        for slate in slates {
            let whole = slate.reduce(0, Rankings.below)
            var (prefix, logging, target, rewards) = (0, 1.0, 1.0, 0.0)
            var places: [LoggedDecision] = []
            for (position, action) in slate.enumerated() {
                let earned = reward(whole, Rankings.below(prefix, action), position)
                places.append(try world.decision(action, below: prefix, reward: earned) { world.scores[$0] })
                logging *= world.logging(prefix)[action]
                target *= world.target(prefix)[action]
                rewards += earned
                prefix = Rankings.below(prefix, action)
            }
            var log = LoggedSlates()
            log.add(places)
            estimate += logging * (try log.value(by: estimator).estimate)
            truth += target * rewards
        }
        return (estimate, truth)
    }

    @Test(arguments: [LoggedSlates.Estimator.slatePropensity, .cascade, .cascadeDoublyRobust], [1, 2, 3])
    func underTheCascadeAnEstimatorIsUnbiasedWhateverTheModelSays(
        estimator: LoggedSlates.Estimator, seed: UInt64
    ) throws {
        let world = Rankings(seed: seed)
        let (estimate, truth) = try Self.expectation(estimator, world) { _, prefix, _ in world.rewards[prefix] }
        #expect(close(estimate, truth))
    }

    /// A reward that depends on what stands below is no cascade: only the weights of whole slates hold.
    @Test func aRewardThatLooksDownBreaksTheCascade() throws {
        let world = Rankings(seed: 4)
        func reward(_ slate: Int, _: Int, _ position: Int) -> Double { position == 0 ? 3 * world.rewards[slate] : 0 }
        let whole = try Self.expectation(.slatePropensity, world, reward: reward)
        #expect(close(whole.estimate, whole.truth))
        for estimator in [LoggedSlates.Estimator.cascade, .cascadeDoublyRobust] {
            let (estimate, truth) = try Self.expectation(estimator, world, reward: reward)
            // Both are expectations without a draw: whatever is not rounding is bias.
            #expect(abs(estimate - truth) > 1e-3 * truth, "\(estimator)")
        }
    }

    /// Slates whose rewards follow the cascade, and a model that knows half of them.
    private static func log(_ slates: Int, _ world: Rankings, _ draws: inout Draws) throws -> LoggedSlates {
        var log = LoggedSlates()
        for _ in 0..<slates {
            var prefix = 0
            var places: [LoggedDecision] = []
            for _ in 0..<3 {
                let chances = world.logging(prefix)
                var (left, action) = (draws.uniform(), 0)
                while action < 2, left >= chances[action] {
                    left -= chances[action]
                    action += 1
                }
                let next = Rankings.below(prefix, action)
                let reward = draws.isSuccess(world.rewards[next]) ? 1.0 : 0
                places.append(try world.decision(action, below: prefix, reward: reward) { 0.5 * world.rewards[$0] })
                prefix = next
            }
            log.add(places)
        }
        return log
    }

    /// Of 1,000 logs; where an interval holds in 95 %, fewer than 910 do with probability 5e-8. Effective sample size over 500.
    @Test(arguments: TestSeeds.all) func theTruthIsCovered(seed: UInt64) throws {
        let world = Rankings(seed: 1)
        let estimators = [LoggedSlates.Estimator.slatePropensity, .cascade, .cascadeDoublyRobust]
        let truth = try Self.expectation(.cascade, world) { _, prefix, _ in world.rewards[prefix] }.truth
        var held: [LoggedSlates.Estimator: Int] = [:]
        for run in 0..<1_000 {
            var draws = Draws(seed: seed &* 7_919 &+ UInt64(run) &* 0x9E37_79B9)
            let log = try Self.log(1_500, world, &draws)
            for estimator in estimators {
                let value = try log.value(by: estimator)
                if try #require(value.interval, "\(value)").contains(truth) { held[estimator, default: 0] += 1 }
            }
        }
        for estimator in estimators {
            #expect(held[estimator, default: 0] >= 910, "\(estimator): \(held) of 1,000")
        }
    }

    @Test func slatesOfOtherLengthsCountAtEveryDepth() throws {
        func place(_ weight: Double) throws -> LoggedDecision {
            try LoggedDecision(reward: 1, loggingPropensity: 0.5, targetPropensity: 0.5 * weight)
        }
        let (short, long) = ([try place(2)], [try place(0.5), try place(1), try place(2)])
        var (one, other) = (LoggedSlates(), LoggedSlates())
        one.add(short)
        one.add(long)
        other.add(long)
        other.add(short)
        for log in [one, other] {
            // Weights 2 and .5 at the top and below it, 2 and 1 at the end.
            #expect(close(log.effectiveSampleSize(of: .cascade), 2.5 * 2.5 / 4.25))
            #expect(close(log.effectiveSampleSize(of: .slatePropensity), 9 / 5.0))
            #expect(log.positions == 3 && log.slates == 2)
        }
        var (merged, part) = (LoggedSlates(), LoggedSlates())
        merged.add(short)
        part.add(long)
        merged.merge(part)
        #expect(merged.effectiveSampleSize(of: .cascade) == one.effectiveSampleSize(of: .cascade))
        #expect(try merged.value(by: .cascade).estimate == one.value(by: .cascade).estimate)
        // 2 from the short one; .5 + .5 + 1 from the long one.
        #expect(close(try one.value(by: .cascade).estimate, 2))
        #expect(throws: StatisticsError.self) { try one.value(by: .pseudoInverse) }
        #expect(throws: StatisticsError.self) { try one.value(by: .cascadeDoublyRobust) }
    }
}
