import Experiments
import Foundation
import MarketLabTesting
import Marketplace
import Statistics
import Testing

/// How far a market of a few listings is from the limit of many: a shift in proportion to 1/N.
@Suite(.tags(.long)) struct FiniteSizeTests {
    /// The bookings of a crowded market with nobody treated. With the drift g(s) = 1 - s - f(s) of the available mass, its
    /// variance is Q/|g'| over N, and the second-order term takes g'' Var / (2 |g'|) = .274/N from the bookings.
    ///
    /// The exponent is fitted over sizes on logarithmic scales. Three standard errors around it hold -1, and do not reach
    /// -1/2, the exponent of noise. Small markets in the ordinary tests, for the noise falls with the square root only;
    /// `make theory` takes 250 to 2,000.
    @Test(arguments: TestSeeds.all) func theFiniteSizeBiasShrinksAsOneOverN(seed: UInt64) async throws {
        let vector = try #require(JohariVector.named(["homog-bigv-lam1"]).first)
        let theory = vector.expected.controlRate
        let sizes: [(size: Int64, days: Double)] =
            TestOptions.isAllTheory
            ? [(250, 6_000), (500, 10_000), (1_000, 20_000), (2_000, 20_000)] : [(20, 2_500), (40, 2_500), (80, 2_500)]
        var points: [(x: Double, y: Double, error: Double)] = []
        for (size, days) in sizes {
            let shift = try await shift(vector, theory, size: size, days: days, seed: seed)
            let error = try #require(shift.standardError)
            if TestOptions.isAllTheory {
                print(
                    "theory | bias at N = \(size) | \(shift.estimate) | \(error) | N x bias \(shift.estimate * Double(size))"
                )
            }
            #expect(shift.estimate < 0)
            points.append((log(Double(size)), log(abs(shift.estimate)), error / abs(shift.estimate)))
        }
        let (slope, error) = Self.slope(points)
        if TestOptions.isAllTheory || TestSeeds.all.count > 1 {
            print("theory | exponent of the bias in N | \(slope) | \(error)")
        }
        #expect(abs(slope + 1) < 3 * error)
        #expect(slope + 3 * error < -0.5)
    }

    private func shift(
        _ vector: JohariVector, _ theory: Double, size: Int64, days: Double, seed: UInt64
    ) async throws -> ReplicationInterval {
        var plan = Plan(name: "size", title: "", summary: "", arms: [Arm(name: "control"), Arm(name: "treatment")])
        plan.seed = seed
        plan.replications = 24
        plan.schedule.experiment = Int64(86_400_000 * days)
        var market = vector.market(size: size)
        market.settings.settling = 86_400_000 * 15
        let runner = BookingRunner(plan: plan, booking: BookingPlan(market: market))
        let outcomes = try await BookingRuns.outcomes(runner, runner.plan.tasks.filter { $0.role == .allControl })
        return try ReplicationInterval.mean(
            of: runner.plan.tasks.compactMap { outcomes[$0] }.map {
                Double($0.tally.bookings.joined().reduce(0, +)) / (days * Double(size)) - theory
            })
    }

    /// Weighted least squares: the slope and its standard error.
    private static func slope(_ points: [(x: Double, y: Double, error: Double)]) -> (Double, Double) {
        let weights = points.map { 1 / ($0.error * $0.error) }
        let total = weights.reduce(0, +)
        let meanX = zip(points, weights).reduce(0) { $0 + $1.0.x * $1.1 } / total
        let meanY = zip(points, weights).reduce(0) { $0 + $1.0.y * $1.1 } / total
        let xx = zip(points, weights).reduce(0) { $0 + $1.1 * ($1.0.x - meanX) * ($1.0.x - meanX) }
        let xy = zip(points, weights).reduce(0) { $0 + $1.1 * ($1.0.x - meanX) * ($1.0.y - meanY) }
        return (xy / xx, (1 / xx).squareRoot())
    }
}
