import Marketplace
import Statistics

extension Readout {
    /// Reads a booking market's run: a row for each design, all of the same measure and beside the same truth.
    /// - Precondition: at least one replication.
    init(
        _ plan: Plan, booking: BookingPlan, replications: [Replication<BookingTally>], version: String, command: String
    ) {
        precondition(!replications.isEmpty, "a readout needs a complete replication")
        let reader = BookingReader(plan: plan, booking: booking, replications: replications)
        let designs = booking.designs.map(reader.read)
        let worlds = replications.flatMap(\.worlds)
        var counts = Counts()
        for world in worlds {
            counts.events += world.events
            counts.sessions += world.tally.customers.reduce(0, +)
            counts.orders += world.tally.allBookings
        }
        // Worlds with shares of their own cannot be counted with the others.
        let role = booking.designs.map(\.role).first(where: \.splitsCustomers) ?? .customerSplit
        let split = worlds.filter {
            $0.task.role.splitsCustomers && (booking.twoSided == nil || $0.task.role == role)
        }
        let treated = booking.treatedShares(in: role, split: plan.split).customers
        let shares = [1 - treated, treated]
        let customers = (0...1).map { arm in split.reduce(0) { $0 + $1.tally.customers[arm] } }
        let ratio = SampleRatioCheck(observed: customers, planned: shares)
        let health = HealthCheck.all(plan, booking: booking, replications: replications, worlds: worlds, ratio: ratio)
        self.init(
            scenario: plan.name, title: plan.title, summary: plan.summary, seed: plan.seed,
            replications: replications.count, replicationsPlanned: plan.replications,
            arms: zip(plan.arms.indices, plan.arms).map { index, arm in
                ArmSummary(
                    name: arm.name, share: shares[index], users: customers[index], policies: [:], changes: arm.changes)
            },
            metrics: designs, srm: ratio, counts: counts, journalDigest: worlds.digest().text, health: health,
            verdict: Verdict(
                plan, booking: booking, designs: designs, replications: replications.count, health: health),
            timeCourse: [],
            schedule: ScheduleSummary(
                warmupDays: Double(booking.market.settings.settling) / 86_400_000,
                experimentDays: Double(plan.schedule.experiment) / 86_400_000, followupDays: 0),
            version: version, command: command, level: plan.level, study: StudyReadout(plan, reader),
            currency: plan.foreignCurrency)
    }
}

extension HealthCheck {
    static func all(
        _ plan: Plan, booking: BookingPlan, replications: [Replication<BookingTally>], worlds: [BookingOutcome],
        ratio: SampleRatioCheck
    ) -> [HealthCheck] {
        var checks: [HealthCheck] = []
        if worlds.contains(where: \.task.role.splitsCustomers) { checks.append(sampleRatio(ratio, of: "Customers")) }
        checks.append(
            conservation(worlds.flatMap(\.violations), worlds: worlds.count, whatAddsUp: "Every listing"))
        checks += completeness(plan, replications: replications.count)
        if booking.market.isNull {
            let unequal = replications.count { $0.allTreated.digest != $0.allControl.digest }
            checks.append(equalTwins(unequal: unequal, of: replications.count))
        }
        return checks
    }
}
