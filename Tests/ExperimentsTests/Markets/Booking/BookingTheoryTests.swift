import Experiments
import Foundation
import MarketLabTesting
import Marketplace
import Statistics
import Testing

/// The simulated market against its theory: GTE, CR, LR and TSRN come out of 2,000 listings and 24 replications.
///
/// With a fresh seed a figure lies three standard errors off by chance in .64 % of the cases (Student's t, 23 degrees of
/// freedom). The ordinary tests take three markets and short runs; `make theory` takes all of them for 60 days.
@Suite(.tags(.long)) struct BookingTheoryTests {
    static let vectors =
        TestOptions.isAllTheory
        ? JohariVector.all
        : JohariVector.named(
            ["homog-lam1", "het-2x2-hte-lam1", "sale-no-withdrawal"])

    @Test(arguments: vectors, TestSeeds.all)
    func theDesignsComeOutAsTheorySays(vector: JohariVector, seed: UInt64) async throws {
        let readout = try await simulated(vector, seed: seed)
        let estimates = vector.expected.estimates
        var rows = [("GTE", try #require(readout.metrics.first).truth.difference, vector.expected.effect)]
        for (name, key) in [
            ("customer_split", "CR_50"), ("listing_split", "LR_50"), ("two_sided", "TSRN_50_50"),
            ("tsri_1", "TSRI1_50_50"), ("tsri_2", "TSRI2_50_50"),
        ] {
            let metric = try #require(readout.metrics.first { $0.name == name })
            rows.append((key, metric.difference, try #require(estimates[key])))
        }
        for (name, effect, theory) in rows {
            let error = try #require(effect.standardError)
            if TestOptions.isAllTheory { print(Self.line(vector.id, name, theory, effect.estimate, error)) }
            // Equal twins have no error at all.
            #expect(abs(effect.estimate - theory) <= 3 * error + 1e-12, "\(vector.id) \(name) \(effect) \(theory)")
        }
        // Every listing is sold in the end: twins differ by what lies on the shelves when counting starts and ends.
        if vector.id == "sale-no-withdrawal" { #expect(abs(rows[0].1.estimate) < 0.0005) }
        #expect(readout.health.allSatisfy { $0.status != .fail })
    }

    @Test func theTruthIsExactlyZeroWhereNothingIsChanged() async throws {
        let null = try #require(JohariVector.named(["aa-null-lam1"]).first)
        let readout = try await simulated(null, seed: 0, replications: 3)
        #expect(readout.metrics.allSatisfy { $0.truth.difference.estimate == 0 && $0.truth.difference.lower == 0 })
        #expect(readout.health.contains { $0.name == "equal_twins" && $0.status == .pass })
    }

    private func simulated(_ vector: JohariVector, seed: UInt64, replications: Int = 24) async throws -> Readout {
        // Little happens in a day where few customers come: the same number of bookings takes longer.
        let demand = vector.params.lam.reduce(0, +)
        let days = TestOptions.isAllTheory ? (demand >= 100 ? 6 : 60 / min(1, demand).squareRoot()) : 15
        var plan = Plan(name: "theory", title: "", summary: "", arms: [Arm(name: "control"), Arm(name: "treatment")])
        plan.seed = seed
        plan.replications = replications
        plan.schedule.experiment = Int64(86_400_000 * days)
        let steady = MeanField(vector, treatedCustomers: 0, treatedListings: 0).available
        var market = vector.market(size: 2_000, sharesAtStart: steady)
        // From control's steady state a sale market has the way to treatment's before it; a booking market opens with
        // all listings available. Both forget their start at a rate of at least .3 a day.
        market.settings.settling = 86_400_000 * 15
        return try await BookingRuns.readout(plan, BookingPlan(market: market))
    }

    private static func line(_ id: String, _ name: String, _ theory: Double, _ value: Double, _ error: Double) -> String
    {
        func text(_ number: Double) -> String { String(format: "%.6f", number) }
        let z = error > 0 ? String(format: "%+.2f", (value - theory) / error) : "exact"
        return "theory | \(id) | \(name) | \(text(theory)) | \(text(value)) | \(text(error)) | \(z)"
    }
}

/// Runs the worlds of a booking market on all cores.
enum BookingRuns {
    static func outcomes(
        _ runner: BookingRunner, _ tasks: [WorldTask]? = nil,
        threads: Int = ProcessInfo.processInfo.activeProcessorCount
    ) async throws -> [WorldTask: BookingOutcome] {
        let tasks = tasks ?? runner.plan.tasks
        var outcomes: [WorldTask: BookingOutcome] = [:]
        _ = try await ParallelRun(runner: runner, threads: threads).run(
            tasks, progress: RunProgress(worlds: tasks.count, alreadyDone: 0)
        ) { outcomes[$0.task] = $0 }
        return outcomes
    }

    static func readout(_ plan: Plan, _ booking: BookingPlan) async throws -> Readout {
        let runner = BookingRunner(plan: plan, booking: booking)
        return runner.readout(of: try await outcomes(runner), version: "0", command: "")
    }
}
