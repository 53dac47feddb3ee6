import Experiments
import Marketplace
import Testing

@Suite struct BookingReadoutTests {
    private static func plan(_ replications: Int = 3, _ change: (inout BookingPlan) -> Void = { _ in }) -> Plan {
        var plan = Plan(name: "rooms", title: "", summary: "", arms: [Arm(name: "control"), Arm(name: "treatment")])
        plan.replications = replications
        plan.schedule.experiment = 10 * 86_400_000
        var booking = BookingPlan()
        booking.market.settings.size = 200
        booking.market.settings.settling = 5 * 86_400_000
        booking.market.customerTypes[0].arrivalsPerDay = 4
        booking.market.customerTypes[0].choices[0].utilityLift = 0.5
        change(&booking)
        plan.kind = .booking(booking)
        return plan
    }

    private static func runner(_ plan: Plan) throws -> BookingRunner {
        BookingRunner(plan: plan, booking: try #require(plan.booking))
    }

    @Test func howManyThreadsThereAreChangesNothing() async throws {
        let runner = try Self.runner(Self.plan())
        let one = try await BookingRuns.outcomes(runner, threads: 1)
        let backwards = try await BookingRuns.outcomes(runner, runner.plan.tasks.reversed(), threads: 3)
        #expect(one.count == 15)
        #expect(one == backwards)
        #expect(Set(one.values.map(\.digest)).count == 15)
    }

    @Test func everyDesignStandsBesideTheSameTruth() async throws {
        let plan = Self.plan()
        let readout = try await BookingRuns.readout(plan, try #require(plan.booking))
        #expect(readout.metrics.map(\.name) == BookingDesign.allCases.map(\.rawValue))
        #expect(Set(readout.metrics.map(\.truth.difference.estimate)).count == 1)
        for metric in readout.metrics {
            #expect(metric.difference.lower != nil && metric.truth.difference.lower != nil)
            #expect(
                abs(metric.bias.absolute - (metric.difference.estimate - metric.truth.difference.estimate)) < 1e-12)
        }
        #expect(readout.health.map(\.name) == ["srm", "conservation"])
    }

    /// Shares by eq. 26 of Johari et al. (2022), computed apart.
    @Test(arguments: [
        (0.01, 0.504975, 0.99), (0.1, 0.547581, 0.952419), (1, 0.816060, 0.683940), (10, 0.999900, 0.500023),
    ])
    func aStudyTreatsTheSharesThatTwoSidedDesignsWerePublishedFor(demand: Double, customers: Double, listings: Double) {
        var plan = BookingPlan()
        plan.market.customerTypes[0].arrivalsPerDay = demand
        plan.market.listingTypes[0].blockedMean = 86_400_000
        #expect(plan.twoSided == nil)
        let shares = plan.studied().twoSided
        #expect(abs((shares?.customers ?? 0) - customers) < 2e-6 && abs((shares?.listings ?? 0) - listings) < 2e-6)
        plan.leavesSharesOpen = false
        #expect(plan.studied().twoSided == nil)
    }

    @Test func onlyTheWorldsOfTheWantedDesignsAreRun() throws {
        let plan = Self.plan(2) { $0.designs = [.interpolatedTwice, .twoSided] }
        let roles = try Self.runner(plan).plan.tasks.map(\.role.rawValue)
        #expect(roles == ["two-sided", "all-treated", "all-control", "two-sided", "all-treated", "all-control"])
    }

    @Test func differenceInQsCostsNoWorldBesideTheCustomerSplit() throws {
        let plan = Self.plan(1) { $0.designs = [.differenceInQs, .customerSplit] }
        #expect(
            try Self.runner(plan).plan.tasks.map(\.role.rawValue) == ["customer-split", "all-treated", "all-control"])
    }

    @Test func aReplicationThatIsNotCompleteIsLeftOut() async throws {
        let runner = try Self.runner(Self.plan())
        let outcomes = try await BookingRuns.outcomes(runner, Array(runner.plan.tasks.prefix(14)))
        let readout = runner.readout(of: outcomes, version: "0", command: "")
        #expect(readout.replications == 2)
        #expect(readout.health.contains { $0.name == "completeness" && $0.status == .warn })
    }

    @Test func oneReplicationHasTheIntervalsThatAnExperimentHasByItself() async throws {
        let plan = Self.plan(1)
        let readout = try await BookingRuns.readout(plan, try #require(plan.booking))
        for metric in readout.metrics {
            let (difference, relative) = (metric.difference, try #require(metric.relative))
            let (lower, upper) = (try #require(difference.lower), try #require(difference.upper))
            #expect(lower < difference.estimate && difference.estimate < upper && metric.pValue != nil)
            #expect(relative.lower != nil && metric.method == "jackknife over 10 blocks of time")
            #expect(metric.truth.difference.lower == nil)
            #expect(metric.note == "the truth has no interval: one replication gives none, run at least two")
        }
        let null = Self.plan(1) { $0.market.customerTypes[0].choices[0].utilityLift = 0 }
        let verdict = try await BookingRuns.readout(null, try #require(null.booking)).verdict
        #expect(verdict.agreement == .unclear && verdict.details.contains { $0.hasPrefix("One replication gives") })
    }

    @Test func whereNothingIsBookedDifferenceInQsSaysWhyItHasNoEstimate() async throws {
        let plan = Self.plan(2) { $0.market.customerTypes[0].choices[0].utility = 0 }
        let readout = try await BookingRuns.readout(plan, try #require(plan.booking))
        #expect(!readout.metrics.contains { $0.name == "difference_in_qs" })
        let check = try #require(readout.health.first { $0.name == "metrics" })
        #expect(check.status == .warn && check.message.contains("Customer split, DQ"))
    }

    @Test func anAATestFindsNothing() async throws {
        let plan = Self.plan(6) { $0.market.customerTypes[0].choices[0].utilityLift = 0 }
        let readout = try await BookingRuns.readout(plan, try #require(plan.booking))
        #expect(readout.verdict.agreement != .misleads)
        #expect(readout.verdict.headline.contains("nothing was changed"))
        #expect(
            readout.metrics.allSatisfy {
                $0.truth.difference == EffectEstimate(estimate: 0, lower: 0, upper: 0, standardError: 0)
            })
        #expect(readout.health.contains { $0.name == "equal_twins" && $0.status == .pass })
    }

    @Test func theVerdictNamesTheDesignThatMisleadsAndWhatTheOthersSay() async throws {
        let plan = Self.plan(12) { $0.designs = [.customerSplit, .listingSplit, .twoSided] }
        let readout = try await BookingRuns.readout(plan, try #require(plan.booking))
        #expect(readout.verdict.agreement == .misleads)
        #expect(readout.verdict.headline.hasPrefix("The customer split misleads: it says bookings +"))
        #expect(readout.verdict.details.contains { $0.hasPrefix("The listing split says ") })
    }

    @Test func onlyWhatChangesTheWorldsChangesTheFingerprint() {
        let plan = Self.plan()
        let fingerprint = plan.fingerprint(build: "b")
        #expect(Self.plan { $0.designs = [.twoSided] }.fingerprint(build: "b") == fingerprint)
        #expect(Self.plan { $0.market.listingTypes[0].share = 0.5 }.fingerprint(build: "b") != fingerprint)
        #expect(Self.plan { $0.market.settings.treatedListings = 0.4 }.fingerprint(build: "b") != fingerprint)
        #expect(
            Self.plan { $0.market.customerTypes[0].choices[0].utilityLift = 0.4 }.fingerprint(build: "b")
                != fingerprint)
    }
}
