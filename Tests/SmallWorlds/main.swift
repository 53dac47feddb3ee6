import Experiments
import Foundation
import Marketplace
import Policies
import PolicyKit

// Runs one small world to its end on the main thread, and prints its digest. An optimisation must leave the digest as it is, and
// `Tests/Scripts/instructions.py` counts what the processor executes for it.
//
//     SmallWorlds NAME

let worlds: [String: () throws -> String?] = [
    "feed": { try feed { _ in } },
    "learner": {
        try feed {
            $0.arms[1].policies[.ranking] = PolicyChoice("logistic")
            $0.arms[1].policies[.request] = PolicyChoice("uniform")
        }
    },
    "scarce": {
        try feed {
            $0.market.listings.initial = 300
            $0.arms[0].policies[.retrieval] = PolicyChoice("newest")
            $0.arms[1].policies[.ranking] = PolicyChoice("popularity")
            $0.arms[1].conditions.feed.pageSize = 7
        }
    },
    "auctions": auctions,
]

/// A feed of 1,500 users and 6,000 listings over two weeks, in which as many listings arrive as leave.
func feed(_ change: (inout Plan) -> Void) throws -> String? {
    let day: Int64 = 86_400_000
    var plan = Plan(name: "small", title: "", summary: "", arms: [Arm(name: "control"), Arm(name: "treatment")])
    plan.market.users.count = 1_500
    plan.market.listings.initial = 6_000
    plan.market.listings.arrivalsPerDay = Double(plan.market.listings.initial) / 47
    plan.schedule.warmup = 4 * day
    plan.schedule.experiment = 10 * day
    plan.schedule.followup = 5 * day
    change(&plan)
    return try WorldRunner(plan: plan, policies: .builtIn).run(WorldTask(replication: 0, role: .experiment))?.digest
}

/// 20,000 auctions of 48 bidders, half of the opportunities for bidders that hear every auction, half for those that remember each.
func auctions() throws -> String? {
    var market = AuctionMarket()
    market.settings.opportunitiesPerDay = 20_000
    market.settings.settling = 0
    market.settings.watched = 0
    let arms = ["dual-descent", "budget-pacing"].map {
        AuctionArm(bidding: PolicyChoice($0), rules: market.settings.rules)
    }
    var world = AuctionWorld(
        AuctionSetup(market: market, arms: arms, userArm: { UInt8($0 % 2) }, seed: 1, days: 1), policies: .builtIn)
    return try world.run() ? world.digest.text : nil
}

guard CommandLine.arguments.count == 2, let world = worlds[CommandLine.arguments[1]] else {
    print("SmallWorlds: give one of \(worlds.keys.sorted().joined(separator: " "))")
    exit(2)
}
print(try world() ?? "stopped")
