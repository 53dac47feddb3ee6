import Marketplace
import PolicyKit
import Statistics

extension Readout {
    /// Reads a plan's run out of its complete replications.
    /// - Parameters:
    ///   - version: of MarketLab.
    ///   - command: makes this readout again.
    /// - Precondition: at least one replication.
    public init(_ plan: Plan, replications: [FeedReplication], version: String, command: String) {
        precondition(!replications.isEmpty, "a readout needs a complete replication")
        self.init(treatment: 1, of: plan, replications, version: version, command: command)
        var others = plan.arms.indices.dropFirst(2).map {
            Readout(treatment: $0, of: plan, replications, version: version, command: command)
        }
        adjustSegments(with: &others)
        guard !others.isEmpty else { return }
        adjustPValues(with: &others)
        further = others
    }

    /// Reads one treatment out against control.
    private init(
        treatment: Int, of plan: Plan, _ replications: [FeedReplication], version: String, command: String
    ) {
        let design = plan.designs[0]
        let users = plan.arms.indices.map { arm in replications.reduce(0) { $0 + $1.experiment.arms[arm].n } }
        let ratio = SampleRatioCheck(observed: users, planned: plan.split.shares)
        let (pair, compared) = (plan.comparing(treatment), replications.map { $0.comparing(treatment) })
        let readings = DesignReadings(pair, replications: compared)
        let worlds = replications.flatMap(\.worlds)
        let comparison = PublishedComparison(plan, replications: replications)
        let health =
            HealthCheck.all(plan, replications: replications, ratio: ratio)
            + (comparison.map { [.published($0)] } ?? [])
        self.init(
            scenario: plan.name, title: plan.title, summary: plan.summary, seed: plan.seed,
            replications: replications.count, replicationsPlanned: plan.replications,
            arms: zip(plan.arms.indices, plan.arms).filter { treatment == 1 || [0, treatment].contains($0.0) }.map {
                index, arm in
                ArmSummary(
                    name: arm.name, share: plan.split.shares[index], users: users[index],
                    units: design.splitsUsers ? nil : design.units,
                    policies: arm.policies.names.filter { name in
                        !plan.market.idleSlots.contains { $0.name == name.key }
                    },
                    changes: arm.changes)
            },
            metrics: readings.rows, srm: ratio, counts: worlds.reduce(Counts()) { $0 + $1.counts },
            journalDigest: worlds.digest().text, health: health,
            verdict: Verdict(
                pair, readings: readings, replications: compared, health: health,
                among: plan.arms.count > 2 ? plan.arms[treatment].name : nil),
            timeCourse: design.splitsUsers ? TimeCourse.all(compared) : [],
            schedule: ScheduleSummary(
                warmupDays: Double(plan.schedule.warmup) / 86_400_000,
                experimentDays: Double(plan.schedule.experiment) / 86_400_000,
                followupDays: Double(plan.schedule.followup) / 86_400_000),
            version: version, command: command, level: plan.level,
            marketFigures: MarketFigureReadout.all(compared, level: plan.level),
            funnel: OrderFunnel(compared),
            requests: design.splitsUsers ? RequestReadout(pair, replications: compared) : nil,
            comparison: comparison, study: StudyReadout(pair, replications: compared), currency: plan.foreignCurrency)
        segments = SegmentReadout.all(pair, replications: compared)
    }

    /// Each metric's p-values over all treatments, by Holm's method.
    private mutating func adjustPValues(with others: inout [Readout]) {
        for place in metrics.indices {
            let all = [metrics[place].pValue] + others.map { $0.metrics[place].pValue }
            guard let adjusted = try? MultipleTesting.holm.adjusted(all.compactMap(\.self)) else { continue }
            var next = adjusted.makeIterator()
            let each = all.map { $0 == nil ? nil : next.next() }
            metrics[place].pValueAdjusted = each[0]
            for other in others.indices { others[other].metrics[place].pValueAdjusted = each[other + 1] }
        }
    }
}

extension SampleRatioCheck {
    init(observed: [Int], planned: [Double]) {
        let test = try? SampleRatioMismatch(observed: observed, weights: planned)
        self.init(
            observed: observed, planned: planned, statistic: test?.statistic ?? 0, pValue: test?.pValue ?? 1)
    }
}

extension TimeCourse {
    /// GMV a user-day, orders, CTR and sessions in the experiments' own worlds, mean over replications.
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
