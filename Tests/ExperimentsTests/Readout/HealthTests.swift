import Experiments
import Marketplace
import Statistics
import Testing

struct HealthTests {
    private static let even = [MadeUpWorlds.Money(control: 10, treatment: 11, allControl: 10, allTreated: 11)]

    private static func readout(
        users: [Int] = [10_000, 10_000], share: Double = 0.5, change: (inout FeedOutcome) -> Void = { _ in }
    ) throws -> Readout {
        var worlds = try MadeUpWorlds()
        worlds.users = users
        let plan = TestPlans.plan { $0.split.treatmentShare = share }
        return TestPlans.readout(plan, worlds.outcomes(even, change: change))
    }

    private static func check(_ readout: Readout, _ name: String) -> HealthCheck? {
        readout.health.first { $0.name == name }
    }

    @Test func aSplitThatIsNotThePlannedOneIsAnAlarm() throws {
        let readout = try HealthTests.readout(users: [10_000, 10_600])
        let expected = 2 * 300.0 * 300 / 10_300
        #expect(ByHand.agree(readout.srm.statistic, expected))
        #expect(ByHand.agree(readout.srm.pValue, ChiSquared(degreesOfFreedom: 1).upperTail(expected)))
        #expect(HealthTests.check(readout, "srm")?.status == .fail)
        #expect(readout.verdict.details.contains { $0.contains("srm") })
        #expect(readout.srm.observed == [10_000, 10_600])
    }

    @Test(arguments: [([10_000, 10_100], 0.5), ([18_050, 1_950], 0.1)])
    func aSplitAsPlannedPasses(users: [Int], share: Double) throws {
        let readout = try HealthTests.readout(users: users, share: share)
        #expect(HealthTests.check(readout, "srm")?.status == .pass)
        #expect(readout.srm.planned == [1 - share, share])
    }

    /// Neither agreement nor a failure: p is .035.
    @Test func anUnevenSplitShortOfTheAlarmIsNotSaidToBeAsPlanned() throws {
        let check = try #require(HealthTests.check(try HealthTests.readout(users: [10_000, 10_300]), "srm"))
        #expect(check.status == .pass && check.message.contains("the alarm is at"), "\(check.message)")
        #expect(!check.message.contains("as planned"))
    }

    /// Of ten units or fewer not even a split into all and none has a p below the alarm's: that is no agreement with the plan.
    @Test(arguments: [([6, 4], true), ([10, 0], true), ([6, 5], false), ([11, 0], false), ([1, 0], true)])
    func unitsThatAreTooFewToShowASplitDoNotPass(users: [Int], areTooFew: Bool) throws {
        let check = try #require(HealthTests.check(try HealthTests.readout(users: users), "srm"))
        #expect(check.message.contains("too few") == areTooFew, "\(check.message)")
        #expect(areTooFew == (check.status == .warn), "\(check.status)")
        #expect(check.message.contains("as planned") == (check.status == .pass))
    }

    /// What breaks conservation in any world fails the run, and is said in the verdict.
    @Test(arguments: WorldTask.all(replications: 1).map(\.role))
    func aUnitThatWasSoldTwiceFailsTheRun(role: WorldRole) throws {
        var stock = Conservation.Stock()
        (stock.offered, stock.sold, stock.paidOrders) = (1, 1, 2)
        let violations = Conservation.violations(of: stock, listing: 7)
        let readout = try HealthTests.readout { if $0.task.role == role { $0.violations = violations } }
        let check = try #require(HealthTests.check(readout, "conservation"))
        #expect(check.status == .fail)
        #expect(check.message.contains("listing 7 was sold 2 times"))
        #expect(readout.verdict.details.contains { $0.contains("conservation") })
        let sound = try HealthTests.readout()
        #expect(HealthTests.check(sound, "conservation")?.status == .pass)
    }

    @Test(arguments: [(0, 0, HealthCheck.Status.pass), (3, 1, .pass), (3, 3, .warn), (0, 100, .warn)])
    func labelsThatCanStillChangeAreAWarning(open: Int, refundable: Int, status: HealthCheck.Status) throws {
        let readout = try HealthTests.readout {
            $0.maturity.orders = 100
            $0.maturity.awaitingPayment = open
            $0.maturity.refundable = refundable
        }
        #expect(HealthTests.check(readout, "label_maturity")?.status == status)
    }

    @Test func figuresInAMessageAreWrittenAsEverywhere() throws {
        let readout = try HealthTests.readout {
            $0.maturity.orders = 1
            $0.maturity.awaitingPayment = 0
            $0.maturity.refundable = 0
        }
        #expect(
            HealthTests.check(readout, "label_maturity")?.message
                == "Of 1 checkout, 0.0 % still await payment, 0.0 % await delivery and 0.0 % can still be refunded.")
    }

    /// Without a follow-up orders await payment and refunds; weeks later nothing can change any more.
    @Test(arguments: [Int64(0), 40])
    func aLongFollowUpMakesLabelsMature(days: Int64) throws {
        let plan = TestPlans.busy { $0.schedule.followup = days * 86_400_000 }
        let (outcome, journals) = try TestPlans.replication(plan)
        let maturity = outcome.experiment.maturity
        let checkouts = (journals[.experiment] ?? []).filter {
            $0.kind == .checkout && $0.time >= plan.schedule.warmup
        }
        #expect(maturity.orders == checkouts.count)
        #expect(checkouts.count > 100)
        let settled = Set((journals[.experiment] ?? []).filter { [.payment, .lapse].contains($0.kind) }.map(\.detail))
        #expect(maturity.awaitingPayment == checkouts.count { !settled.contains($0.detail) })
        #expect((maturity.refundable == 0) == (days > 0))
        #expect((maturity.awaitingPayment == 0) == (days > 0))
        let readout = Readout(plan, replications: [outcome], version: "", command: "")
        #expect(HealthTests.check(readout, "label_maturity")?.status == (days > 0 ? .pass : .warn))
    }
}
