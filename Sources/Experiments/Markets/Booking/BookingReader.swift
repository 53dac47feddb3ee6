import Marketplace
import Statistics

/// Reads the designs of a booking market out of its replications: each design's estimate, and the truth beside it.
struct BookingReader {
    let plan: Plan
    let booking: BookingPlan
    let replications: [Replication<BookingTally>]

    /// Days for which bookings were counted.
    private var days: Double { Double(plan.schedule.experiment) / 86_400_000 }

    func read(_ design: BookingDesign) -> MetricReadout {
        let experiments = experiments(design)
        let readings = experiments.compactMap { try? $0.reading() }
        let estimate = estimate(experiments, readings)
        let truth = MetricReader.truth(twins, level: plan.level)
        let units = units(design)
        return MetricReadout(
            name: design.rawValue, label: design.label, definition: design.definition, unit: .count,
            moreIsBetter: true,
            control: ArmValue(mean: MetricReader.mean(readings.map(\.control)), n: units[0]),
            treatment: ArmValue(mean: MetricReader.mean(readings.map(\.treatment)), n: units[1]),
            difference: estimate.difference, relative: estimate.relative,
            relativeDefinition: isOne
                ? "effect over control" : "mean difference over mean control of the replications, delta method",
            pValue: estimate.pValue,
            method: isOne ? "jackknife over \(BookingRunner.blocks) blocks of time" : "t over replications",
            adjusted: nil, truth: truth, bias: Bias(estimate: estimate.difference, truth: truth.difference),
            note: note(design, readings.count))
    }

    /// What the design said, replication by replication.
    func trials(_ design: BookingDesign) -> DesignTrials {
        let experiments = experiments(design)
        return DesignTrials(
            name: design.rawValue, words: design.words, definition: design.definition,
            estimates: experiments.map { try? $0.reading().effect },
            intervals: experiments.map { try? $0.effect(level: plan.level) },
            nulls: nulls(design).compactMap { try? $0.effect(level: plan.level).pValue })
    }

    /// The experiment of each replication.
    private func experiments(_ design: BookingDesign) -> [BookingExperiment] {
        worlds(design).map { BookingExperiment(design, $0, booking.market, days: days) }
    }

    /// The experiments that were none, each a split of an untreated world.
    private func nulls(_ design: BookingDesign) -> [BookingExperiment] {
        replications.flatMap { replication in
            let world = replication.allControl
            let nulls = world.tally.nulls
            // Two-sided designs with shares of their own have the second half.
            let own = booking.twoSided == nil ? nulls[...] : nulls[(design.role == .twoSided ? nulls.count / 2 : 0)...]
            return own.prefix(Int(plan.study?.nullDraws ?? 0)).map {
                BookingExperiment(design, null: $0, in: world, booking.market, days: days)
            }
        }
    }

    /// The world of a design in each replication. - Precondition: the design is one of the plan's.
    private func worlds(_ design: BookingDesign) -> [BookingOutcome] {
        guard let place = booking.designs.firstIndex(of: design) else { preconditionFailure("no world of \(design)") }
        return replications.map { $0.designs[place] }
    }

    private var isOne: Bool { replications.count == 1 }

    private func estimate(
        _ experiments: [BookingExperiment], _ readings: [BookingReading]
    ) -> (difference: EffectEstimate, relative: EffectEstimate?, pValue: Double?) {
        if isOne, let effect = try? experiments[0].effect(level: plan.level) {
            let relative = try? experiments[0].relative(level: plan.level)
            return (EffectEstimate(effect), relative.map { EffectEstimate($0) }, effect.pValue)
        }
        let mean = MetricReader.mean(readings.map(\.effect), level: plan.level)
        let relative = try? ReplicationInterval.ratioOfMeans(
            readings.map(\.effect), over: readings.map(\.control), level: plan.level)
        return (mean.effect, relative.map { EffectEstimate($0) }, mean.pValue)
    }

    /// Bookings a day for each unit of the market's size, with nobody and with everybody treated.
    var twins: [(Double, Double)] {
        let units = days * Double(booking.market.settings.size)
        func rate(_ world: BookingOutcome) -> Double { Double(world.tally.allBookings) / units }
        return replications.map { (rate($0.allControl), rate($0.allTreated)) }
    }

    /// The units that the design splits, by arm over all replications: listings where only they are split.
    private func units(_ design: BookingDesign) -> [Int] {
        let tallies = worlds(design).map(\.tally)
        return (0...1).map { arm in
            tallies.reduce(0) { $0 + (design.role.splitsCustomers ? $1.customers : $1.listings)[arm] }
        }
    }

    private func note(_ design: BookingDesign, _ read: Int) -> String? {
        if read < replications.count {
            return
                "\(replications.count - read) of \(replications.count) replications gave no estimate: nobody was in a cell of the design, or nothing was booked"
        }
        guard isOne else { return nil }
        do {
            _ = try experiments(design)[0].effect(level: plan.level)
            return "the truth has no interval: one replication gives none, run at least two"
        } catch { return "no interval: \(error.description)" }
    }
}
