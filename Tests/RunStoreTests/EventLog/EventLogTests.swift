import Experiments
import Foundation
import MarketLabTesting
import Marketplace
import Policies
import PolicyKit
import RunStore
import Testing

@Suite struct EventLogTests {
    private static let task = WorldTask(replication: 0, role: .experiment)
    private static let columns: [(file: String, header: String)] = [
        ("session_start", "record,time_ms,user,session,arm"),
        ("request", "record,time_ms,user,session,arm,request,inserted,candidates,page_slots"),
        ("exposure", "record,time_ms,user,session,arm,slot,listing,price,sold_out"),
        ("click", "record,time_ms,user,session,arm,slot,listing,price"),
        ("like", "record,time_ms,user,session,arm,slot,listing,price"),
        ("cart", "record,time_ms,user,session,arm,slot,listing,price"),
        ("checkout", "record,time_ms,user,session,arm,slot,listing,order,price"),
        ("payment", "record,time_ms,user,session,arm,slot,listing,order,amount"),
        ("lapse", "record,time_ms,user,session,arm,slot,listing,order,price"),
        ("refund", "record,time_ms,user,session,arm,slot,listing,order,amount"),
        ("session_end", "record,time_ms,user,session,arm,requests,exposures,duration_ms"),
        ("listing_created", "record,time_ms,seller,listing,category,price,units"),
        ("markdown", "record,time_ms,seller,listing,price"),
        ("listing_ended", "record,time_ms,seller,listing,reason,unsold_units"),
        ("delivery", "record,time_ms,user,session,arm,slot,listing,order,price"),
        ("offer", "record,time_ms,user,session,arm,slot,listing,offer,price"),
        ("offer_accepted", "record,time_ms,user,session,arm,slot,listing,offer,price"),
        ("offer_countered", "record,time_ms,user,session,arm,slot,listing,offer,price"),
        ("offer_taken", "record,time_ms,user,session,arm,slot,listing,offer,price"),
        ("refusal", "record,time_ms,user,session,arm,slot"),
        ("exploration", "record,time_ms,user,session,arm,slot,asked,propensity_millionths,horizon"),
        ("insertion", "record,time_ms,user,session,arm,slot"),
        ("ad_exposure", "record,time_ms,user,session,arm,slot,listing,campaign,price_millionths"),
        ("ad_charge", "record,time_ms,user,session,arm,slot,listing,campaign,paid_millionths"),
        ("ad_order", "record,time_ms,user,session,arm,slot,listing,order,amount"),
        ("placement", "record,time_ms,user,session,arm,slot,listing,rank,propensity_quintillionths"),
        ("allocation", "record,time_ms,arm,turn,share_quintillionths"),
        ("users", "user,arm"),
        (
            "world",
            "scenario,replication,role,seed,replication_seed,users,experiment_start_ms,browsing_end_ms,end_ms,control,"
                + "treatment,control_request_cost,treatment_request_cost,control_candidate_cost,treatment_candidate_cost,"
                + "control_take_rate,treatment_take_rate,control_request_budget,treatment_request_budget,"
                + "control_request_budget_period_ms,treatment_request_budget_period_ms,treatment_share,level,"
                + "units_offered,events,records,journal_digest"
        ),
    ]

    @Test func everyFileHasItsColumnsAndEveryRowFillsThem() async throws {
        let run = try await EventLogRun()
        let folder = EventLog.path(of: Self.task, in: run.logs)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(files.sorted() == Self.columns.map { $0.file + ".csv" }.sorted())
        for (file, header) in Self.columns where file != "world" {
            let lines = try run.lines(file + ".csv")
            #expect(lines.first == header)
            // Its pages have ads, and so no placements; `PlacementLogTests` has a market with them. No allocation learns in it.
            #expect(
                lines.count > 1 || ["placement", "allocation"].contains(file), "the market of the test has no \(file)")
            let width = header.split(separator: ",").count
            for line in lines.dropFirst() {
                let fields = line.split(separator: ",", omittingEmptySubsequences: false)
                #expect(fields.count == width && !fields.contains { $0.isEmpty }, "\(file): \(line)")
            }
        }
        let world = try run.lines("world.csv")
        #expect(world.first == Self.columns.last?.header)
        #expect(world.last?.hasPrefix("small,0,experiment,1,") == true)
        let schedule = ",300,172800000,604800000,691200000,"
        #expect(
            world.last?.contains(
                schedule + "control,\"lift, \"\"30 %\"\"\",0,0,0,0,0.1,0.1,0.2,0.2,86400000,86400000,0.5,0.95,")
                == true)
    }

    @Test func allKindsOfRecordHaveAFileAndAreNumberedThrough() async throws {
        let run = try await EventLogRun()
        var numbers: [Int] = []
        for (file, _) in Self.columns.prefix(JournalRecord.Kind.allCases.count) {
            let mine = try run.lines(file + ".csv").dropFirst().compactMap { line in
                line.split(separator: ",").first.flatMap { Int($0) }
            }
            #expect(zip(mine, mine.dropFirst()).allSatisfy(<), "\(file) is not in order")
            numbers += mine
        }
        #expect(numbers.sorted() == Array(0..<numbers.count))
    }

    @Test func everyTwinSaysWhoIsTreated() async throws {
        let run = try await EventLogRun()
        for (role, arms) in [(WorldRole.allTreated, ["1"]), (.allControl, ["0"]), (.experiment, ["0", "1"])] {
            let rows = try run.lines("users.csv", role: role).dropFirst()
            #expect(rows.count == 300)
            #expect(Set(rows.map { String($0.suffix(1)) }) == Set(arms))
        }
    }

    @Test func theSameSeedLogsTheSameBytes() async throws {
        let first = try await EventLogRun()
        let second = try await EventLogRun()
        let other = try await EventLogRun(seed: 2)
        for role in WorldTask.all(replications: 1).map(\.role) {
            for (file, _) in Self.columns {
                #expect(try first.lines(file + ".csv", role: role) == second.lines(file + ".csv", role: role))
            }
        }
        #expect(try first.lines("exposure.csv") != other.lines("exposure.csv"))
    }

    @Test func numbersOfEverySizeAreWrittenAsTheyAre() throws {
        let folder = try TemporaryFolder()
        let values: [Int64] = [
            0, 1, 9, 10, 99, 100, 101, 999, 1_000, 9_999, 10_000, 99_999, 1_234_567, .max, .min, -1, -10,
        ]
        let first = FirstExposure()
        let runner = WorldRunner(plan: EventLogRun.plan(), policies: .builtIn)
        let outcome = try #require(try runner.run(Self.task, consumers: [first]))
        let exposure = try #require(first.record)
        let records = values.map { value in
            var record = exposure
            (record.time, record.value) = (value, value)
            (record.user, record.session, record.listing, record.detail) = (.max, .max, .max, .max)
            (record.arm, record.slot) = (1, .max)
            return record
        }
        let log = try EventLog(folder: folder.path, task: Self.task, plan: EventLogRun.plan())
        // More than any buffer holds.
        for _ in 0..<1_000 { try log.consume(records.span) }
        try log.finish(outcome)
        let path = EventLog.path(of: Self.task, in: folder.path) + "/exposure.csv"
        let lines = try String(contentsOf: URL(filePath: path), encoding: .utf8).split(separator: "\n").dropFirst()
        #expect(lines.count == 1_000 * values.count)
        for (number, line) in lines.enumerated() {
            let value = values[number % values.count]
            #expect(line == "\(number),\(value),4294967295,4294967295,1,65535,4294967295,\(value),4294967295")
        }
    }
}

/// Keeps one record, because none can be made outside the market.
private final class FirstExposure: JournalConsumer {
    private(set) var record: JournalRecord?

    func consume(_ records: borrowing Span<JournalRecord>) {
        for index in records.indices where record == nil && records[index].kind == .exposure { record = records[index] }
    }
}
