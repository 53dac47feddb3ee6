import Foundation
import MarketLabTesting
import Marketplace
import MarketplaceTesting
import PolicyKit
import Testing

/// What a user likes in one category, and in another.
struct TasteTests {
    private static let users = 200

    /// A market of two categories in which nothing but taste moves a click, and pages come at random.
    private static func run(_ share: Double, seed: UInt64) throws -> [[[Double]]?] {
        var market = TestMarket("tastes")
        market.market.users.count = Int64(users)
        market.market.users.tasteByCategory = share
        market.market.users.sessionsPerWeek = 60
        market.market.users.sessionsSigma = 0
        market.market.users.patienceSigma = 0
        market.market.listings.categories = 2
        market.market.listings.initial = 20_000
        market.standStill()
        market.market.listings.singleUnitShare = 0
        market.market.listings.fewUnitsShare = 0
        market.market.listings.deepUnits = 100_000
        // What listings of a category have in common would drown their own content.
        market.market.listings.contentSpread = 5
        market.everywhere {
            $0.choice.tasteWeight = 1
            $0.choice.appealWeight = 0
            $0.choice.clickRateMatched = 0.03
            $0.choice.clickRateUnmatched = 0.03
        }
        market.choosing { $0[.retrieval] = PolicyChoice("category-affinity", ["exploration": 1]) }
        let log = try market.watched(by: .taste, seed: seed)
        return (0..<users).map { user in parts(of: user, in: log) }
    }

    /// How the content of what a user clicks differs from that of what the user is shown, in each category and of listings of even and
    /// of odd number; nil where the user clicked less than three in one of them.
    private static func parts(of user: Int, in log: ExposureWatcher.Log) -> [[Double]]? {
        let groups = [0, 1].flatMap { category in
            [false, true].map { ExposureWatcher.Grouping.taste(user: user, category: category, isOdd: $0) }
        }
        guard groups.allSatisfy({ $0 < log.clicks.count && log.clicks[$0] >= 3 }) else { return nil }
        return groups.map(log.shift)
    }

    private static func product(_ parts: [[Double]], _ one: Int, _ other: Int) -> Double {
        zip(parts[one], parts[other]).reduce(0) { $0 + $1.0 * $1.1 }
    }

    private static func z(_ sample: [Double]) -> Double {
        let mean = sample.reduce(0, +) / Double(sample.count)
        let squares = sample.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return mean / (squares / Double(sample.count - 1) / Double(sample.count)).squareRoot()
    }

    /// The mean content of what a user clicks less that of what the user is shown points along the taste. That of one category times that of
    /// the other has the share 1 - s of what two halves of one category have, whose size is the same for every s: 1e-5 a check.
    @Test(arguments: TestSeeds.two) func tasteInACategoryIsAnotherByTheShareThatIsSet(seed: UInt64) throws {
        let plain = try Self.run(0, seed: seed)
        for share in [0, 0.5, 1] {
            let all = share == 0 ? plain : try Self.run(share, seed: seed)
            let users = all.compactMap { $0 }
            #expect(users.count > 150)
            let within = users.map { (Self.product($0, 0, 1) + Self.product($0, 2, 3)) / 2 }
            let across = users.map { user in
                [(0, 2), (0, 3), (1, 2), (1, 3)].reduce(0) { $0 + Self.product(user, $1.0, $1.1) } / 4
            }
            #expect(Self.z(within) > 5)
            let excess = zip(across, within).map { $0 - (1 - share) * $1 }
            #expect(GoodnessOfFit.normal(Self.z(excess)) > GoodnessOfFit.falseAlarm)
            guard share > 0 else { continue }
            let change = zip(all, plain).compactMap { one, other in
                guard let one, let other else { return nil as Double? }
                return Self.product(one, 0, 1) + Self.product(one, 2, 3) - Self.product(other, 0, 1)
                    - Self.product(other, 2, 3)
            }
            #expect(GoodnessOfFit.normal(Self.z(change)) > GoodnessOfFit.falseAlarm)
        }
    }
}
