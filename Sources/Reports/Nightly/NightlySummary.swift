public import Experiments
public import Foundation

/// `summary.json`: a night in figures, for machines that compare nights.
public struct NightlySummary: Sendable, Equatable, Codable {
    /// Version of this form.
    public static let schemaName = "marketlab.nightly/1"

    /// Names the form of the JSON and its version.
    public var schema: String
    /// When the night began; absent where that is not known.
    public var startedAt: Date?
    /// In the order they were given.
    public var runs: [Run]
    /// How many runs have a verdict of each kind, and how many have none.
    public var totals: Totals

    /// One run.
    public struct Run: Sendable, Equatable, Codable {
        /// The scenario's name.
        public var scenario: String
        /// The scenario's headline for people.
        public var title: String
        /// Path of the page from the index.
        public var page: String?
        /// Why there is no readout; all keys below are absent then.
        public var problem: String?
        /// The verdict in one sentence.
        public var headline: String?
        /// Whether the experiment says what is true.
        public var agreement: Verdict.Agreement?
        /// The worst status of the health checks.
        public var health: HealthCheck.Status?
        /// Names of the checks that did not pass.
        public var alarms: [String]?
        /// The primary metric.
        public var primary: Primary?
        /// What the seeds of all replications follow from.
        public var seed: UInt64?
        /// How many replications are read out.
        public var replications: Int?
        /// How many replications the plan has.
        public var replicationsPlanned: Int?
        /// The program's version.
        public var version: String?
        /// The digest of all worlds' journals, in hexadecimal.
        public var journalDigest: String?
        /// What the scenario said before; absent where it was not run before.
        public var previous: Previous?
    }

    /// The run of the same scenario before this one.
    public struct Previous: Sendable, Equatable, Codable {
        public var startedAt: Date
        public var agreement: Verdict.Agreement
        public var primary: Primary?
        public var version: String
        public var journalDigest: String
    }

    /// The primary metric of a run, as in its readout.
    public struct Primary: Sendable, Equatable, Codable {
        /// The metric's name.
        public var name: String
        /// Treatment less control, in the metric's unit.
        public var difference: EffectEstimate
        /// The difference as a fraction of control; absent where that is 0.
        public var relative: EffectEstimate?
        /// Everybody treated less nobody treated, in the metric's unit.
        public var truthDifference: EffectEstimate
        /// The true difference as a fraction of the metric with nobody treated.
        public var truthRelative: EffectEstimate?
        /// The experiment's difference less the true one.
        public var bias: Bias
    }

    /// Numbers of runs.
    public struct Totals: Sendable, Equatable, Codable {
        /// Runs whose experiment says what is true.
        public var agrees: Int
        /// Runs whose experiment misleads.
        public var misleads: Int
        /// Runs in which neither can be said.
        public var unclear: Int
        /// Without a readout.
        public var failed: Int
    }

    /// The summary of the runs.
    public init(_ entries: [NightlyEntry], startedAt: Date? = nil) {
        schema = Self.schemaName
        self.startedAt = startedAt
        runs = entries.map(Run.init)
        func count(_ agreement: Verdict.Agreement) -> Int {
            entries.count { $0.readout?.verdict.agreement == agreement }
        }
        totals = Totals(
            agrees: count(.agrees), misleads: count(.misleads), unclear: count(.unclear),
            failed: entries.count { $0.readout == nil })
    }
}

extension NightlySummary.Run {
    init(_ entry: NightlyEntry) {
        let readout = entry.readout
        self.init(
            scenario: entry.scenario, title: entry.title, page: entry.page, problem: entry.problem,
            headline: readout?.verdict.headline, agreement: readout?.verdict.agreement,
            health: readout.map { HealthCheck.Status.worst($0.health) },
            alarms: readout.map { $0.health.filter { $0.status != .pass }.map(\.name) },
            primary: readout?.metrics.first.map(NightlySummary.Primary.init), seed: readout?.seed,
            replications: readout?.replications, replicationsPlanned: readout?.replicationsPlanned,
            version: readout?.version, journalDigest: readout?.journalDigest,
            previous: entry.past.first.map { past in
                NightlySummary.Previous(
                    startedAt: past.startedAt, agreement: past.readout.verdict.agreement,
                    primary: past.readout.metrics.first.map(NightlySummary.Primary.init),
                    version: past.readout.version, journalDigest: past.readout.journalDigest)
            })
    }
}

extension NightlySummary.Primary {
    init(_ metric: MetricReadout) {
        self.init(
            name: metric.name, difference: metric.difference, relative: metric.relative,
            truthDifference: metric.truth.difference, truthRelative: metric.truth.relative, bias: metric.bias)
    }
}
