import MarketLabTesting
import Statistics

/// Intervals over replications of a whole experiment: twins, switchbacks, two-sided designs.
extension CoverageCase {
    static let replications: [CoverageCase] =
        [
            CoverageCase("mean over replications", of: 1, seed: 7) { draws in
                try interval(ReplicationInterval.mean(of: (0..<8).map { _ in 1 + draws.normal() }))
            },
            CoverageCase("paired difference over replications", of: 1, seed: 13) { draws in
                try interval(
                    ReplicationInterval.mean(
                        of: (0..<8).map { _ in
                            let market = 50 * draws.normal()
                            return (market + 1 + draws.normal()) - (market + draws.normal())
                        }))
            },
            CoverageCase("lift over replications", of: 0.1, seed: 8) { draws in
                var (treated, control): ([Double], [Double]) = ([], [])
                for _ in 0..<24 {
                    let size = 100 + 5 * draws.normal()
                    control.append(size + draws.normal())
                    treated.append(1.1 * size + 3 * draws.normal())
                }
                return try interval(
                    ReplicationInterval.relativeEffect(
                        zip(treated, control).map { $0 - $1 }, over: control))
            },
            CoverageCase("switchback over replications, Horvitz-Thompson", of: 1.5, seed: 14, interval: switchback),
            CoverageCase("switchback over replications, burn-in dropped", of: 1.5, seed: 15, interval: burnIn),
            CoverageCase(
                ["area of the uplift curve over replications", "area of the Qini curve over replications"],
                of: 1.0 / 15, seed: 19, intervals: areas),
            CoverageCase("two-sided over replications, total effect", of: 0.6, seed: 16) { draws in
                try twoSided(&draws, \.totalEffect)
            },
            CoverageCase("two-sided over replications, direct effect", of: 0.3, seed: 17) { draws in
                try twoSided(&draws, \.directEffect)
            },
        ]
        + [1.0, 2].map { correction in
            let truth = MultipleRandomisation(treated: 3, rowOnly: 2.2, columnOnly: 2.1, control: 2)
                .interpolatedEffect(leftOverShare: 0.4, correction: correction)
            return CoverageCase("two-sided over replications, TSRI-\(Int(correction))", of: truth, seed: 18) { draws in
                try interpolated(&draws, correction: correction)
            }
        }

    private static func interval(_ estimate: ReplicationInterval) throws -> Interval {
        guard let interval = estimate.interval else { throw StatisticsError.noVariance }
        return interval
    }

    /// A period's treatment acts on it by 1 and on the next one by 0.5.
    private static func outcomes(_ assignment: [Bool], _ draws: inout Draws) -> [Double] {
        var before = assignment.first ?? false
        return assignment.map { treated in
            defer { before = treated }
            return 2 + (treated ? 1 : 0) + (before ? 0.5 : 0) + draws.normal()
        }
    }

    private static func switchback(_ draws: inout Draws) throws -> Interval {
        let design = try SwitchbackDesign.optimal(periods: 24, carryover: 1)
        return try interval(
            ReplicationInterval.mean(
                of: try (0..<20).map { _ in
                    let assignment = design.assignment(
                        of: design.randomisationPoints.map { _ in draws.isSuccess(0.5) })
                    return try design.horvitzThompson(outcomes: outcomes(assignment, &draws), assignment: assignment)
                }))
    }

    /// Windows of four periods, one of each two treated, whose first period is dropped.
    private static func burnIn(_ draws: inout Draws) throws -> Interval {
        try interval(
            ReplicationInterval.mean(
                of: try (0..<10).map { _ in
                    let treated = (0..<4).flatMap { _ -> [Bool] in
                        let first = draws.isSuccess(0.5)
                        return Array(repeating: first, count: 4) + Array(repeating: !first, count: 4)
                    }
                    return try BurnIn.difference(
                        outcomes: outcomes(treated, &draws), treated: treated, windowLength: 4, burnIn: 1)
                }))
    }

    /// Targeting the best-scored share x gains 0.1 (2 x - x^2), whose integral is 1/15; a Qini curve counts treated units only,
    /// which are half of all.
    private static func areas(_ draws: inout Draws) throws -> [Interval] {
        var (uplift, qini): ([Double], [Double]) = ([], [])
        for _ in 0..<8 {
            let sample = try ScoredOutcomes.sample(of: 200, &draws)
            uplift.append(UpliftCurve(.uplift, of: sample).area / 40_000)
            qini.append(2 * UpliftCurve(.qini, of: sample).area / 40_000)
        }
        return try [uplift, qini].map { try interval(ReplicationInterval.mean(of: $0)) }
    }

    /// 12 buyers meet 12 sellers, each with a level of its own.
    private static func twoSided(
        _ draws: inout Draws, _ effect: (MultipleRandomisation) -> Double
    ) throws -> Interval {
        try interval(
            ReplicationInterval.mean(
                of: try (0..<10).map { _ in
                    let treated = (0..<12).map { $0.isMultiple(of: 2) }
                    let sellers = (0..<12).map { _ in draws.normal() }
                    let pairs = treated.map { buyer in
                        let level = draws.normal()
                        return zip(treated, sellers).map { seller, other in
                            let shift = buyer && seller ? 0.6 : buyer ? 0.2 : seller ? 0.1 : 0
                            return level + other + shift + draws.normal()
                        }
                    }
                    return effect(
                        try MultipleRandomisation(outcomes: pairs, rowTreated: treated, columnTreated: treated))
                }))
    }

    /// Bookings by cell, a third of the customers and half of the listings treated.
    private static func interpolated(_ draws: inout Draws, correction: Double) throws -> Interval {
        let (rates, customers, listings) = ([[2, 2.1], [2.2, 3]], 1.0 / 3, 0.5)
        return try interval(
            ReplicationInterval.mean(
                of: try (0..<10).map { _ in
                    let totals = rates.enumerated().map { customer, row in
                        row.enumerated().map { listing, rate in
                            let share =
                                (customer == 1 ? customers : 1 - customers) * (listing == 1 ? listings : 1 - listings)
                            return share * rate + 0.05 * share.squareRoot() * draws.normal()
                        }
                    }
                    let cells = try TwoSidedTotals(
                        totals: totals, treatedRows: customers, treatedColumns: listings
                    ).cells()
                    return cells.interpolatedEffect(leftOverShare: 0.4, correction: correction)
                }))
    }
}
