import Experiments
import MarketLabTesting
import Marketplace
import PolicyKit
import Randomness
import Statistics
import Testing

/// What followed explored moments, against what a stranger counts in the journal.
struct ExploredDecisionsTests {
    private static func scene(_ change: (inout Plan) -> Void = { _ in }) throws -> (
        plan: Plan, readout: Readout, records: [JournalRecord]
    ) {
        let plan = TestPlans.busy { plan in
            for arm in 0...1 {
                plan.arms[arm].policies[.request] = PolicyChoice("adaptive", ["exploration": 0.3, "horizon": 6])
                plan.arms[arm].conditions.feed.requestBudget = 3
            }
            plan.arms[0].policies[.request] = PolicyChoice("page-end")
            change(&plan)
        }
        let (outcome, journals) = try TestPlans.replication(plan)
        let readout = Readout(plan, replications: [outcome], version: "", command: "")
        return (plan, readout, journals[.experiment] ?? [])
    }

    /// One explored moment, recounted: its exploration, the session's exposures before it, and the clicks that followed.
    private struct Moment {
        let exploration: JournalRecord
        let exposures: Int
        let clicks: Int
    }

    private static func recount(_ records: [JournalRecord], _ plan: Plan) -> [Moment] {
        var sessions: [[UInt32]: [JournalRecord]] = [:]
        for record in records where [.exposure, .click, .exploration].contains(record.kind) {
            sessions[[record.user, record.session], default: []].append(record)
        }
        return records.filter { $0.kind == .exploration && $0.time >= plan.schedule.warmup }.map { exploration in
            let visit = sessions[[exploration.user, exploration.session]] ?? []
            let place = visit.firstIndex(of: exploration) ?? 0
            var (exposures, clicks) = (0, 0)
            for record in visit[place...] {
                if record.kind == .exposure { exposures += 1 }
                if exposures > Int(exploration.listing) { break }
                if record.kind == .click { clicks += 1 }
            }
            return Moment(
                exploration: exploration, exposures: visit[..<place].count { $0.kind == .exposure }, clicks: clicks)
        }
    }

    @Test func theUpliftIsThatOfTheJournal() throws {
        let (plan, readout, records) = try ExploredDecisionsTests.scene()
        let uplift = try #require(readout.requests?.arms[1].uplift)
        let moments = ExploredDecisionsTests.recount(records, plan)
        #expect(uplift.horizon == 6 && moments.allSatisfy { $0.exploration.listing == 6 })
        #expect(readout.requests?.arms[0].uplift == nil && readout.requests?.arms[0].asksWithinPage == false)
        func expect(_ bin: UpliftReadout.Bin, _ own: [Moment]) {
            let asked = own.filter { $0.exploration.detail == 1 }
            let kept = own.filter { $0.exploration.detail == 0 }
            #expect(bin.asked == asked.count && bin.kept == kept.count)
            #expect(bin.users == Set(own.map(\.exploration.user)).count)
            // All chances are a half, so that means are plain ones.
            let means = [asked, kept].map { ByHand.mean($0.map { Double($0.clicks) }) }
            if bin.asked > 0 && bin.kept > 0 {
                #expect(abs((bin.uplift?.estimate ?? 9) - (means[0] - means[1])) < 1e-12)
            } else {
                #expect(bin.uplift == nil)
            }
            #expect((bin.uplift?.lower != nil) == (bin.users >= 30))
        }
        #expect(moments.count > 500)
        expect(uplift.all, moments)
        for bin in uplift.bySlot {
            expect(bin, moments.filter { (bin.from ?? 0)...(bin.to ?? 0) ~= Int($0.exploration.slot) + 1 })
        }
        for bin in uplift.byStage { expect(bin, moments.filter { (bin.from ?? 0)...(bin.to ?? .max) ~= $0.exposures }) }
        // Every moment is in one bin.
        for bins in [uplift.bySlot, uplift.byStage] {
            #expect(bins.reduce(0) { $0 + $1.asked + $1.kept } == moments.count)
        }
    }

    /// Hand-made sessions in which a click follows with chance 0.3 where the page was kept and 0.5 where one was asked for, and is
    /// twice as likely in a busy stretch of the page, in which asking is drawn with chance 0.2 instead of 0.5.
    private static func planted(seed: UInt64, propensity: (Double) -> Double = { $0 }) -> UpliftTotals {
        var stream = RandomKey(seed: seed).stream(Purpose(rawValue: 1), 0, 0, 0)
        let moments = ExploredDecisions(users: 3_000, bins: [DecisionBins(pageSize: 10)], experimentStart: 0)
        func record(_ kind: JournalRecord.Kind, _ user: Int, slot: UInt16 = 0) -> JournalRecord {
            JournalRecord(
                time: 1, value: 0, user: UInt32(user), session: 0, listing: 3, detail: 0, kind: kind, arm: 0, slot: slot
            )
        }
        for user in 0..<3_000 {
            let isBusy = stream.uniform() < 0.5
            let chance = isBusy ? 0.2 : 0.5
            let asks = stream.uniform() < chance
            var exploration = record(.exploration, user, slot: isBusy ? 1 : 9)
            exploration.detail = asks ? 1 : 0
            exploration.value = Int64(propensity(asks ? chance : 1 - chance) * 1e6)
            let clicks = stream.uniform() < (asks ? 0.5 : 0.3) * (isBusy ? 2 : 1)
            // What comes before the moment and after its three exposures is not its outcome.
            let before = [record(.sessionStart, user), record(.exposure, user), record(.click, user)]
            let within = [record(.exposure, user)] + (clicks ? [record(.click, user)] : [])
            let after = Array(repeating: record(.exposure, user), count: 3) + [record(.click, user)]
            moments.consume((before + [exploration] + within + after).span)
        }
        return moments.arms[0]
    }

    /// The uplift is 0.3 on average, 0.4 in the busy stretch and 0.2 in the other. Three intervals at 99.9 %: one false alarm in
    /// 330 seeds.
    @Test(arguments: TestSeeds.all)
    func aPlantedUpliftIsFoundInHandMadeRecords(seed: UInt64) throws {
        let totals = ExploredDecisionsTests.planted(seed: seed)
        for (difference, uplift) in [(totals.all, 0.3), (totals.slots[0], 0.4), (totals.slots[4], 0.2)] {
            let estimate = try difference.estimate(level: 0.999)
            #expect(!estimate.excludes(uplift) && estimate.excludes(0), "\(uplift)")
        }
        #expect(totals.slots[1].clusters == 0 && totals.stages[0].clusters == 3_000)
    }

    /// Within a stretch all chances are equal and a wrong one cancels; over the page it does not.
    @Test func aFalsifiedPropensityChangesTheUplift() throws {
        let falsified = ExploredDecisionsTests.planted(seed: 0) { _ in 0.5 }
        #expect(try falsified.all.estimate(level: 0.999).excludes(0.3))
        let honest = ExploredDecisionsTests.planted(seed: 0)
        #expect(abs((falsified.slots[0].difference ?? 9) - (honest.slots[0].difference ?? 0)) < 1e-9)
    }

    /// Where outcomes do not depend on when pages are asked for, no interval leaves out zero. Ten intervals at 99.9 %: one false
    /// alarm in a hundred seeds.
    @Test(arguments: TestSeeds.all)
    func aRankerThatIgnoresTheSessionLeavesNothingToGain(seed: UInt64) throws {
        let (_, readout, _) = try ExploredDecisionsTests.scene { plan in
            plan.seed = seed
            plan.level = 0.999
            plan.market.users.count = 600
            plan.market.listings.initial = 3_000
            for arm in 0...1 {
                plan.arms[arm].policies[.ranking] = PolicyChoice("random")
                plan.arms[arm].conditions.feed.latency = 0
            }
        }
        let uplift = try #require(readout.requests?.arms[1].uplift)
        let bins = [uplift.all] + uplift.bySlot + uplift.byStage
        #expect(bins.count == 10)
        for bin in bins {
            guard let lower = bin.uplift?.lower, let upper = bin.uplift?.upper else { continue }
            #expect(lower <= 0 && upper >= 0, "\(bin)")
        }
        #expect(uplift.all.users > 150)
    }

    @Test func whereNothingIsExploredThereIsNoUplift() throws {
        let (_, readout, _) = try ExploredDecisionsTests.scene {
            $0.arms[1].policies[.request] = PolicyChoice("adaptive", ["exploration": 0])
        }
        let arm = try #require(readout.requests?.arms[1])
        #expect(arm.asksWithinPage && arm.uplift == nil)
    }
}
