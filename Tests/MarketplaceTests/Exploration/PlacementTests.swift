import Foundation
import MarketLabTesting
import Marketplace
import MarketplaceTesting
import Policies
import PolicyKit
import Testing

/// What the journal says of how likely pages were.
@Suite(.hangLimit) struct PlacementTests {
    struct Explorer: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var policy = "content-affinity"
        let set: @Sendable (inout ExplorationSettings) -> Void
    }

    static let explorers = [
        Explorer(testDescription: "plackett_luce") { $0.plackettLuce = 2 },
        Explorer(testDescription: "epsilon") { $0.epsilon = 0.2 },
        Explorer(testDescription: "swap_neighbours") { $0.swapNeighbours = 0.3 },
        Explorer(testDescription: "session-aware swaps", policy: "session-aware") { $0.swapNeighbours = 0.4 },
        Explorer(testDescription: "random", policy: "random") { _ in },
    ]

    static func run(_ explorer: Explorer, seed: UInt64 = 3, users: Int64 = 60) throws -> MarketRun {
        var market = TestMarket(explorer.testDescription) { market in
            market.market.users.count = users
            market.everywhere {
                $0.feed.pageSize = 7
                $0.feed.candidates = 40
                explorer.set(&$0.feed.exploration)
            }
            market.choosing { $0[.ranking] = PolicyChoice(explorer.policy) }
            market.days = 2
        }
        market.arms[1].policies[.ranking] = PolicyChoice("popularity")
        var setup = market.setup(seed: seed)
        setup.asksOtherRanking = true
        return try MarketRun(setup, policies: market.policies)
    }

    /// What is written in the log is counted again from the ranks that were drawn, by formulas of this test's own.
    static func recounted(_ records: [JournalRecord], of setup: WorldSetup) -> [(logged: Double, recounted: Double)] {
        var requests: [UInt32: JournalRecord] = [:]
        for request in records where request.kind == .request { requests[request.request] = request }
        var shown: [UInt32: [Int]] = [:]
        let settings = setup.arms[0].conditions.feed.exploration
        return records.filter { $0.kind == .placement && $0.arm == 0 }.compactMap { record in
            guard let request = requests[record.request] else { return nil }
            let (rank, above) = (Int(record[.rank]), shown[record.request] ?? [])
            shown[record.request] = above + [rank]
            let (count, slots) = (Int(request[.candidates]), Int(request[.pageSlots]))
            let left = (0..<count).filter { !above.contains($0) }
            let slot = above.count
            let chance: Double
            if setup.arms[0].policies[.ranking].name == "random" {
                chance = 1 / Double(left.count)
            } else if settings.plackettLuce > 0 {
                func weight(_ rank: Int) -> Double { exp(-Double(rank) / settings.plackettLuce) }
                chance = weight(rank) / left.map(weight).reduce(0, +)
            } else if settings.epsilon > 0 {
                chance = settings.epsilon / Double(left.count) + (rank == left[0] ? 1 - settings.epsilon : 0)
            } else if slot % 2 == 1 || slot == slots - 1 {
                chance = 1
            } else {
                chance = rank == slot ? 1 - settings.swapNeighbours : settings.swapNeighbours
            }
            return (Double(record[.placementChance]) / 1e18, chance)
        }
    }

    @Test(arguments: explorers) func loggedPropensitiesAreThoseOfTheDraws(explorer: Explorer) throws {
        let run = try Self.run(explorer)
        let all = Self.recounted(run.records, of: run.setup)
        #expect(all.count > 500 && all.count == run.count(.exposure))
        #expect(all.allSatisfy { abs($0.logged - $0.recounted) < 1e-9 })
        #expect(run.violations.isEmpty)
    }

    @Test(arguments: explorers) func aFalsifiedPropensityIsFound(explorer: Explorer) throws {
        let run = try Self.run(explorer)
        var records = run.records
        let place = try #require(records.lastIndex { $0.kind == .placement && $0.arm == 0 })
        records[place].value -= 2_000_000_000
        let all = Self.recounted(records, of: run.setup)
        #expect(all.count { abs($0.logged - $0.recounted) >= 1e-9 } == 1)
    }

    /// Asking another ranking about pages changes nothing that happens on them.
    @Test(arguments: explorers) func askingAnotherRankingChangesNothing(explorer: Explorer) throws {
        let asked = try Self.run(explorer)
        var setup = asked.setup
        setup.asksOtherRanking = false
        let alone = try MarketRun(setup, policies: .builtIn)
        let happened = asked.records.filter { $0.kind != .placement }
        #expect(happened == alone.records.filter { $0.kind != .placement })
        let own = asked.records.filter { $0.kind != .placement || $0.arm == 0 }
        if explorer.policy != "random" { #expect(own == alone.records) }
        #expect(asked.count(.placement) == 2 * asked.count(.exposure))
    }

    /// Where both rankings are one, either says the same of each page; and a page without exploration is certain.
    @Test func equalRankingsAreAskedTheSame() throws {
        var market = TestMarket("equal") { $0.market.users.count = 60 }
        market.days = 2
        var setup = market.setup(seed: 4)
        setup.asksOtherRanking = true
        let records = try MarketRun(setup, policies: market.policies).records(.placement)
        let (own, other) = (records.filter { $0.arm == 0 }, records.filter { $0.arm == 1 })
        #expect(own.count > 500 && own.count == other.count)
        #expect(own.map(\.detail) == other.map(\.detail) && own.map(\.value) == other.map(\.value))
        #expect(own.allSatisfy { $0.value == 1_000_000_000_000_000_000 })
    }
}
