package import Marketplace
import Policies
package import PolicyKit
import Testing

/// A small market that tests run, with what happened in it.
package struct TestMarket: Sendable, CustomTestStringConvertible {
    package var name: String
    package var market = Market()
    package var loaded = LoadedMarket()
    package var arms = [ArmSetup(), ArmSetup()]
    package var assignment: @Sendable (UInt32) -> UInt8 = { _ in 0 }
    package var learners = Learners.own
    package var warmupDays = 0.0
    package var days = 7.0
    package var followupDays = 1.0
    package var policies = PolicyRegistry.builtIn

    package var testDescription: String { name }

    package init(_ name: String, _ change: (inout TestMarket) -> Void = { _ in }) {
        self.name = name
        market.users.count = 200
        market.users.sessionsPerWeek = 4
        market.users.sessionsSigma = 0.5
        market.users.casualShare = 0
        market.users.sessionsMaximum = 10_000
        market.listings.initial = 1_500
        market.listings.arrivalsPerDay = 100
        everywhere { $0.browsing.waitHazard = 0 }
        change(&self)
    }

    /// Changes the conditions of all arms.
    package mutating func everywhere(_ change: (inout Conditions) -> Void) {
        for arm in arms.indices { change(&arms[arm].conditions) }
    }

    /// Changes the policies of all arms.
    package mutating func choosing(_ change: (inout PolicyChoices) -> Void) {
        for arm in arms.indices { change(&arms[arm].policies) }
    }

    /// Listings stay as they are until they are sold.
    package mutating func standStill() {
        market.listings.arrivalsPerDay = 0
        market.listings.markdownShare = 0
        market.listings.withdrawalMean = 3_000_000_000_000
        market.listings.expiry = 3_000_000_000_000
    }

    package func setup(seed: UInt64) -> WorldSetup {
        WorldSetup(
            market: market, loaded: loaded, arms: arms, randomisation: .users(assignment),
            learners: learners,
            seed: seed, experimentStart: TestMarket.milliseconds(warmupDays),
            browsingEnd: TestMarket.milliseconds(warmupDays + days),
            end: TestMarket.milliseconds(warmupDays + days + followupDays))
    }

    package func run(seed: UInt64 = 1) throws -> MarketRun { try MarketRun(setup(seed: seed), policies: policies) }

    package static func milliseconds(_ days: Double) -> Int64 { Int64(days * 86_400_000) }
}

/// What happened in one world.
package struct MarketRun: Sendable {
    package let setup: WorldSetup
    package let records: [JournalRecord]
    package let digest: JournalDigest
    package let violations: [String]
    package let unitsOffered: Int
    package let maturity: LabelMaturity
    package let reachedTheEnd: Bool

    package init(_ setup: WorldSetup, policies: PolicyRegistry = .builtIn) throws {
        let recorder = Recorder()
        var world = World(setup, policies: policies, consumers: [recorder])
        reachedTheEnd = try world.run()
        self.setup = setup
        records = recorder.records
        digest = world.digest
        violations = world.violations
        unitsOffered = world.unitsOffered
        maturity = world.maturity
    }

    package func records(_ kind: JournalRecord.Kind) -> [JournalRecord] { records.filter { $0.kind == kind } }

    package func count(_ kind: JournalRecord.Kind) -> Int { records.count { $0.kind == kind } }
}
