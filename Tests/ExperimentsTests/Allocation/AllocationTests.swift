import Experiments
import Marketplace
import MarketplaceTesting
import Policies
import PolicyKit
import Statistics
import Testing

/// An experiment whose allocation learns, in the market.
@Suite struct AllocationTests {
    static func plan(_ bandit: Bandit, equal: Bool = false, _ change: (inout Plan) -> Void = { _ in }) -> Plan {
        TestPlans.plan("allocation") { plan in
            plan.allocation = bandit
            plan.bandit.update = 43_200_000
            plan.metrics = ["ctr", "orders"]
            if !equal { plan.arms[1].conditions.choice.utilityLift = 0.5 }
            change(&plan)
        }
    }

    static func world(
        _ plan: Plan, _ role: WorldRole, treatment: Int = 1
    ) throws -> (outcome: FeedOutcome, records: [JournalRecord]) {
        let recorder = Recorder()
        let task = WorldTask(replication: 0, role: role, treatment: treatment)
        let outcome = try WorldRunner(plan: plan, policies: .builtIn).run(task, consumers: [recorder])
        return (try #require(outcome), recorder.records)
    }

    /// An allocation that never learns is the session split, session by session; its shares are all that is written besides.
    @Test func aUniformAllocationIsTheSessionSplit() throws {
        let plan = Self.plan(.uniform) { $0.designs = [.sessionSplit] }
        let own = try Self.world(plan, .allocation).records.filter { $0.kind != .allocation }
        let split = try Self.world(plan, .sessionSplit).records
        #expect(own == split && own.contains { $0.kind == .click && $0.arm == 1 })
    }

    /// Whoever is in which of two equal arms, the market is the one in which nobody is treated.
    @Test(arguments: Bandit.allCases) func anAllocationOverEqualArmsMovesNothing(bandit: Bandit) throws {
        let plan = Self.plan(bandit, equal: true)
        let own = try Self.world(plan, .allocation)
        let twin = try Self.world(plan, .allControl)
        func bare(_ records: [JournalRecord]) -> [JournalRecord] {
            records.filter { $0.kind != .allocation }.map { record in
                var record = record
                record.arm = 0
                return record
            }
        }
        #expect(bare(own.records) == twin.records)
        #expect(own.outcome.tally.rewards.clicks == twin.outcome.tally.rewards.clicks)
        #expect(own.records.contains { $0.kind == .sessionStart && $0.arm == 1 })
    }

    /// Shares are recounted from the journal: what had ended by then says the next ones.
    @Test(arguments: [Bandit.thompson, .topTwo], [2, 3])
    func sharesFollowFromSessionsThatHaveEnded(bandit: Bandit, arms: Int) throws {
        let plan = Self.plan(bandit) { plan in
            if arms == 3 {
                var third = Arm(name: "third", conditions: plan.arms[0].conditions)
                third.conditions.choice.utilityLift = -0.5
                plan.arms.append(third)
                plan.split.shares = [0.4, 0.3, 0.3]
            }
        }
        let records = try Self.world(plan, .allocation).records
        var rewards = Array(repeating: Moments(), count: arms)
        var open: [UInt32: (start: Int64, clicks: Double)] = [:]
        var turns = 0
        for record in records {
            switch record.kind {
            case .sessionStart: open[record.user] = (record.time, 0)
            case .click: open[record.user]?.clicks += 1
            case .sessionEnd:
                let ended = open.removeValue(forKey: record.user)
                let session = try #require(ended)
                if session.start >= plan.schedule.warmup { rewards[Int(record.arm)].add(session.clicks) }
            case .allocation:
                let share = Double(record.value) / 1e18
                guard record.detail > 0 else {
                    #expect(abs(share - 1 / Double(arms)) < 1e-15)
                    continue
                }
                turns += 1
                let best = try BestArm.chances(
                    means: rewards.map(\.mean),
                    standardErrors: rewards.map { ($0.variance / Double($0.n)).squareRoot() })
                let wanted = bandit == .thompson ? best : BestArm.topTwo(best)
                let least = plan.bandit.leastShare
                #expect(abs(share - (least + (1 - least * Double(arms)) * wanted[Int(record.arm)])) < 1e-12)
            default: break
            }
        }
        #expect(turns == 7 * arms)
    }

    /// The tally's periods are those of the journal, and sessions come into arms as often as the shares say.
    @Test func rewardsAreTheClicksOfSessions() throws {
        let (outcome, records) = try Self.world(Self.plan(.thompson), .allocation)
        let periods = outcome.tally.rewards
        let start = Self.plan(.thompson).schedule.warmup
        var clicks = 0
        var counted: Set<UInt32> = []
        for record in records {
            if record.kind == .sessionStart {
                if record.time >= start { counted.insert(record.user) } else { counted.remove(record.user) }
            }
            if record.kind == .click, counted.contains(record.user) { clicks += 1 }
        }
        #expect(periods.count == 8 && periods.clicks == Double(clicks) && clicks > 500)
        #expect(periods.sessions == records.count { $0.kind == .sessionStart && $0.time >= start })
        for period in periods { #expect(abs(period.chances.reduce(0, +) - 1) < 1e-12) }
    }

    @Test func theReadoutSetsWhatItSaysAndCostsBesideTheTruth() throws {
        let plan = Self.plan(.thompson) { $0.replications = 3 }
        var outcomes: [WorldTask: FeedOutcome] = [:]
        let runner = WorldRunner(plan: plan, policies: .builtIn)
        for task in plan.tasks { outcomes[task] = try runner.run(task) }
        let readout = runner.readout(of: outcomes, version: "test", command: "test")
        let allocation = try #require(readout.allocation)
        let twins = try (0..<3).map { replication -> (control: [AllocationPeriod], treated: [AllocationPeriod]) in
            func rewards(_ role: WorldRole) throws -> [AllocationPeriod] {
                try #require(outcomes[WorldTask(replication: replication, role: role)]?.tally.rewards)
            }
            return (try rewards(.allControl), try rewards(.allTreated))
        }
        let truths = twins.map {
            $0.treated.clicks / Double($0.treated.sessions) - $0.control.clicks / Double($0.control.sessions)
        }
        #expect(abs(allocation.truth.estimate - truths.reduce(0, +) / 3) < 1e-12)
        #expect(
            allocation.costs.map(\.name) == ["everybody:control", "everybody:treatment", "user_split", "allocation"])
        #expect(allocation.costs[1].regret?.estimate == 0 && (allocation.costs[0].regret?.estimate ?? 0) > 0)
        #expect(allocation.arms.map(\.name) == ["control", "treatment"] && allocation.arms[1].course.count == 8)
        #expect(allocation.values.count == 3 && allocation.values.allSatisfy { $0.difference != nil })
        #expect(readout.health.first { $0.name == "allocation" }?.status == .pass)
        let decoded = try Kept.again(allocation)
        #expect(decoded == allocation)
    }
}
