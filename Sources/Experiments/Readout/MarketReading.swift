import Marketplace
import Statistics

/// What a market says of its complete replications: all that a readout of any market is made of.
struct MarketReading {
    /// Under each design, the primary one first.
    var designs: [DesignReading]
    /// Name of the metric that the verdict is of, and how it is called in a sentence.
    var goal: String
    var goalWords: String
    /// What is judged, in a sentence; nil for the design's own words.
    var test: String?
    /// Why there is no true effect, in a sentence; nil where there may be one.
    var nothing: String?
    /// What was changed, a sentence each.
    var change: [String]
    /// What was measured that bears on a bias, a sentence each: told where the experiment misleads.
    var facts: [String] = []
    /// What else there is to know, a sentence each.
    var notes: [String] = []
    /// Why nothing that is read out can show what was changed, a sentence each.
    var unseen: [String] = []
    /// Labels of what could not be read out, because there was nothing to divide by in any replication.
    var unread: [String] = []
    var arms: [ArmSummary]
    var ratio: SampleRatioCheck
    /// What happened in each.
    var replications: [ReplicationReadout]
    var digest: JournalDigest
    /// The market's own, in front of those that all markets have.
    var health: [HealthCheck]
    /// Nil where no twins must be equal.
    var equalTwins: EqualTwins?
    var warmup: Int64
    var followup: Int64 = 0

    /// Every metric under one design.
    struct DesignReading {
        /// In a sentence: "user split".
        let words: String
        /// What it splits, in the plural.
        let units: String
        /// Of a metric's name where there are several designs; nil where the metrics have names of their own.
        let suffix: String?
        var metrics: [MetricReadout]
    }

    /// Pairs of twins that must be equal, because their arms are.
    struct EqualTwins {
        /// Names of the arms that are equal, control's first; none where there are no others.
        var arms: [String] = []
        /// How many of the pairs are not equal.
        let unequal: Int
        let pairs: Int
    }

    /// Whether the treatment changes nothing but what is not looked at: then there is nothing to judge and to decide.
    var isBlind: Bool { nothing == MarketReading.changesNothing && !unseen.isEmpty }

    /// Why there is no true effect where the twins are one world.
    static let changesNothing = "the treatment changes nothing that happens"

    /// Why there is no decision.
    static func noDecision(in market: String) -> String {
        "No decision is read out: the rule of `experiment.decide` goes by experiments in the feed market, and this is \(market)."
    }

    /// Metric by metric, those of the primary design first; with the design's name where there are several.
    var rows: [MetricReadout] {
        guard designs.count > 1 else { return designs.first?.metrics ?? [] }
        let names = designs.flatMap { $0.metrics.map(\.name) }.reduce(into: [String]()) { names, name in
            if !names.contains(name) { names.append(name) }
        }
        return names.flatMap { name in
            designs.compactMap { design in
                design.metrics.first { $0.name == name }.map { metric in
                    design.suffix.map { metric.under($0, words: design.words) } ?? metric
                }
            }
        }
    }

    /// Judges every metric: the goal at the plan's level, the others together at that level (Bonferroni). What cannot see the change
    /// is not judged by it.
    mutating func judge(by plan: Plan) {
        guard !isBlind else { return }
        let alpha = (1 - plan.level) / Double(plan.verdict.looks)
        for design in designs.indices {
            for place in designs[design].metrics.indices {
                let metric = designs[design].metrics[place]
                let others = Double(designs[design].metrics.count - 1)
                designs[design].metrics[place].judgement = Judgement(
                    metric.trials, metric.bias.method, rule: plan.verdict,
                    level: 1 - (metric.name == goal ? alpha : alpha / max(1, others)))
            }
        }
    }
}

extension Readout {
    /// Makes the readout of any market.
    /// - Parameters:
    ///   - replications: that the reading is of.
    ///   - version: of MarketLab.
    ///   - command: makes this readout again.
    init(_ plan: Plan, _ market: MarketReading, replications: Int, version: String, command: String) {
        var reading = market
        reading.judge(by: plan)
        let health =
            reading.health + HealthCheck.absence(reading.unread)
            + HealthCheck.completeness(plan, replications: replications)
            + (reading.equalTwins.map { [.equalTwins($0)] } ?? [])
        self.init(
            scenario: plan.name, title: plan.title, summary: plan.summary, seed: plan.seed,
            replications: replications, replicationsPlanned: plan.replications, arms: reading.arms,
            metrics: reading.rows, srm: reading.ratio, counts: reading.replications.reduce(Counts()) { $0 + $1.counts },
            journalDigest: reading.digest.text,
            health: health, verdict: Verdict(plan, reading, replications: replications, health: health), timeCourse: [],
            schedule: ScheduleSummary(
                warmupDays: Double(reading.warmup) / 86_400_000,
                experimentDays: Double(plan.schedule.experiment) / 86_400_000,
                followupDays: Double(reading.followup) / 86_400_000),
            version: version, command: command, level: plan.level, currency: plan.foreignCurrency)
        perReplication = reading.replications
    }
}

extension Plan {
    /// What the first treatment changes, in a sentence.
    var change: [String] {
        let changes = arms[1].changes.map(\.text)
        return changes.isEmpty ? [] : ["The treatment changes \(changes.joined(separator: ", "))."]
    }
}
