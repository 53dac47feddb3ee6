import Experiments
import Foundation
import MarketLabTesting
import Marketplace
import Policies
import PolicyKit
import RunStore
import Testing

/// The log of a world whose ranking explores, as a stranger reads it.
@Suite(.tags(.program), .hangLimit) struct PlacementLogTests {
    private static func log(_ change: (inout Market) -> Void, ranking: String) throws -> TemporaryFolder {
        var market = Market()
        market.users.count = 100
        market.listings.initial = 800
        market.conditions.feed.candidates = 30
        market.conditions.feed.pageSize = 5
        change(&market)
        var plan = Plan(
            name: "explored", title: "", summary: "",
            arms: ["control", "treatment"].map { Arm(name: $0, conditions: market.conditions) })
        plan.market = market
        for arm in plan.arms.indices { plan.arms[arm].policies[.ranking] = PolicyChoice(ranking) }
        (plan.schedule.warmup, plan.schedule.experiment, plan.schedule.followup) = (0, 3 * 86_400_000, 0)
        plan.offlineEvaluation = .clicks
        let folder = try TemporaryFolder()
        let logs = try EventLogs(folder: folder.file("log"), plan: plan)
        let task = WorldTask(replication: 0, role: .allControl)
        let outcome = try #require(
            try WorldRunner(plan: plan, policies: .builtIn).run(task, consumers: [try logs.open(task)]))
        try logs.finish(outcome)
        return folder
    }

    /// The folder of the one world.
    private static func world(in folder: TemporaryFolder) throws -> String {
        let found = FileManager.default.enumerator(atPath: folder.file("log"))?.compactMap { $0 as? String } ?? []
        let place = try #require(found.first { $0.hasSuffix("placement.csv") })
        return URL(filePath: folder.file("log")).appending(path: place).deletingLastPathComponent().path
    }

    private static func recount(_ folder: String, _ exploration: [String]) throws -> (status: Int32, output: String) {
        let script = Checkout.file("Tests/Scripts/recount_propensities.py").path
        let ran = try Program.other("python3", [script, folder, "0"] + exploration)
        return (ran.status, ran.text + ran.errors)
    }

    @Test(arguments: ["plackett_luce", "epsilon", "swap_neighbours", "random"])
    func propensitiesAreRecountedFromTheDraws(exploration: String) throws {
        let amounts = ["plackett_luce": 2.5, "epsilon": 0.15, "swap_neighbours": 0.35]
        let folder = try Self.log(
            { market in
                switch exploration {
                case "plackett_luce": market.conditions.feed.exploration.plackettLuce = 2.5
                case "epsilon": market.conditions.feed.exploration.epsilon = 0.15
                case "swap_neighbours": market.conditions.feed.exploration.swapNeighbours = 0.35
                default: break
                }
            }, ranking: exploration == "random" ? "random" : "popularity")
        let world = try Self.world(in: folder)
        let words = [exploration] + (amounts[exploration].map { ["\($0)"] } ?? [])
        let right = try Self.recount(world, words)
        #expect(right.status == 0 && right.output.contains("are those of the draws"), "\(right.output)")
        // One of them changed by two billionths.
        let file = URL(filePath: world).appending(path: "placement.csv")
        var rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
        let place = try #require(rows.lastIndex { $0.split(separator: ",")[4] == "0" })
        var fields = rows[place].split(separator: ",").map(String.init)
        fields[8] = "\(try #require(Int(fields[8])) - 2_000_000_000)"
        rows[place] = fields.joined(separator: ",")
        try (rows.joined(separator: "\n") + "\n").write(to: file, atomically: true, encoding: .utf8)
        let wrong = try Self.recount(world, words)
        #expect(wrong.status == 1 && wrong.output.contains("placement \(fields[0]):"), "\(wrong.output)")
        #expect(try Self.recount(world, ["epsilon", "0.9"]).status == 1)
    }
}
