public import Experiments
public import Foundation

/// `summary.json`: a night in figures, for machines that compare nights.
public struct NightlySummary: Sendable, Equatable, Codable {
    /// Version of this form.
    public static let schemaName = "marketlab.nightly/1"

    public var schema: String
    /// When the night began; absent where that is not known.
    public var startedAt: Date?
    /// In the order they were given.
    public var runs: [Run]
    /// How many runs have a verdict of each kind, and how many have none.
    public var totals: Totals

    /// One run.
    public struct Run: Sendable, Equatable, Codable {
        public var scenario: String
        public var title: String
        /// Path of the page from the index.
        public var page: String?
        /// Why there is no readout; all keys below are absent then.
        public var problem: String?
        public var headline: String?
        public var agreement: Verdict.Agreement?
        /// The worst status of the health checks.
        public var health: HealthCheck.Status?
        /// Names of the checks that did not pass.
        public var alarms: [String]?
        /// The primary metric.
        public var primary: Primary?
        public var seed: UInt64?
        public var replications: Int?
        public var replicationsPlanned: Int?
        public var version: String?
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
        public var name: String
        public var difference: EffectEstimate
        public var relative: EffectEstimate?
        public var truthDifference: EffectEstimate
        public var truthRelative: EffectEstimate?
        public var bias: Bias
    }

    /// Numbers of runs.
    public struct Totals: Sendable, Equatable, Codable {
        public var agrees: Int
        public var misleads: Int
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
