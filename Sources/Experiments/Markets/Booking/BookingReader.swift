import Marketplace
import Statistics

/// Reads the designs of a booking market out of its replications: each design's estimate, and the truth beside it.
struct BookingReader {
    let plan: Plan
    let booking: BookingPlan
    let replications: [Replication<BookingTally>]

    /// Days for which bookings were counted.
    private var days: Double { Double(plan.schedule.experiment) / 86_400_000 }

    /// Nil where no replication could be read.
    func read(_ design: BookingDesign) -> MetricReadout? {
        let experiments = experiments(design)
        let single = experiments.count == 1 ? single(experiments[0]) : nil
        var readout = MetricReadout(
            MetricIdentity(
                name: design.rawValue, label: design.label, definition: design.definition, unit: .count,
                moreIsBetter: true),
            trials(experiments), units: units(design), single: single,
            method: "jackknife over \(BookingRunner.blocks) blocks of time", relativeDefinition: "effect over control")
        if experiments.count == 1, single == nil, let reason = reasonForNone(experiments[0]) { readout?.note = reason }
        return readout
    }

    /// What the design said, replication by replication.
    func trials(_ design: BookingDesign) -> DesignTrials {
        let experiments = experiments(design)
        return DesignTrials(
            name: design.rawValue, words: design.words, definition: design.definition,
            trials: trials(experiments).trials,
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

    /// What each replication's experiment and its twins say.
    private func trials(_ experiments: [BookingExperiment]) -> MetricTrials {
        let units = days * Double(booking.market.settings.size)
        func rate(_ world: BookingOutcome) -> Double { Double(world.tally.allBookings) / units }
        return MetricTrials(
            trials: zip(experiments, replications).map { experiment, worlds in
                let reading = try? experiment.reading()
                return MetricTrial(
                    control: reading?.control, treatment: reading?.treatment, effect: reading?.effect,
                    allControl: rate(worlds.allControl), allTreated: rate(worlds.allTreated))
            }, level: plan.level)
    }

    /// With the error that the experiment shows by itself.
    private func single(_ experiment: BookingExperiment) -> SingleEstimate? {
        guard let effect = try? experiment.effect(level: plan.level) else { return nil }
        let relative = try? experiment.relative(level: plan.level)
        return SingleEstimate(
            difference: EffectEstimate(effect), relative: relative.map { EffectEstimate($0) }, pValue: effect.pValue)
    }

    /// The units that the design splits, by arm over all replications: listings where only they are split.
    private func units(_ design: BookingDesign) -> [Int] {
        let tallies = worlds(design).map(\.tally)
        return (0...1).map { arm in
            tallies.reduce(0) { $0 + (design.role.splitsCustomers ? $1.customers : $1.listings)[arm] }
        }
    }

    /// Why one replication gives no interval by itself; nil where it gives one.
    private func reasonForNone(_ experiment: BookingExperiment) -> String? {
        do {
            _ = try experiment.effect(level: plan.level)
            return nil
        } catch { return "no interval: \(error.description)" }
    }
}

extension MarketReading {
    /// Reads a booking market's run: a metric for each design, all of the same measure and beside the same truth.
    init(_ plan: Plan, _ reader: BookingReader) {
        let (booking, replications) = (reader.booking, reader.replications)
        let worlds = replications.flatMap(\.worlds)
        // Worlds with shares of their own cannot be counted with the others.
        let role = booking.designs.map(\.role).first(where: \.splitsCustomers) ?? .customerSplit
        let split = worlds.filter {
            $0.task.role.splitsCustomers && (booking.twoSided == nil || $0.task.role == role)
        }
        let treated = booking.treatedShares(in: role, split: plan.split).customers
        let shares = [1 - treated, treated]
        let customers = (0...1).map { arm in split.reduce(0) { $0 + $1.tally.customers[arm] } }
        let ratio = SampleRatioCheck(observed: customers, planned: shares)
        let isNull = booking.market.isNull
        let readings = booking.designs.map { ($0, reader.read($0)) }
        self.init(
            designs: readings.map { design, metric in
                DesignReading(
                    words: design.words, units: design.role.splitsCustomers ? "customers" : "listings",
                    suffix: nil, metrics: [metric].compactMap(\.self))
            },
            goal: booking.designs.first?.rawValue ?? "", goalWords: "bookings",
            nothing: isNull ? "nothing was changed" : nil,
            change: isNull
                ? ["The treatment changes no utility: this is an A/A test, and the true effect is exactly zero."]
                : plan.change,
            notes: (isNull ? [] : BookingWords.notes(plan, booking)) + [
                MarketReading.noDecision(in: "a booking market")
            ],
            unread: readings.filter { $0.1 == nil }.map(\.0.label),
            arms: zip(plan.arms.indices, plan.arms).map { index, arm in
                ArmSummary(
                    name: arm.name, share: shares[index], users: customers[index], policies: [:], changes: arm.changes)
            },
            ratio: ratio,
            replications: replications.map(ReplicationReadout.init), digest: worlds.digest(),
            health: (worlds.contains(where: \.task.role.splitsCustomers)
                ? [HealthCheck.sampleRatio(ratio, of: "Customers")] : [])
                + [
                    HealthCheck.conservation(
                        worlds.flatMap(\.violations), worlds: worlds.count, whatAddsUp: "Every listing")
                ],
            equalTwins: isNull
                ? MarketReading.EqualTwins(
                    unequal: replications.count { $0.allTreated.digest != $0.allControl.digest },
                    pairs: replications.count) : nil,
            warmup: booking.market.settings.settling)
    }
}
