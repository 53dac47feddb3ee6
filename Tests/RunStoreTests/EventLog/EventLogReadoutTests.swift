import Experiments
import Foundation
import MarketLabTesting
import Marketplace
import RunStore
import Testing

@Suite(.tags(.program), .hangLimit) struct EventLogReadoutTests {
    @Test(arguments: [(1, 0.5, UInt64(1)), (3, 0.3, .max)])
    func aStrangerComputesTheSameReadoutFromTheLog(
        replications: Int, treatmentShare: Double, seed: UInt64
    ) async throws {
        let run = try await EventLogRun(replications: replications, seed: seed, treatmentShare: treatmentShare)
        let check = try RecomputeScript.run(run.logs, run.readout)
        #expect(check.status == 0, "\(check.output)")
        #expect(check.output.contains("\(Metric.all.count - 1) metrics of \(replications) replications agree"))
    }

    @Test func onePaymentChangedByOneMinorUnitIsFound() async throws {
        let run = try await EventLogRun()
        // Of an order checked out in the experiment: the last one is.
        try tamper(run, "payment.csv") { rows in
            var fields = try #require(rows.last).split(separator: ",")
            let amount = try #require(Int(fields[8]))
            fields[8] = "\(amount + 1)"
            rows[rows.count - 1] = fields.joined(separator: ",")
        }
        let check = try RecomputeScript.run(run.logs, run.readout)
        #expect(check.status == 1, "\(check.output)")
        #expect(check.output.contains("metrics.gmv."), "\(check.output)")
        #expect(check.output.contains("journalDigest"), "\(check.output)")
    }

    @Test func aMissingRowIsFound() async throws {
        let run = try await EventLogRun()
        try tamper(run, "exposure.csv") { $0.remove(at: $0.count / 2) }
        let check = try RecomputeScript.run(run.logs, run.readout)
        #expect(check.status == 1 && check.output.contains("is missing"), "\(check.output)")
    }

    @Test func aUserInTheWrongArmIsFound() async throws {
        let run = try await EventLogRun()
        try tamper(run, "users.csv") { rows in
            let other = rows[1].hasSuffix("1") ? "0" : "1"
            rows[1] = rows[1].dropLast() + other
        }
        let check = try RecomputeScript.run(run.logs, run.readout)
        #expect(check.status == 1 && check.output.contains("srm"), "\(check.output)")
    }

    @Test func aFalsifiedPropensityIsFound() async throws {
        let run = try await EventLogRun()
        try tamper(run, "exploration.csv") { rows in
            rows[rows.count - 1].replace(",500000,", with: ",400000,")
        }
        let check = try RecomputeScript.run(run.logs, run.readout)
        #expect(check.status == 1 && check.output.contains("requests.arms[1].uplift.all"), "\(check.output)")
    }

    @Test func aRequestThatNoBudgetPaidForIsFound() async throws {
        let run = try await EventLogRun()
        try tamper(run, "insertion.csv") { rows in
            let fields = rows[rows.count - 1].split(separator: ",")
            rows[rows.count - 1] = (fields[..<4] + ["0", fields[5]]).joined(separator: ",")
        }
        let check = try RecomputeScript.run(run.logs, run.readout)
        #expect(check.status == 1 && check.output.contains("requests.arms[0]: the log has"), "\(check.output)")
    }

    /// An effect of one day, cumulated effects, and how the last days differ: each is computed from the log.
    @Test func effectsByDayToldWrongAreFound() async throws {
        let run = try await EventLogRun(replications: 2)
        var readout = try JSONDecoder().decode(Readout.self, from: Data(contentsOf: URL(filePath: run.readout)))
        let courses = try #require(readout.effectCourses)
        let place = try #require(courses.firstIndex { $0.metric == "gmv" })
        readout.effectCourses?[place].truth.daily[3]?.upper? += 1e-3
        readout.effectCourses?[place].experiment?.cumulated[1]?.estimate += 1e-3
        readout.effectCourses?[place].truth.last?.lower? += 1e-3
        readout.effectCourses?[place].experiment?.change?.standardError? += 1e-3
        try JSONEncoder().encode(readout).write(to: URL(filePath: run.readout))
        let check = try RecomputeScript.run(run.logs, run.readout)
        #expect(check.status == 1)
        for path in [
            "truth.daily[3].upper", "experiment.cumulated[1].estimate", "truth.last.lower",
            "experiment.change.standardError",
        ] {
            #expect(check.output.contains("effectCourses.gmv.\(path): "), "\(check.output)")
        }
    }

    /// Changes a file of the experiment's own world.
    private func tamper(_ run: EventLogRun, _ file: String, _ change: (inout [String]) throws -> Void) throws {
        var rows = try run.lines(file)
        try change(&rows)
        let task = WorldTask(replication: 0, role: .experiment)
        let path = EventLog.path(of: task, in: run.logs) + "/" + file
        try Data((rows.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: path))
    }
}
