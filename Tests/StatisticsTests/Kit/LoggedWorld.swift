import MarketLabTesting
import Statistics

/// A world whose policies and rewards are known: four contexts, five actions, and a reward that is drawn.
struct LoggedWorld {
    /// Chances of the actions by context, under the logging and under the target policy.
    let logging: [[Double]]
    let target: [[Double]]
    /// Chance of a reward of 1 by context and action.
    let rewards: [[Double]]
    /// What a model believes of it.
    let model: [[Double]]

    /// - Parameter modelError: how far the model's beliefs may be off.
    init(seed: UInt64 = 5, modelError: Double = 0.1) {
        var draws = Draws(seed: seed)
        func chances(_ draws: inout Draws) -> [[Double]] {
            (0..<4).map { _ in
                let parts = (0..<5).map { _ in 0.3 + draws.uniform() }
                let sum = parts.reduce(0, +)
                return parts.map { $0 / sum }
            }
        }
        logging = chances(&draws)
        target = chances(&draws)
        rewards = (0..<4).map { _ in (0..<5).map { _ in 0.6 * draws.uniform() } }
        model = rewards.map { row in row.map { $0 + modelError * (draws.uniform() - 0.5) } }
    }

    /// The target policy's value; contexts are equally likely.
    var truth: Double {
        var sum = 0.0
        for (chances, rewards) in zip(target, rewards) { sum += zip(chances, rewards).reduce(0) { $0 + $1.0 * $1.1 } }
        return sum / 4
    }

    /// A decision in a context, drawn by the logging policy.
    /// - Parameters:
    ///   - shift: of the chance of a reward, as of a user who buys more.
    ///   - stated: what the log says the logging chance of an action was.
    func decision(
        _ context: Int, shift: Double = 0, _ draws: inout Draws,
        stated: (Double, Int) -> Double = { chance, _ in chance }
    ) throws -> LoggedDecision {
        var (left, action) = (draws.uniform(), 0)
        while action < 4, left >= logging[context][action] {
            left -= logging[context][action]
            action += 1
        }
        return try LoggedDecision(
            reward: draws.isSuccess(rewards[context][action] + shift) ? 1 : 0,
            loggingPropensity: stated(logging[context][action], action), targetPropensity: target[context][action],
            prediction: .init(
                ofLogged: model[context][action],
                underTarget: zip(target[context], model[context]).reduce(0) { $0 + $1.0 * $1.1 }))
    }

    /// A log of independent decisions.
    func log(
        _ decisions: Int, _ draws: inout Draws, stated: (Double, Int) -> Double = { chance, _ in chance }
    ) throws -> LoggedDecisions {
        var log = LoggedDecisions()
        for _ in 0..<decisions { log.add(try decision(draws.integer(below: 4), &draws, stated: stated)) }
        return log
    }
}
