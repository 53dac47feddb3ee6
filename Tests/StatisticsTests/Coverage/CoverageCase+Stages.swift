import MarketLabTesting
import Statistics

/// Units that enter treatment stage by stage, while what everybody does rises with time.
extension CoverageCase {
    static let stages = [
        CoverageCase(["roll-out in stages", "roll-out in stages, lift", "roll-out in stages, ratio"], seed: 53) {
            draws in
            let groups = rollout(&draws)
            let sample = try StagedSample(groups, .total(0, factor: 1))
            let ratio = try StagedSample(groups, .ratio(0, 1))
            return [
                try sample.difference().interval.contains(effect),
                try sample.relative().interval.contains(effect / usual),
                try ratio.difference().interval.contains(effect / size),
            ]
        },
        CoverageCase("switchback, Horvitz and Thompson by redrawing", of: 1.2, seed: 54) { draws in
            let blocks = 24
            func assignment() -> [Bool] {
                var treated = Array(repeating: false, count: blocks)
                var left = blocks / 2
                for block in 0..<blocks where draws.isSuccess(Double(left) / Double(blocks - block)) {
                    treated[block] = true
                    left -= 1
                }
                return treated
            }
            let assignments = (0..<100).map { _ in assignment() }
            let treated = assignments[0]
            let outcomes = treated.indices.map { block in
                8 + 0.6 * (treated[block] ? 1 : 0) + 0.6 * (treated[max(0, block - 1)] ? 1 : 0) + draws.normal()
            }
            return try BlockThompson(outcomes: outcomes, assignments: assignments, carryover: 1).estimate().interval
        },
    ]

    /// Of a unit over all stages: what treatment adds, what is usual, and the denominator.
    private static let (effect, usual, size) = (0.6, 9.0, 6.0)

    private static func rollout(_ draws: inout Draws) -> [CovarianceMoments] {
        let shares = [0.1, 0.25, 0.5]
        let units = (0..<400).map { _ in draws.uniform() }
        let entries = units.map { fraction in shares.firstIndex { fraction < $0 } }
        let treated = (0..<3).map { stage in Double(entries.count { ($0 ?? 3) <= stage }) }
        var groups = [CovarianceMoments](repeating: CovarianceMoments(variables: 4), count: 4)
        for entry in entries {
            let level = draws.normal()
            var values = [0.0, 0, 0, 0]
            for stage in 0..<3 {
                let isTreated = (entry ?? 3) <= stage
                let outcome = [1.0, 3, 5][stage] + (isTreated ? effect / 3 : 0) + level + draws.normal()
                let share = 1 / (isTreated ? treated[stage] : 400 - treated[stage])
                values[isTreated ? 2 : 0] += share * outcome
                values[isTreated ? 3 : 1] += share * (size / 3 + 0.3 * level + 0.2 * draws.normal())
            }
            groups[entry.map { $0 + 1 } ?? 0].add(values)
        }
        return groups
    }
}
