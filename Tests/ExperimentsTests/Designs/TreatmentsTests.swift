import Experiments
import MarketLabTesting
import Marketplace
import Statistics
import Testing

/// Several treatments in one experiment: each is compared with the same control, and with its own truth.
struct TreatmentsTests {
    static func plan(_ change: (inout Plan) -> Void = { _ in }) -> Plan {
        DesignWorldTests.plan { plan in
            plan.designs = [.userSplit]
            var other = plan.arms[1]
            other.name = "other"
            other.conditions.choice.utilityLift = -1
            plan.arms.append(other)
            plan.split.shares = [0.5, 0.3, 0.2]
            change(&plan)
        }
    }

    @Test(arguments: TestSeeds.two)
    func everyArmGetsItsShareOfUsers(seed: UInt64) throws {
        let split = UserSplit(shares: [0.5, 0.2, 0.2, 0.1], salt: "a")
        let assignment = HashSplit.split(split, seed: seed)
        var counts = [0, 0, 0, 0]
        for user in 0..<UInt32(100_000) { counts[Int(assignment.arm(of: user))] += 1 }
        // 1e-5 a check.
        #expect(try SampleRatioMismatch(observed: counts, weights: split.shares).pValue > 1e-5)
    }

    @Test func anotherTreatmentMovesNobodyOutOfTheFirst() {
        let two = HashSplit.split(UserSplit(shares: [0.7, 0.3], salt: "a"), seed: 3)
        let three = HashSplit.split(UserSplit(shares: [0.5, 0.3, 0.2], salt: "a"), seed: 3)
        for user in 0..<UInt32(10_000) {
            #expect((two.arm(of: user) == 1) == (three.arm(of: user) == 1))
        }
    }

    @Test(arguments: [(8, [3, 3, 2]), (3, [1, 1, 1]), (100, [50, 30, 20])])
    func fewUnitsAreSharedOutExactlyWithOneInEachArmAtLeast(units: Int, expected: [Int]) {
        let shares = units == 100 ? [0.5, 0.3, 0.2] : units == 8 ? [0.375, 0.375, 0.25] : [0.98, 0.01, 0.01]
        var plan = Self.plan { $0.split.shares = shares }
        plan.designs = [.switchback]
        plan.schedule.experiment = Int64(units) * plan.switchback.blockLength
        let assignments = WorldArms(in: WorldTask(replication: 0, role: .switchback), of: plan)
        let arms = (0..<units).map { assignments.arm(ofBlock: $0) }
        #expect((0...2).map { arm in arms.count { $0 == arm } } == expected)
    }

    @Test func eachTreatmentIsReadOutAgainstControlAndItsOwnTwin() throws {
        let plan = Self.plan { $0.replications = 2 }
        let outcomes = try TestPlans.outcomes(plan)
        #expect(Set(outcomes.keys.map(\.roleName)) == ["experiment", "all-treated", "all-treated-2", "all-control"])
        let readout = TestPlans.readout(plan, outcomes)
        let further = try #require(readout.further?.first)
        #expect(readout.arms.map(\.name) == ["control", "treatment", "other"])
        #expect(readout.srm.observed.reduce(0, +) == 480)
        #expect(further.arms.map(\.name) == ["control", "other"])
        for (arm, one) in [(1, readout), (2, further)] {
            let orders = try #require(one.metrics.first { $0.name == "orders" })
            func mean(_ role: WorldRole, _ treatment: Int, arm: Int) -> Double {
                ByHand.mean(
                    (0..<2).map { replication in
                        let task = WorldTask(replication: replication, role: role, treatment: treatment)
                        return outcomes[task].map { $0.arms[arm].means[$0.units.variable(.orders)] } ?? .nan
                    })
            }
            #expect(ByHand.agree(orders.control.mean, mean(.experiment, 1, arm: 0)))
            #expect(ByHand.agree(orders.treatment.mean, mean(.experiment, 1, arm: arm)))
            #expect(ByHand.agree(orders.truth.control, mean(.allControl, 1, arm: 0)))
            #expect(ByHand.agree(orders.truth.treatment, mean(.allTreated, arm, arm: arm)))
            #expect((orders.truth.difference.estimate > 0) == (arm == 1))
        }
        #expect(readout.verdict.headline.contains("A/B test of treatment"))
        #expect(further.verdict.headline.contains("A/B test of other"))
    }

    @Test func pValuesAreAdjustedOverTheTreatmentsOfAMetric() throws {
        let readout = try TestPlans.readout(Self.plan())
        let further = try #require(readout.further?.first)
        for first in readout.metrics {
            guard let second = further.metrics.first(where: { $0.name == first.name }) else { continue }
            let own = [first.pValue, second.pValue].compactMap(\.self)
            let adjusted = [first.pValueAdjusted, second.pValueAdjusted].compactMap(\.self)
            #expect(adjusted == (try MultipleTesting.holm.adjusted(own)))
        }
        #expect(try TestPlans.readout(TestPlans.plan()).metrics.allSatisfy { $0.pValueAdjusted == nil })
    }

    @Test func treatmentsThatChangeNothingHaveTheUntreatedWorldAsTheirTruth() throws {
        let plan = Self.plan { plan in
            plan.arms[1].conditions = plan.arms[0].conditions
            plan.arms[2].conditions = plan.arms[0].conditions
        }
        let readout = try TestPlans.readout(plan)
        #expect(
            readout.health.first { $0.name == "equal_twins" }
                == HealthCheck(
                    name: "equal_twins", status: .pass,
                    message:
                        "The arms control, treatment and other are equal, and so are the twin worlds, event by event."))
        for one in [readout] + (readout.further ?? []) {
            #expect(one.metrics.allSatisfy { $0.truth.difference.estimate == 0 })
            #expect(!one.verdict.details.contains { $0.contains("not clear of 0") }, "\(one.verdict.details)")
        }
    }

    @Test func everySplitMayHaveSeveralTreatments() throws {
        let designs: [Design] = [
            .sessionSplit, .requestSplit, .listingSplit, .sellerSplit, .categorySplit, .switchback,
        ]
        let plan = Self.plan { $0.designs = designs }
        let (outcome, _) = try TestPlans.replication(plan)
        for world in outcome.designs {
            #expect(world.arms.count == 3)
            #expect(world.arms.allSatisfy { $0.n > 0 && $0.means[world.units.variable(.exposures)] > 0 })
        }
    }
}
