import Experiments
import Marketplace
import MarketplaceTesting
import Policies
import PolicyKit
import Statistics
import Testing

/// Worlds of all designs: what is randomised in them, and that nothing else is.
struct DesignWorldTests {
    /// All designs but that of budgets, with a change that is met at a listing.
    static func plan(_ change: (inout Plan) -> Void = { _ in }) -> Plan {
        TestPlans.busy { plan in
            plan.market.ads.campaigns = 0
            plan.market.listings.categories = 8
            for arm in 0...1 {
                plan.arms[arm].conditions.offers.rate = 0
                plan.arms[arm].conditions.feed.requestCost = 2
                // Never spent: what an arm may ask for would depend on how many it serves.
                plan.arms[arm].conditions.feed.requestBudget = 1_000
            }
            plan.split.treatmentShare = 0.4
            plan.rollout.stageLength = 86_400_000
            plan.rollout.firstShare = 0.1
            plan.switchback.blockLength = 12 * 3_600_000
            plan.designs = Design.allCases.filter { $0 != .budgetSplit && $0 != .campaignSplit }
            change(&plan)
        }
    }

    @Test func withEqualArmsEveryDesignIsTheWorldWithoutTreatmentRecordByRecord() throws {
        let plan = Self.plan { $0.arms[1].conditions = $0.arms[0].conditions }
        let (outcome, _) = try TestPlans.replication(plan)
        for world in outcome.designs {
            #expect(world.digest == outcome.allControl.digest, "\(world.task.role)")
        }
    }

    @Test func withUnequalArmsEveryDesignIsAWorldOfItsOwn() throws {
        let (outcome, _) = try TestPlans.replication(Self.plan())
        let worlds = Set((outcome.designs + [outcome.allControl, outcome.allTreated]).map(\.digest))
        #expect(worlds.count == Set(Self.plan().designs.map(\.rawValue)).count - 3 + 2)
    }

    /// What happens under the conditions of treatment is what the pure functions of the assignment say.
    @Test(arguments: WorldRole.ofFeed.filter { ![.budgetSplit, .campaignSplit, .userClusters].contains($0) })
    func everyExposureIsInTheArmThatItsUnitWasAssigned(role: WorldRole) throws {
        let plan = Self.plan()
        let recorder = Recorder()
        let task = WorldTask(replication: 0, role: role)
        _ = try WorldRunner(plan: plan, policies: .builtIn).run(task, consumers: [recorder])
        var unit = UnitOfRecord(plan, WorldArms(in: task, of: plan))
        var (wrong, treated, all) = (0, 0, 0)
        for record in recorder.records {
            unit.take(record)
            guard record.kind == .exposure, record.time >= plan.schedule.warmup, unit.isSettled(record) else {
                continue
            }
            if unit.arm(record) != record.arm { wrong += 1 }
            treated += Int(record.arm)
            all += 1
        }
        #expect(wrong == 0)
        #expect(Self.expected(role).contains(Double(treated) / Double(all)))
    }

    /// Shares of exposures under treatment, where four in ten units are treated.
    private static func expected(_ role: WorldRole) -> ClosedRange<Double> {
        switch role {
        case .allControl: 0...0
        case .allTreated: 1...1
        case .twoSided: 0.05...0.35
        case .stagedRollout: 0.1...0.4
        default: 0.2...0.65
        }
    }

    /// What a record belongs to, as far as the journal tells.
    private struct UnitOfRecord {
        let plan: Plan
        let assignments: WorldArms
        var listings: [ListingUnit] = []
        var requestOf: [UInt32: UInt16] = [:]
        var sessionStart: [UInt32: Int64] = [:]

        init(_ plan: Plan, _ assignments: WorldArms) {
            self.plan = plan
            self.assignments = assignments
        }

        mutating func take(_ record: JournalRecord) {
            switch record.kind {
            case .listingCreated:
                listings.append(
                    ListingUnit(created: record))
            case .sessionStart: sessionStart[record.user] = record.time
            case .request: requestOf[record.user] = record.slot
            default: break
            }
        }

        /// A page on screen at the experiment's start is of no arm's request.
        func isSettled(_ record: JournalRecord) -> Bool {
            assignments.role != .requestSplit || (sessionStart[record.user] ?? 0) >= plan.schedule.warmup
        }

        func arm(_ record: JournalRecord) -> UInt8 {
            let listing = listings[Int(record.listing)]
            switch assignments.role {
            case .twoSided: return assignments.arm(ofUser: record.user) & assignments.arm(of: listing)
            case .listingSplit, .sellerSplit, .categorySplit: return assignments.arm(of: listing)
            case .sessionSplit: return assignments.arm(ofSession: record.session, user: record.user)
            case .requestSplit:
                let request = requestOf[record.user] ?? 0
                return assignments.arm(ofRequest: request, session: record.session, user: record.user)
            case .stagedRollout:
                let stage = Int((record.time - plan.schedule.warmup) / plan.rollout.stageLength)
                return assignments.arm(ofUser: record.user, stage: min(stage, Int(plan.rollout.stages) - 1))
            case .switchback:
                return assignments.arm(ofBlock: Int((record.time - plan.schedule.warmup) / plan.switchback.blockLength))
            default: return assignments.arm(ofUser: record.user)
            }
        }
    }

    @Test func usersOfAClusterAreInOneArmAndAsManyClustersAsPlannedAreTreated() throws {
        let plan = Self.plan { $0.designs = [.userClusters] }
        let (outcome, journals) = try TestPlans.replication(plan)
        let arms = outcome.experiment.arms
        #expect(arms[0].n + arms[1].n == 8)
        // 40 % of 8, to the next whole number.
        #expect(arms[1].n == 3)
        let members = outcome.experiment.units.variable(.members)
        #expect(arms[0].means[members] * Double(arms[0].n) + arms[1].means[members] * Double(arms[1].n) == 240)
        var armOf: [UInt32: UInt8] = [:]
        var moved = 0
        let records = try #require(journals[.userClusters])
        for record in records where record.kind == .sessionStart && record.time >= plan.schedule.warmup {
            if let arm = armOf[record.user], arm != record.arm { moved += 1 }
            armOf[record.user] = record.arm
        }
        #expect(moved == 0)
        #expect(Set(armOf.values) == [0, 1])
    }

    @Test func aSwitchbackTreatsExactlyItsShareOfBlocks() throws {
        let plan = Self.plan { $0.designs = [.switchback] }
        for replication in 0..<20 {
            let assignments = WorldArms(in: WorldTask(replication: replication, role: .switchback), of: plan)
            #expect((0..<8).count { assignments.arm(ofBlock: $0) == 1 } == 3)
        }
    }

    @Test func usersAndListingsAreSplitIndependently() {
        let plan = Self.plan { $0.split.treatmentShare = 0.5 }
        let assignments = WorldArms(in: WorldTask(replication: 0, role: .twoSided), of: plan)
        let numbers = 0..<UInt32(40_000)
        let both = numbers.count {
            assignments.arm(ofUser: $0) == 1
                && assignments.arm(of: ListingUnit(listing: $0, seller: 0, category: 0)) == 1
        }
        // Binomial with mean 10,000 and standard deviation 87; four and a half of them: a false alarm in 150,000.
        #expect(abs(both - 10_000) < 390)
    }
}
