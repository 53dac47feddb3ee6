import Experiments
import Foundation
import MarketLabTesting
import Marketplace
import Policies
import RunStore
import Testing

@Suite struct MerRecLogTests {
    private static let task = WorldTask(replication: 0, role: .allControl)
    let folder: TemporaryFolder
    let rows: [[String]]
    let csv: String

    init() throws {
        folder = try TemporaryFolder()
        let plan = EventLogRun.plan()
        let runner = WorldRunner(plan: plan, policies: .builtIn)
        let lengths = SequenceLengths(users: Int(plan.market.users.count))
        _ = try runner.run(Self.task, consumers: [lengths])
        let log = try EventLog(
            folder: folder.file("merrec"), task: Self.task, plan: plan, format: .merRec(lengths))
        let plain = try EventLog(folder: folder.file("csv"), task: Self.task, plan: plan)
        let outcome = try #require(try runner.run(Self.task, consumers: [log, plain]))
        try log.finish(outcome)
        try plain.finish(outcome)
        csv = EventLog.path(of: Self.task, in: folder.file("csv"))
        let path = EventLog.path(of: Self.task, in: folder.file("merrec")) + "/events.csv"
        rows = try String(contentsOf: URL(filePath: path), encoding: .utf8).split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }

    private func column(_ name: MerRecColumn) throws -> [String] {
        let place = try #require(rows[0].firstIndex(of: name.rawValue))
        return rows.dropFirst().map { $0[place] }
    }

    @Test func theHeaderIsMerRecs() {
        #expect(
            rows[0].joined(separator: ",")
                == "user_id,sequence_id,session_id,stime,sequence_length,event_id,item_id,product_id,name,price,"
                + "c0_id,c0_name,c1_id,c1_name,c2_id,c2_name,brand_id,brand_name,item_condition_id,"
                + "item_condition_name,size_id,size_name,shipper_id,shipper_name,color")
        #expect(rows.allSatisfy { $0.count == 25 })
    }

    @Test(arguments: [
        ("item_view", "click"), ("item_like", "like"), ("item_add_to_cart_tap", "cart"), ("buy_start", "checkout"),
        ("buy_comp", "payment"),
    ])
    func everyRecordOfAKindIsARowOfItsEvent(event: String, file: String) throws {
        let lines = try String(contentsOf: URL(filePath: "\(csv)/\(file).csv"), encoding: .utf8).split(separator: "\n")
        #expect(try column(.eventID).count { $0 == event } == lines.count - 1)
    }

    @Test func aSequenceIsAsLongAsItsRowsSay() throws {
        let users = try column(.sequenceID)
        let lengths = Dictionary(grouping: users, by: \.self).mapValues { "\($0.count)" }
        #expect(try zip(users, column(.sequenceLength)).allSatisfy { lengths[$0] == $1 })
    }

    @Test func timesAreThoseOfMay2023() throws {
        var time = MerRecTime()
        #expect(time.text(0) == "2023-05-01 00:00:00.000 UTC")
        #expect(time.text(31 * 86_400_000 + 3_723_004) == "2023-06-01 01:02:03.004 UTC")
        #expect(time.text((365 - 120) * 86_400_000) == "2024-01-01 00:00:00.000 UTC")
        #expect(try column(.time) == column(.time).sorted())
    }
}
