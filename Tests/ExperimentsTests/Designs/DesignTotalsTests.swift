import Experiments
import MarketLabTesting
import Marketplace
import Statistics
import Testing

/// The totals of a design's units, against a recount of the journal that knows records only.
struct DesignTotalsTests {
    private static func total(
        _ quantity: Quantity, _ moments: CovarianceMoments, in units: UnitMoments, of half: Int = 0
    ) -> Int {
        let variable = units.variable(quantity) + half * units.quantities.count
        return Int((moments.means[variable] * Double(moments.n)).rounded())
    }

    /// Exposures, clicks, paid orders and money in the experiment, by the arm that stands in the record.
    private static func recount(_ records: [JournalRecord], _ plan: Plan, _ isCounted: (JournalRecord) -> Bool)
        -> [[Int]]
    {
        var sums = [[Int]](repeating: [0, 0, 0, 0], count: 2)
        var counts: [Bool] = []
        for record in records {
            let isIn = record.time >= plan.schedule.warmup && isCounted(record)
            let arm = Int(record.arm)
            switch record.kind {
            case .exposure where isIn: sums[arm][0] += 1
            case .click where isIn: sums[arm][1] += 1
            case .checkout: counts.append(isIn)
            case .payment where counts[Int(record.detail)]:
                sums[arm][2] += 1
                sums[arm][3] += Int(record.value)
            default: break
            }
        }
        return sums
    }

    private static func name(_ record: JournalRecord) -> UInt64 { UInt64(record.user) << 32 | UInt64(record.session) }

    @Test(
        arguments: TestSeeds.all,
        [Design.sessionSplit, .requestSplit, .listingSplit, .sellerSplit, .categorySplit, .switchback])
    func theTotalsOfUnitsAreThoseOfTheRecords(seed: UInt64, design: Design) throws {
        let plan = DesignWorldTests.plan {
            $0.seed = seed
            $0.designs = [design]
            // A record has the arm of its exposure, which may be that of an earlier block or unit than the purchase's.
            $0.market.wishes.active = false
            $0.switchback.burnIn = 3 * 3_600_000
        }
        let (outcome, journals) = try TestPlans.replication(plan)
        let records = try #require(journals[plan.roles[0]])
        let start = plan.schedule.warmup
        let late = Set(
            records.filter { $0.kind == .sessionStart && $0.time >= start }.map { Self.name($0) })
        var firstRequest: [UInt32: Int64] = [:]
        for record in records where record.kind == .request && record.time >= start {
            firstRequest[record.user] = min(firstRequest[record.user] ?? .max, record.time)
        }
        let recount = Self.recount(records, plan) { record in
            switch design {
            case .sessionSplit: late.contains(Self.name(record))
            case .requestSplit: record.time > firstRequest[record.user] ?? .max
            case .switchback:
                (record.time - start) % plan.switchback.blockLength >= plan.switchback.burnIn
                    && record.time < start + plan.schedule.experiment
            default: true
            }
        }
        for arm in 0...1 {
            let moments = outcome.experiment.arms[arm]
            let quantities: [Quantity] = [.exposures, .clicks, .orders, .gmv]
            #expect(quantities.map { Self.total($0, moments, in: outcome.experiment.units) } == recount[arm])
            #expect(recount[arm][2] > 20)
        }
    }

    @Test(arguments: TestSeeds.two)
    func theCellsOfUsersAndListingsHoldAllThatHappens(seed: UInt64) throws {
        let plan = DesignWorldTests.plan {
            $0.seed = seed
            $0.designs = [.twoSided]
            // As above: a purchase in the experiment may be of a pair that met before it.
            $0.market.wishes.active = false
        }
        let (outcome, journals) = try TestPlans.replication(plan)
        let recount = Self.recount(try #require(journals[.twoSided]), plan) { _ in true }
        let pairs = outcome.experiment.units.pairs
        for (place, quantity) in [Quantity.exposures, .clicks, .orders, .gmv].enumerated() {
            func cell(_ user: Int, _ listing: Int) -> Int {
                Self.total(quantity, pairs.rows[user], in: outcome.experiment.units, of: listing)
            }
            #expect(cell(1, 1) == recount[1][place])
            #expect(cell(0, 0) + cell(0, 1) + cell(1, 0) == recount[0][place])
            for user in 0...1 {
                for listing in 0...1 {
                    let met = Self.total(
                        quantity, pairs.columns[listing], in: outcome.experiment.units, of: user)
                    #expect(cell(user, listing) == met)
                }
            }
        }
    }

    @Test(arguments: TestSeeds.two)
    func aTriggeredAnalysisLeavesOutWhoSawNothingAndNobodyElse(seed: UInt64) throws {
        let plan = DesignWorldTests.plan {
            $0.seed = seed
            $0.designs = [.userSplit]
            $0.schedule.experiment = 86_400_000
            $0.market.users.sessionsPerWeek = 2
            $0.analysis = .triggered
        }
        let (triggered, journals) = try TestPlans.replication(plan)
        var all = plan
        all.analysis = .everybody
        let (everybody, _) = try TestPlans.replication(all)
        for (with, without) in zip(
            triggered.designs + [triggered.allTreated], everybody.designs + [everybody.allTreated])
        {
            let records = try #require(journals[with.task.role])
            let seen = Set(
                records.filter { $0.kind == .exposure && $0.time >= plan.schedule.warmup }.map(\.user))
            #expect(with.digest == without.digest)
            #expect(with.arms[0].n + with.arms[1].n == seen.count)
            #expect(without.arms[0].n + without.arms[1].n == 240)
            #expect(seen.count < 200)
            for arm in 0...1 {
                #expect(
                    Self.total(.orders, with.arms[arm], in: with.units)
                        == Self.total(.orders, without.arms[arm], in: without.units))
            }
        }
        let readout = Readout(plan, replications: [triggered], version: "", command: "")
        let ratio = try #require(readout.metrics.first { $0.name == "ctr" })
        let same = Readout(all, replications: [everybody], version: "", command: "").metrics.first { $0.name == "ctr" }
        #expect(ByHand.agree(same?.truth.control, ratio.truth.control))
        #expect(ByHand.agree(same?.truth.treatment, ratio.truth.treatment))
    }

    @Test func aMetricThatAUnitDoesNotHaveIsNotReadOut() throws {
        let plan = DesignWorldTests.plan { $0.designs = [.userSplit, .listingSplit, .sessionSplit] }
        let names = Set(try TestPlans.readout(plan).metrics.map(\.name))
        #expect(names.contains("orders_listing_split"))
        #expect(names.contains("requests_per_session_user_split"))
        #expect(!names.contains("requests_per_session_listing_split"))
        #expect(!names.contains("retention_session_split"))
        #expect(names.contains("retention_user_split"))
    }
}
