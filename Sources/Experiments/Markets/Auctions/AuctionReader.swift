import Marketplace
import Statistics

/// Reads the metrics of an auction market out of its replications: each design's estimate, and the truth beside it.
struct AuctionReader {
    let plan: Plan
    let auctions: AuctionPlan
    let replications: [Replication<AuctionWorldTally>]

    /// Every metric under every design, the primary of both first.
    var readings: [Reading] {
        auctions.metrics.compactMap(AuctionMetric.named).flatMap { metric in
            zip(auctions.designs.indices, auctions.designs).compactMap { place, design in
                read(metric, design, at: place).map { Reading(metric: metric, design: design, readout: $0) }
            }
        }
    }

    /// A metric under a design.
    struct Reading {
        let metric: AuctionMetric
        let design: AuctionDesign
        let readout: MetricReadout
    }

    /// Nil when no world had anything to divide by.
    private func read(_ metric: AuctionMetric, _ design: AuctionDesign, at place: Int) -> MetricReadout? {
        let worlds = replications.map { $0.designs[place] }
        let pairs = worlds.compactMap { world -> (Double, Double)? in
            guard let control = value(metric, world, 0), let treatment = value(metric, world, 1) else { return nil }
            return (control, treatment)
        }
        let twins = replications.compactMap { replication -> (Double, Double)? in
            guard let control = value(metric, replication.allControl, 0),
                let treatment = value(metric, replication.allTreated, 1)
            else { return nil }
            return (control, treatment)
        }
        guard !pairs.isEmpty, !twins.isEmpty else { return nil }
        let effects = pairs.map { $0.1 - $0.0 }
        let estimate = MetricReader.mean(effects, level: plan.level)
        let relative = try? ReplicationInterval.relativeDifference(
            treated: pairs.map(\.1), control: pairs.map(\.0), isSigned: metric.mayBeNegative, level: plan.level)
        let truth = MetricReader.truth(twins, isSigned: metric.mayBeNegative, level: plan.level)
        let opportunities = (0...1).map { arm in worlds.reduce(0) { $0 + $1.tally.arms[arm].opportunities } }
        let readout = MetricReadout(
            name: metric.name, label: metric.label, definition: metric.definition, unit: metric.unit,
            moreIsBetter: metric.moreIsBetter,
            control: ArmValue(mean: MetricReader.mean(pairs.map(\.0)), n: opportunities[0]),
            treatment: ArmValue(mean: MetricReader.mean(pairs.map(\.1)), n: opportunities[1]),
            difference: estimate.effect, relative: relative.map { EffectEstimate($0) },
            relativeDefinition: "mean difference over mean control of the replications, delta method",
            pValue: estimate.pValue, method: "t over replications", adjusted: nil, truth: truth,
            bias: Bias(estimate: estimate.effect, truth: truth.difference), note: note(metric, pairs))
        return auctions.designs.count == 1 ? readout : readout.under(design.rawValue, words: design.words)
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

    private func note(_ metric: AuctionMetric, _ pairs: [(Double, Double)]) -> String? {
        if pairs.count < replications.count {
            return "\(replications.count - pairs.count) of \(replications.count) replications had nothing to divide by"
        }
        if let reason = metric.reasonToBeNegative, pairs.contains(where: { $0.0 < 0 || $0.1 < 0 }) { return reason }
        return replications.count == 1 ? "no interval: one replication gives none, run at least two" : nil
    }
}
