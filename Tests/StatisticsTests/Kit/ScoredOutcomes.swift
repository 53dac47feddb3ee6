import MarketLabTesting
import Statistics

/// Outcomes of units that a score sorts by what treatment does for them.
enum ScoredOutcomes {
    /// Treatment, of every other unit, lifts a success rate of 30 % by a fifth of the score, which is uniform.
    static func sample(of units: Int, _ draws: inout Draws) throws -> UpliftSample {
        var (outcomes, treated, scores): ([Double], [Bool], [Double]) = ([], [], [])
        for unit in 0..<units {
            let score = draws.uniform()
            let arm = unit.isMultiple(of: 2)
            outcomes.append(draws.isSuccess(0.3 + (arm ? 0.2 * score : 0)) ? 1 : 0)
            treated.append(arm)
            scores.append(score)
        }
        return try UpliftSample(outcomes: outcomes, treated: treated, scores: scores)
    }
}
