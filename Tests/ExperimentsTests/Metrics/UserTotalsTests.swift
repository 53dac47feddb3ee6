import Experiments
import MarketLabTesting
import Marketplace
import Statistics
import Testing

/// The sufficient statistics that a world leaves behind, against totals that a stranger recounts from its journal.
struct UserTotalsTests {
    @Test(arguments: TestSeeds.two, WorldTask.all(replications: 1).map(\.role))
    func theMomentsAreThoseOfTheRecountedUsers(seed: UInt64, role: WorldRole) throws {
        let plan = TestPlans.busy {
            $0.seed = seed
            // So that some deep stock is sold in the warm-up of two days.
            $0.market.listings.singleUnitShare = 0.5
        }
        let (outcome, journals) = try TestPlans.replication(plan)
        let world =
            switch role {
            case .allTreated: outcome.allTreated
            case .allControl: outcome.allControl
            default: outcome.experiment
            }
        let recount = Recount(
            journals[role] ?? [], users: 240, experimentStart: plan.schedule.warmup,
            browsingEnd: plan.schedule.warmup + plan.schedule.experiment)
        let quantities = world.units.quantities.compactMap { name in
            Mechanisms.quantities.first { $0.name == name }
        }
        for arm in 0...1 {
            let users = (0..<240).filter { Self.arm(of: $0, role, plan) == arm }
            #expect(world.arms[arm].n == users.count)
            guard users.count > 1 else { continue }
            let columns = [false, true].flatMap { warmup in
                quantities.map { quantity in users.map { recount.total(quantity, user: $0, warmup: warmup) } }
            }
            #expect(columns.count == world.arms[arm].variables)
            var faults = 0
            for (i, x) in columns.enumerated() {
                if !ByHand.agree(world.arms[arm].means[i], ByHand.mean(x)) { faults += 1 }
                for (j, y) in columns.enumerated() {
                    let scale = (ByHand.variance(x) * ByHand.variance(y)).squareRoot()
                    if abs(world.arms[arm].covariance(i, j) - ByHand.covariance(x, y)) > 1e-9 * scale { faults += 1 }
                }
            }
            #expect(faults == 0)
            let names = ["", " before"].flatMap { period in quantities.map { $0.name + period } }
            let still = zip(names, columns).filter { Set($1).count == 1 }.map(\.0)
            // A user is one member.
            #expect(still == ["members", "members before"])
        }
    }

    static func arm(of user: Int, _ role: WorldRole, _ plan: Plan) -> Int {
        switch role {
        case .allTreated: 1
        case .allControl: 0
        default:
            Int(HashSplit.split(plan.split, seed: plan.seed(ofReplication: 0)).arm(of: UInt32(user)))
        }
    }

    @Test func whatHappenedIsCounted() throws {
        let (outcome, journals) = try TestPlans.replication(TestPlans.busy())
        let records = journals[.experiment] ?? []
        func count(_ kind: JournalRecord.Kind) -> Int { records.count { $0.kind == kind } }
        let counts = outcome.experiment.counts
        #expect(counts.sessions == count(.sessionStart))
        #expect(counts.requests == count(.request))
        #expect(counts.exposures == count(.exposure))
        #expect(counts.clicks == count(.click))
        #expect(counts.orders == count(.payment))
        #expect(counts.events > counts.exposures)
        #expect(counts.orders > 100)
    }

    /// Day by day, by the arm that a user is in or will be in; money on the day of its payment.
    @Test func theTimeCourseIsThatOfTheJournal() throws {
        let plan = TestPlans.busy()
        let (outcome, journals) = try TestPlans.replication(plan)
        let readout = Readout(plan, replications: [outcome], version: "", command: "")
        for arm in 0...1 {
            let users = Double(outcome.experiment.arms[arm].n)
            let own = (journals[.experiment] ?? []).filter { Self.arm(of: Int($0.user), .experiment, plan) == arm }
            for day in 0..<7 {
                let today = own.filter { Int($0.time / 86_400_000) == day }
                func count(_ kind: JournalRecord.Kind) -> Double { Double(today.count { $0.kind == kind }) }
                func course(_ name: String) -> Double? {
                    let course = readout.timeCourse.first { $0.metric == name }
                    return arm == 0 ? course?.control[day] : course?.treatment[day]
                }
                let paid = today.filter { $0.kind == .payment }.reduce(0) { $0 + Double($1.value) }
                #expect(ByHand.agree(course("gmv"), paid / users))
                #expect(ByHand.agree(course("orders"), count(.payment) / users))
                #expect(ByHand.agree(course("sessions"), count(.sessionStart) / users))
                let rate = count(.exposure) > 0 ? count(.click) / count(.exposure) : nil
                #expect(course("ctr") == rate)
            }
        }
    }
}
