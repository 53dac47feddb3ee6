import Bidding
import Marketplace
import PolicyKit
import Statistics

extension Readout {
    /// Reads an auction market's run: each metric under each design, beside the same truth.
    /// - Precondition: at least one replication.
    init(
        _ plan: Plan, auctions: AuctionPlan, replications: [Replication<AuctionWorldTally>], version: String,
        command: String
    ) {
        precondition(!replications.isEmpty, "a readout needs a complete replication")
        let reader = AuctionReader(plan: plan, auctions: auctions, replications: replications)
        let readings = reader.readings
        let worlds = replications.flatMap(\.worlds)
        var counts = Counts()
        for world in worlds {
            let tally = world.tally.arms.reduce(AuctionTally(), +)
            counts.events += world.events
            counts.requests += tally.opportunities
            counts.exposures += tally.exposures
            counts.clicks += tally.clicks
            counts.orders += tally.conversions
        }
        let shares = [1 - plan.split.treatmentShare, plan.split.treatmentShare]
        let users = auctions.market.settings.users
        let split = (0..<replications.count).map { replication in
            let assignment = HashSplit.split(plan.split, seed: plan.seed(ofReplication: replication))
            return (0..<UInt32(users)).count { assignment.arm(of: $0) == 1 }
        }
        let treated = split.reduce(0, +)
        let observed = [Int(users) * replications.count - treated, treated]
        let ratio = SampleRatioCheck(observed: observed, planned: shares)
        let health = HealthCheck.all(plan, auctions: auctions, replications: replications, worlds: worlds, ratio: ratio)
        self.init(
            scenario: plan.name, title: plan.title, summary: plan.summary, seed: plan.seed,
            replications: replications.count, replicationsPlanned: plan.replications,
            arms: zip(plan.arms.indices, plan.arms).map { index, arm in
                ArmSummary(
                    name: arm.name, share: shares[index], users: observed[index],
                    policies: ["bidding": auctions.arms[index].bidding.name], changes: arm.changes)
            },
            metrics: readings.map(\.readout), srm: ratio, counts: counts, journalDigest: worlds.digest().text,
            health: health,
            verdict: Verdict(
                plan, auctions: auctions, readings: readings, replications: replications.count, health: health),
            timeCourse: [],
            schedule: ScheduleSummary(
                warmupDays: Double(auctions.market.settings.settling),
                experimentDays: Double(plan.schedule.experiment) / 86_400_000, followupDays: 0),
            version: version, command: command, level: plan.level, currency: plan.foreignCurrency)
    }
}

extension HealthCheck {
    static func all(
        _ plan: Plan, auctions: AuctionPlan, replications: [Replication<AuctionWorldTally>],
        worlds: [AuctionWorldOutcome], ratio: SampleRatioCheck
    ) -> [HealthCheck] {
        var checks = [
            sampleRatio(ratio, of: "Users"),
            conservation(
                worlds.flatMap(\.violations), worlds: worlds.count,
                whatAddsUp: "No budget was exceeded, and every payment"),
        ]
        checks += completeness(plan, replications: replications.count)
        if !worlds.contains(where: { $0.tally.arms.contains { $0.wins > 0 } }) {
            checks.append(nothingSold(plan, auctions))
        }
        if auctions.isNull {
            let unequal = replications.count { $0.allTreated.digest != $0.allControl.digest }
            checks.append(equalTwins(unequal: unequal, of: replications.count))
        }
        return checks
    }

    private static func nothingSold(_ plan: Plan, _ auctions: AuctionPlan) -> HealthCheck {
        let reserve = (auctions.arms.map(\.rules.reserve).min() ?? 0) / AdMoney.units(of: plan.market.currency)
        return HealthCheck(
            name: "fill", status: .warn,
            message: "No ad slot was sold in any world: no bid came up to the reserve of \(reserve) currency units.")
    }
}
