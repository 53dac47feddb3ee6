import Bidding
import Marketplace
import PolicyKit
import Statistics

/// Reads the metrics of an auction market out of its replications: each design's estimate, and the truth beside it.
struct AuctionReader {
    let plan: Plan
    let auctions: AuctionPlan
    let replications: [Replication<AuctionWorldTally>]

    /// Every metric under a design; those are left out that no world could be read for.
    func read(_ design: AuctionDesign, at place: Int) -> [MetricReadout] {
        auctions.metrics.compactMap(AuctionMetric.named).compactMap { read($0, design, at: place) }
    }

    /// Nil when no world had anything to divide by.
    private func read(_ metric: AuctionMetric, _ design: AuctionDesign, at place: Int) -> MetricReadout? {
        let worlds = replications.map { $0.designs[place] }
        let trials = zip(worlds, replications).map { world, replication in
            let (control, treatment) = (value(metric, world, 0), value(metric, world, 1))
            return MetricTrial(
                control: control, treatment: treatment,
                effect: control.flatMap { control in treatment.map { $0 - control } },
                allControl: value(metric, replication.allControl, 0),
                allTreated: value(metric, replication.allTreated, 1))
        }
        let opportunities = (0...1).map { arm in worlds.reduce(0) { $0 + $1.tally.arms[arm].opportunities } }
        var readout = MetricReadout(
            MetricIdentity(
                name: metric.name, label: metric.label, definition: metric.definition, unit: metric.unit,
                moreIsBetter: metric.moreIsBetter),
            MetricTrials(trials: trials, level: plan.level), units: opportunities, method: "one replication",
            relativeDefinition: "difference over control")
        if let reason = metric.reasonToBeNegative,
            trials.contains(where: { ($0.control ?? 0) < 0 || ($0.treatment ?? 0) < 0 })
        {
            readout?.note = reason
        }
        return readout
    }

    private func value(_ metric: AuctionMetric, _ world: AuctionWorldOutcome, _ arm: Int) -> Double? {
        let all = world.tally.arms.reduce(0) { $0 + $1.opportunities }
        guard all > 0, world.tally.arms[arm].opportunities > 0 else { return nil }
        let share = plan.split.treatmentShare
        return metric.value(
            world.tally.arms[arm],
            AuctionMetric.Part(
                opportunities: Double(world.tally.arms[arm].opportunities) / Double(all),
                budgets: world.task.role == .budgetSplit ? (arm == 1 ? share : 1 - share) : 1,
                hindsight: world.task.role == .userSplit ? nil : world.tally.hindsight[arm],
                days: Double(plan.schedule.experiment) / 86_400_000))
    }
}

extension MarketReading {
    /// Reads an auction market's run: each metric under each design, beside the same truth.
    init(_ plan: Plan, _ reader: AuctionReader) {
        let (auctions, replications) = (reader.auctions, reader.replications)
        let worlds = replications.flatMap(\.worlds)
        let metrics = auctions.metrics.compactMap(AuctionMetric.named)
        let shares = [1 - plan.split.treatmentShare, plan.split.treatmentShare]
        let users = auctions.market.settings.users
        let treated = (0..<replications.count).reduce(0) { sum, replication in
            let assignment = HashSplit.split(plan.split, seed: plan.seed(ofReplication: replication))
            return sum + (0..<UInt32(users)).count { assignment.arm(of: $0) == 1 }
        }
        let ratio = SampleRatioCheck(
            observed: [Int(users) * replications.count - treated, treated], planned: shares)
        let designs = auctions.designs.enumerated().map { place, design in
            DesignReading(
                words: design.words, units: "users", suffix: design.rawValue, metrics: reader.read(design, at: place))
        }
        let label = metrics.first?.label ?? "no metric"
        self.init(
            designs: designs, goal: metrics.first?.name ?? "",
            goalWords: label.prefix(1).lowercased() + label.dropFirst(),
            nothing: auctions.isNull ? "nothing was changed" : nil,
            change: auctions.isNull
                ? ["Both arms are alike: this is an A/A test, and the true effect is exactly zero."] : plan.change,
            facts: auctions.designs[0] == .userSplit
                ? ["In a user split both arms draw on the same ad budgets: what one arm spends more, the other lacks."]
                : [],
            notes: [MarketReading.noDecision(in: "an auction market")],
            unread: metrics.filter { metric in
                !designs.contains { $0.metrics.contains { $0.name == metric.name } }
            }.map(\.label),
            arms: zip(plan.arms.indices, plan.arms).map { index, arm in
                ArmSummary(
                    name: arm.name, share: shares[index], users: ratio.observed[index],
                    policies: ["bidding": auctions.arms[index].bidding.name],
                    origins: auctions.arms[index].bidding.origin.map { ["bidding": $0] } ?? [:], changes: arm.changes)
            },
            ratio: ratio,
            replications: replications.map(ReplicationReadout.init), digest: worlds.digest(),
            health: [
                HealthCheck.sampleRatio(ratio, of: "Users"),
                HealthCheck.conservation(
                    worlds.flatMap(\.violations), worlds: worlds.count,
                    whatAddsUp: "No budget was exceeded, and every payment"),
            ] + HealthCheck.replacements(worlds.map(\.replacements))
                + AuctionWords.nothingSold(plan, auctions, in: worlds),
            equalTwins: auctions.isNull
                ? MarketReading.EqualTwins(
                    unequal: replications.count { $0.allTreated.digest != $0.allControl.digest },
                    pairs: replications.count) : nil,
            // Settling is counted in days.
            warmup: auctions.market.settings.settling * 86_400_000)
    }
}

/// The sentences that only an auction market has.
private enum AuctionWords {
    /// A warning where no bid came up to the reserve.
    static func nothingSold(_ plan: Plan, _ auctions: AuctionPlan, in worlds: [AuctionWorldOutcome]) -> [HealthCheck] {
        guard !worlds.contains(where: { $0.tally.arms.contains { $0.wins > 0 } }) else { return [] }
        let reserve = (auctions.arms.map(\.rules.reserve).min() ?? 0) / AdMoney.units(of: plan.market.currency)
        return [
            HealthCheck(
                name: "fill", status: .warn,
                message: "No ad slot was sold in any world: no bid came up to the reserve of \(reserve) currency units."
            )
        ]
    }
}
