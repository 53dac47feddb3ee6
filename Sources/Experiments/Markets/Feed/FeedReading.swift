import Marketplace
import PolicyKit
import Statistics

extension Readout {
    /// Reads a plan's run out of its complete replications.
    /// - Parameters:
    ///   - unseen: of the plan's changes what nothing in its run can show.
    ///   - challengers: how those that learn come into the experiment.
    ///   - version: of MarketLab.
    ///   - command: makes this readout again.
    /// - Precondition: at least one replication.
    public init(
        _ plan: Plan, replications: [FeedReplication], unseen: [UnseenChange] = [],
        challengers: [ChallengerStart] = [], version: String, command: String
    ) {
        precondition(!replications.isEmpty, "a readout needs a complete replication")
        func readout(of treatment: Int) -> Readout {
            Readout(
                treatment: treatment, of: plan, replications, unseen: unseen, challengers: challengers,
                version: version, command: command)
        }
        self = readout(of: 1)
        var others = plan.arms.indices.dropFirst(2).map(readout)
        adjustSegments(with: &others)
        guard !others.isEmpty else { return }
        adjustPValues(with: &others)
        further = others.map { other in
            var other = other
            other.perReplication = nil
            return other
        }
    }

    /// Reads one treatment out against control.
    private init(
        treatment: Int, of plan: Plan, _ replications: [FeedReplication], unseen: [UnseenChange],
        challengers: [ChallengerStart], version: String, command: String
    ) {
        let (pair, compared) = (plan.comparing(treatment), replications.map { $0.comparing(treatment) })
        let comparison = PublishedComparison(plan, replications: replications)
        var reading = MarketReading(treatment: treatment, of: plan, replications, compared: compared)
        reading.unseen = unseen.map(\.sentence)
        reading.change += challengers.filter { $0.arm == nil || $0.arm == treatment }.map {
            VerdictWords.capitalised($0.sentence) + "."
        }
        reading.health += comparison.map { [.published($0)] } ?? []
        let courses = EffectCourse.all(pair, compared)
        reading.notes += EffectCourse.words(courses, in: plan.market.currency)
        self.init(pair, reading, replications: replications.count, version: version, command: command)
        self.comparison = comparison
        replicationsPlanned = plan.replications
        let splitsUsers = plan.designs[0].splitsUsers
        timeCourse = splitsUsers ? TimeCourse.all(compared) : []
        effectCourses = courses.isEmpty ? nil : courses
        requests = splitsUsers ? RequestReadout(pair, replications: compared) : nil
        models = ModelReadout(pair, replications: compared, metrics: metrics)
        policyFigures = PolicyFigureReadout.all(pair, replications: compared)
        interleaving = InterleavingReadout(pair, replications: compared, metrics: metrics)
        offline = OfflineReadout(pair, replications: compared, metrics: metrics)
        allocation = AllocationReadout(plan, treatment: treatment, replications: replications)
        if let check = AllocationReadout.check(plan, replications) { health.append(check) }
        health += OfflineReadout.checks(pair, compared, offline)
        if let models { health.append(models.check(arms: pair.arms.map(\.name))) }
        marketFigures = MarketFigureReadout.all(compared, level: plan.level)
        funnel = OrderFunnel(compared)
        decision =
            reading.isBlind
            ? nil
            : DecisionReadout(
                pair, replications: compared, nothing: reading.nothing, hasSettled: EffectCourse.haveSettled(courses))
        study = StudyReadout(pair, replications: compared, decision: decision)
        segments = SegmentReadout.all(pair, replications: compared)
    }

    /// Each metric's p-values over all treatments, by Holm's method.
    private mutating func adjustPValues(with others: inout [Readout]) {
        for name in metrics.map(\.name) {
            // A metric may be absent of one treatment and not of another.
            let places = ([self] + others).map { readout in readout.metrics.firstIndex { $0.name == name } }
            let all = zip([self] + others, places).map { readout, place in
                place.flatMap { readout.metrics[$0].pValue }
            }
            guard let adjusted = try? MultipleTesting.holm.adjusted(all.compactMap(\.self)) else { continue }
            var next = adjusted.makeIterator()
            let each = all.map { $0 == nil ? nil : next.next() }
            if let place = places[0] { metrics[place].pValueAdjusted = each[0] }
            for other in others.indices {
                if let place = places[other + 1] { others[other].metrics[place].pValueAdjusted = each[other + 1] }
            }
        }
    }
}

extension MarketReading {
    /// Reads one treatment of a plan for the feed market.
    /// - Parameters:
    ///   - replications: with all treatments.
    ///   - compared: the same with this one only.
    init(treatment: Int, of plan: Plan, _ replications: [FeedReplication], compared: [FeedReplication]) {
        let (pair, design) = (plan.comparing(treatment), plan.designs[0])
        let users = plan.arms.indices.map { arm in replications.reduce(0) { $0 + $1.experiment.arms[arm].n } }
        let ratio = SampleRatioCheck(observed: users, planned: plan.split.shares)
        let worlds = replications.flatMap(\.worlds)
        let metrics = plan.metrics.compactMap(Metric.named)
        let readable = metrics.first(where: design.reads)
        let isUnchanged = pair.arms[0].isEqual(to: pair.arms[1])
        let equal = plan.arms.indices.dropFirst().filter { plan.arms[0].isEqual(to: plan.arms[$0]) }
        let readings = plan.designs.enumerated().map { place, design in
            let units = (0...1).map { arm in compared.reduce(0) { $0 + $1.designs[place].arms[arm].n } }
            return DesignReading(
                words: design.words, units: design.units, suffix: design.rawValue,
                metrics: metrics.filter(design.reads).compactMap {
                    MetricReader(
                        $0, design: design, place: place, level: plan.level, bias: plan.biasMethod(under: design),
                        replications: compared
                    ).read(users: units)
                })
        }
        let changesNothing =
            compared.allSatisfy { $0.allTreated.digest == $0.allControl.digest }
            && readings.allSatisfy { $0.metrics.allSatisfy { $0.truth.difference.estimate == 0 } }
        self.init(
            designs: readings,
            goal: readable?.name ?? "", goalWords: readable?.label ?? "no metric",
            test: FeedWords.test(plan, treatment: treatment, isUnchanged: isUnchanged),
            nothing: isUnchanged
                ? "nothing was changed" : changesNothing ? MarketReading.changesNothing : nil,
            change: FeedWords.change(pair), facts: FeedWords.facts(compared),
            unread: metrics.filter { metric in
                plan.designs.contains { $0.reads(metric) }
                    && !readings.contains { $0.metrics.contains { $0.name == metric.name } }
            }.map(\.label),
            arms: zip(plan.arms.indices, plan.arms).filter { treatment == 1 || [0, treatment].contains($0.0) }.map {
                index, arm in
                ArmSummary(
                    name: arm.name, share: plan.split.shares[index], users: users[index],
                    units: design.splitsUsers ? nil : design.units,
                    policies: arm.policies.names.filter { name in
                        !plan.market.idleSlots.contains { $0.name == name.key }
                    },
                    origins: arm.policies.origins,
                    changes: arm.changes)
            },
            ratio: ratio, replications: replications.map(ReplicationReadout.init), digest: worlds.digest(),
            health: HealthCheck.all(plan, replications: replications, ratio: ratio),
            equalTwins: equal.isEmpty
                ? nil
                : EqualTwins(
                    arms: plan.arms.count > 2 ? ([0] + equal).map { plan.arms[$0].name } : [],
                    unequal: replications.reduce(0) { sum, worlds in
                        sum + equal.count { worlds.treated[$0 - 1].digest != worlds.allControl.digest }
                    }, pairs: equal.count * replications.count),
            warmup: plan.schedule.warmup, followup: plan.schedule.followup)
    }
}

/// The sentences of a verdict that only the feed market has.
private enum FeedWords {
    /// What is judged: "A/B test", or the design where there are several.
    static func test(_ plan: Plan, treatment: Int, isUnchanged: Bool) -> String {
        let test =
            plan.designs.count > 1 || plan.designs[0] != .userSplit
            ? plan.designs[0].words : isUnchanged ? "A/A test" : "A/B test"
        return plan.arms.count > 2 ? "\(test) of \(plan.arms[treatment].name)" : test
    }

    static func change(_ plan: Plan) -> [String] {
        var sentences = plan.change
        if sentences.isEmpty {
            sentences = ["Both arms are the same: this is an A/A test, and the true effect is exactly zero."]
        }
        if !plan.layers.isEmpty {
            let layers = plan.layers.map { "\($0.name) (\($0.keys.joined(separator: ", ")))" }.joined(separator: ", ")
            sentences.append("At the same time runs another experiment, here and in the truth: \(layers).")
        }
        return sentences
    }

    /// What part of the stock is sold, in the twins: what is sold to one cannot be sold to another.
    static func facts(_ replications: [FeedReplication]) -> [String] {
        func sold(_ world: KeyPath<FeedReplication, FeedOutcome>) -> Double? {
            let offered = replications.reduce(0) { $0 + $1[keyPath: world].unitsOffered }
            let orders = replications.reduce(0) { $0 + $1[keyPath: world].counts.orders }
            return offered > 0 ? Double(orders) / Double(offered) : nil
        }
        guard let control = sold(\.allControl), let treated = sold(\.allTreated) else { return [] }
        func percent(_ share: Double) -> String { "\(Digits.plain((share * 1_000).rounded() / 10)) %" }
        return [
            "Of the units offered, \(percent(control)) are sold with nobody treated and \(percent(treated)) with everybody "
                + "treated; what one arm buys the other cannot."
        ]
    }
}

extension TimeCourse {
    /// GMV per user and day, orders, CTR and sessions in the experiments' own worlds, mean over replications.
    static func all(_ replications: [FeedReplication]) -> [TimeCourse] {
        func course(_ metric: String, _ value: (DailyTotals.Day, Int) -> Double?) -> TimeCourse {
            let arms = (0...1).map { arm -> [Double?] in
                let days = replications[0].experiment.daily[arm].count
                return (0..<days).map { day in
                    let values = replications.compactMap {
                        value($0.experiment.daily[arm][day], $0.experiment.arms[arm].n)
                    }
                    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
                }
            }
            return TimeCourse(metric: metric, control: arms[0], treatment: arms[1])
        }
        func perUser(_ total: Double, _ users: Int) -> Double? { users > 0 ? total / Double(users) : nil }
        return [
            course("gmv") { perUser(Double($0.gmv), $1) },
            course("orders") { perUser(Double($0.orders), $1) },
            course("ctr") { day, _ in day.exposures > 0 ? Double(day.clicks) / Double(day.exposures) : nil },
            course("sessions") { perUser(Double($0.sessions), $1) },
        ]
    }
}
