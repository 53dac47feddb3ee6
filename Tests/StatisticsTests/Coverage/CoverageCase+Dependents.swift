import MarketLabTesting
import Statistics

/// Observations that go together: clusters, events of a user, draws of a decision, neighbours in time, quantiles.
extension CoverageCase {
    static let dependents: [CoverageCase] =
        [
            CoverageCase("clusters, CR1 by regression", of: 0.5, seed: 31) { draws in
                let units = clusters(&draws)
                return try ClusteredDifference(
                    outcome: units.map(\.outcome), treated: units.map(\.treated), cluster: units.map(\.cluster)
                ).estimate().interval
            },
            CoverageCase("clusters, CR1 by sums", of: 0.5, seed: 37) { try sums(&$0).difference().interval },
            CoverageCase("clusters, lift with CR1", of: 0.1, seed: 38) { try sums(&$0).relative().interval },
            CoverageCase("worth of a drawn decision, Hájek", of: 0.4, seed: 41) {
                try decisions(&$0).estimate().interval
            },
            CoverageCase("uplift of the best-scored fifth", of: 0.18, seed: 42, interval: bestScored),
            CoverageCase("regression in time, Newey and West", of: 1, seed: 43, interval: neighbours),
        ]
        + [0.5, 0.9].map { probability in
            CoverageCase("quantile \(probability) of clustered events", of: 0, seed: 32) { draws in
                try Welch.difference(
                    control: events(&draws, probability, clustered: true),
                    treatment: events(&draws, probability, clustered: true)
                ).interval
            }
        }
        + [
            CoverageCase("quantile 0.9 of independent events", of: 0, seed: 44) { draws in
                try Welch.difference(
                    control: events(&draws, 0.9, clustered: false), treatment: events(&draws, 0.9, clustered: false)
                ).interval
            }
        ]

    private struct Unit {
        let cluster: Int
        let treated: Bool
        let outcome: Double
    }

    /// Whole clusters are treated; units of one share a shift.
    private static func clusters(_ draws: inout Draws) -> [Unit] {
        (0..<60).flatMap { group -> [Unit] in
            let shift = 5 + draws.normal()
            return (0..<(4 + draws.integer(below: 4))).map { _ in
                let treated = group.isMultiple(of: 2)
                return Unit(
                    cluster: group, treated: treated, outcome: (treated ? 0.5 : 0) + shift + draws.normal())
            }
        }
    }

    private static func sums(_ draws: inout Draws) throws -> ClusterSums {
        let units = clusters(&draws)
        func arm(_ treated: Bool) -> ClusterSums.Arm {
            var arm = ClusterSums.Arm(
                numerators: Array(repeating: 0, count: 60), denominators: Array(repeating: 0, count: 60))
            for unit in units where unit.treated == treated {
                arm.numerators[unit.cluster] += unit.outcome
                arm.denominators[unit.cluster] += 1
            }
            return arm
        }
        return try ClusterSums(control: arm(false), treatment: arm(true), units: units.count)
    }

    /// 150 users with levels and effects of their own, whose decisions are drawn with two chances: where the level is high,
    /// treating is rare.
    private static func decisions(_ draws: inout Draws) -> HajekDifference {
        var difference = HajekDifference()
        for _ in 0..<150 {
            let (level, effect) = (draws.normal(), 0.4 + 2 * draws.normal())
            var user = HajekDifference.Cluster()
            for _ in 0..<(1 + draws.integer(below: 8)) {
                let isBusy = draws.isSuccess(0.5)
                let share = isBusy ? 0.2 : 0.5
                let treated = draws.isSuccess(share)
                user.add(
                    level + (isBusy ? 3 : 0) + (treated ? effect : 0) + draws.normal(), treated: treated,
                    chance: treated ? share : 1 - share)
            }
            difference.add(user)
        }
        return difference
    }

    /// The best fifth's scores are 0.9 in the mean.
    private static func bestScored(_ draws: inout Draws) throws -> Interval {
        let sample = try ScoredOutcomes.sample(of: 1_000, &draws)
        let best = try UpliftBins(5, of: sample, strategy: .overall).bins[0]
        guard let uplift = best.uplift, let error = best.error else { throw StatisticsError.noVariance }
        return try Estimate(testing: uplift, standardError: error).interval
    }

    /// Blocks of four periods are treated by the toss of a coin, and a period's noise goes on into the next.
    private static func neighbours(_ draws: inout Draws) throws -> Interval {
        var (design, response): ([[Double]], [Double]) = ([], [])
        var (treated, before) = (0.0, draws.normal())
        for period in 0..<500 {
            if period.isMultiple(of: 4) { treated = draws.isSuccess(0.5) ? 1 : 0 }
            let noise = draws.normal()
            design.append([1, treated])
            response.append(treated + noise + 0.5 * before)
            before = noise
        }
        let model = try LinearModel(design: design, response: response)
        let error = AutocorrelationError(lags: 9, isCorrectedForSize: true).standardErrors(of: model)[1]
        return try Estimate(testing: model.coefficients[1], standardError: error).interval
    }

    private static func events(
        _ draws: inout Draws, _ probability: Double, clustered: Bool
    ) throws -> QuantileSample {
        let users = (0..<200).map { _ in
            let level = clustered ? draws.normal() : 0
            return (0..<(1 + draws.integer(below: 5))).map { _ in level + draws.normal() }
        }
        return try QuantileSample(users: users, probability: probability, clustered: clustered)
    }
}
