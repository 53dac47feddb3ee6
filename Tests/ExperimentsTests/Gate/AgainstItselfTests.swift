import Experiments
import Foundation
import MarketLabTesting
import Marketplace
import Policies
import PolicyKit
import Statistics
import Testing

@Suite(.tags(.long)) struct AgainstItselfTests {
    /// How many experiments: 100, in the long form 400, or what `MARKETLAB_AA` says.
    private static let experiments = TestOptions.experimentsAgainstItself

    private func passes(_ gate: Gate<some PlanRunner>) async throws -> GateReadout {
        let readout = try await gate.run(
            threads: 2, progress: RunProgress(worlds: gate.tasks.count, alreadyDone: 0))
        return try #require(readout)
    }

    private func row(
        _ readout: GateReadout, _ metric: String, _ estimator: GateReadout.Estimator = .difference
    ) throws -> GateReadout.Row {
        try #require(readout.metrics.first { $0.name == metric && $0.estimator == estimator })
    }

    /// p-values are uniform, intervals hold the truth as often as they say, and users are split as planned; 1e-3 in all.
    ///
    /// `MARKETLAB_AA=1000 swift test -c release --filter AgainstItselfTests` asks more: uniformity at p > .01 and a
    /// coverage of 93.5 to 96.5 %.
    @Test func aMarketAgainstItselfShowsNoEffect() async throws {
        let count = AgainstItselfTests.experiments
        let readout = try await passes(AgainstItself.gate(experiments: count))
        #expect(readout.passed && readout.violations.isEmpty)
        let names = ["orders", "ctr", "exposures_per_session", "gmv", "cvr"]
        #expect(readout.metrics.map(\.name) == names.flatMap { [$0, $0] })
        for row in readout.metrics {
            #expect(row.status == .pass && row.note == nil, "\(row.name): \(row.note ?? "")")
            #expect(row.pValues.count == count)
            if count >= 1_000 {
                #expect(try #require(row.uniformity) > 0.01, "\(row.name) \(row.estimator)")
                #expect((0.935...0.965).contains(try #require(row.coverage)), "\(row.name) \(row.estimator)")
            }
        }
        #expect(readout.metrics.count { $0.estimator == .cuped } == 5)
        let split = try #require(readout.splits.first)
        #expect(split.status == .pass && split.users.reduce(0, +) == 400 * count)
    }

    /// Threads change nothing, and the same seed gives the same readout.
    @Test func aGateIsAFunctionOfItsPlan() async throws {
        let gate = AgainstItself.gate(experiments: 6)
        let progress = RunProgress(worlds: 6, alreadyDone: 0)
        let alone = try await gate.run(threads: 1, progress: progress)
        #expect(try await gate.run(threads: 5, progress: progress) == alone)
        #expect(gate.tasks.count == 6)
    }

    /// What is served differs: matched listings are clicked twice as often by those who should have had control.
    @Test func aTreatmentThatLeaksIsNoticed() async throws {
        let runner = BrokenRunner(AgainstItself.plan(experiments: 40)) {
            $0.arms[1].conditions.choice.clickRateMatched = 0.6
        }
        let readout = try await passes(Gate(runner))
        #expect(!readout.passed)
        let clicks = try row(readout, "ctr")
        #expect(clicks.status == .fail && clicks.note?.contains("p-values are not uniform; intervals are") == true)
        #expect(readout.splits.allSatisfy { $0.status == .pass })
    }

    /// Too many users are treated: no metric shows it, the split does.
    @Test func aSplitThatIsNotThePlannedOneIsNoticed() async throws {
        let runner = BrokenRunner(AgainstItself.plan(experiments: 40)) { $0.split.treatmentShare = 0.56 }
        let readout = try await passes(Gate(runner))
        let split = try #require(readout.splits.first)
        #expect(!readout.passed && split.status == .fail)
        #expect(split.pValue < 1e-6 && split.planned == [0.5, 0.5])
        #expect(readout.metrics.allSatisfy { $0.status != .fail })
    }

    /// An error of two fifths of the size claims effects that are not there; one of three times the size, too few.
    @Test func anEstimatorWithAWrongErrorIsNoticed() async throws {
        var gate = AgainstItself.gate(experiments: 40)
        gate.read = { metric, world, level in
            var reading = GateReading(metric, world: world, level: level)
            let factor = metric.name == "orders" ? 0.4 : metric.name == "exposures_per_session" ? 3.0 : 1
            reading.difference = reading.difference.flatMap {
                try? Estimate(testing: $0.estimate, standardError: factor * $0.standardError, level: level)
            }
            return reading
        }
        let readout = try await passes(gate)
        #expect(!readout.passed)
        let (small, large) = (try row(readout, "orders"), try row(readout, "exposures_per_session"))
        #expect(small.status == .fail && small.note?.contains("too narrow") == true)
        #expect(large.status == .fail && large.note?.contains("p-values are not uniform") == true)
        #expect(try row(readout, "orders", .cuped).status == .pass)
        #expect(try row(readout, "ctr").status == .pass)
    }

    /// Nobody buys, and hardly anybody does: that is said, and alarms nobody.
    @Test func aMetricWithTooFewEventsIsNotJudged() async throws {
        var plan = AgainstItself.plan(experiments: 20)
        plan.metrics = ["ctr", "orders", "refund_rate"]
        // Every experiment has an order or two, and no more.
        for arm in 0...1 { plan.arms[arm].conditions.choice.checkoutRate = 0.03 }
        let readout = try await passes(Gate(WorldRunner(plan: plan, policies: .builtIn)))
        let rare = try row(readout, "orders")
        #expect(rare.status == .warn && rare.uniformity == nil && rare.note?.hasPrefix("too few events") == true)
        #expect(try row(readout, "refund_rate").note?.contains("have no value") == true)
        #expect(readout.passed && readout.checks == 2 * 2 + 2)
        plan.metrics = ["refund_rate"]
        plan.replications = 3
        #expect(try await !passes(Gate(WorldRunner(plan: plan, policies: .builtIn))).passed)
    }

    /// Why a goal was not judged; all else may have passed.
    enum Reason: String, CaseIterable {
        case unknown = "this market has no such metric"
        case rare = "too few events"
        case nothing = "have no value"
        case constant = "it has the same value for every user"
        case empty = "there is no user in treatment"
        case few = "too few experiments: 1"
    }

    @Test(arguments: Reason.allCases) func aGateThatCouldNotJudgeItsGoalHasNotPassed(reason: Reason) async throws {
        var plan = AgainstItself.plan(experiments: 20)
        plan.market.users.count = 120
        switch reason {
        case .unknown: plan.metrics = ["profit", "ctr"]
        case .rare:
            plan.metrics = ["orders", "ctr"]
            plan.replications = 40
            for arm in 0...1 { plan.arms[arm].conditions.choice.checkoutRate = 0.02 }
        case .nothing:
            plan.metrics = ["refund_rate", "ctr"]
            for arm in 0...1 { plan.arms[arm].conditions.choice.checkoutRate = 0 }
        case .constant:
            plan.metrics = ["refused_requests", "ctr"]
        case .empty:
            plan.split.treatmentShare = 0
        case .few:
            plan.replications = 1
        }
        let readout = try await passes(Gate(WorldRunner(plan: plan, policies: .builtIn)))
        #expect(!readout.passed && readout.goal == plan.metrics[0])
        #expect(readout.goalObstacle?.contains(reason.rawValue) == true, "\(readout.goalObstacle ?? "none")")
        #expect(readout.violations.isEmpty && readout.metrics.allSatisfy { $0.status != .fail })
    }
}
