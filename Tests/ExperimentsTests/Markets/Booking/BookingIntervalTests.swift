import Experiments
import Foundation
import MarketLabTesting
import Marketplace
import Testing

/// The error that one experiment shows by itself, over its blocks of time.
@Suite struct BookingIntervalTests {
    /// Runs of a small market, each by itself: what one replication's readout says of each design.
    private static func readouts(_ lift: Double, _ count: Int, seed: UInt64) async throws -> [Readout] {
        var plan = plan(lift, replications: count, seed: seed)
        let booking = try #require(plan.booking)
        let all = BookingRunner(plan: plan, booking: booking)
        let outcomes = try await BookingRuns.outcomes(all)
        plan.replications = 1
        let one = BookingRunner(plan: plan, booking: booking)
        return (0..<count).map { replication in
            var own: [WorldTask: BookingOutcome] = [:]
            for (task, outcome) in outcomes where task.replication == replication { own[task] = outcome }
            return one.readout(of: own, version: "0", command: "")
        }
    }

    private static func plan(_ lift: Double, replications: Int, seed: UInt64) -> Plan {
        var plan = Plan(name: "blocks", title: "", summary: "", arms: [Arm(name: "control"), Arm(name: "treatment")])
        plan.seed = seed
        plan.replications = replications
        plan.schedule.experiment = 40 * 86_400_000
        var study = Study()
        study.nullDraws = 1
        plan.study = study
        var booking = BookingPlan()
        booking.market.settings.size = 50
        booking.market.settings.settling = 5 * 86_400_000
        booking.market.customerTypes[0].arrivalsPerDay = 2
        booking.market.customerTypes[0].choices[0].utilityLift = lift
        plan.kind = .booking(booking)
        return plan
    }

    /// 400 experiments, of each design the intervals of 95 %. Fewer than 358 or more than 396 of them would hold the
    /// expectation by chance in 2e-5 of the cases (binomial), of six designs in about 1e-4; the mean of all estimates stands for
    /// the expectation.
    @Test(arguments: TestSeeds.all) func anExperimentsIntervalHoldsWhatItsDesignExpects(seed: UInt64) async throws {
        let readouts = try await Self.readouts(0.5, 400, seed: seed)
        for (place, design) in BookingDesign.allCases.enumerated() {
            let effects = readouts.map { $0.metrics[place].difference }
            let expected = effects.reduce(0) { $0 + $1.estimate } / Double(effects.count)
            let held = try effects.count { effect in
                let (lower, upper) = (try #require(effect.lower), try #require(effect.upper))
                return lower <= expected && expected <= upper
            }
            if TestSeeds.all.count > 1 { print("theory | intervals that hold | \(design.rawValue) | \(held) of 400") }
            #expect((358...396).contains(held), "\(design): \(held)")
        }
    }

    /// Where nothing was changed. More than 41 of 400 p-values below .05 come by chance in 1e-5 of the cases, of six designs
    /// in less than 1e-4.
    @Test(arguments: TestSeeds.all) func anUntreatedMarketRaisesAsManyFalseAlarmsAsPlanned(seed: UInt64) async throws {
        let plan = Self.plan(0.5, replications: 400, seed: seed)
        let readout = try await BookingRuns.readout(plan, try #require(plan.booking))
        for design in try #require(readout.study?.metrics.first).designs {
            let alarms = try #require(design.falsePositives)
            if TestSeeds.all.count > 1 { print("theory | false alarms | \(design.name) | \(alarms.count) of 400") }
            #expect(alarms.of == 400 && (4...41).contains(alarms.count), "\(design.name): \(alarms.count)")
            #expect(design.coverage?.of == 400 && design.power?.of == 400 && design.daysToDecision != nil)
        }
    }
}
