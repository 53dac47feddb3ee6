import Marketplace
public import PolicyKit
import Statistics

/// What a run says: for each metric the experiment's estimate as a platform would see it, and the true effect beside it.
///
/// This is `readout.json`; docs describe every key. Numbers that do not exist are absent, never NaN.
public struct Readout: Sendable, Equatable, Codable {
    /// Version of this form.
    public static let schemaName = "marketlab.readout/1"

    /// Names the form of the JSON and its version.
    public var schema: String = Readout.schemaName
    /// The scenario's name.
    public var scenario: String
    /// The scenario's headline for people.
    public var title: String
    /// What the scenario shows, in a few sentences.
    public var summary: String
    /// What the seeds of all replications follow from.
    public var seed: UInt64
    /// How many replications went into it.
    public var replications: Int
    /// How many the plan asks for; more than `replications` when the run was interrupted.
    public var replicationsPlanned: Int
    /// The arms, control first.
    public var arms: [ArmSummary]
    /// The primary metric first.
    public var metrics: [MetricReadout]
    /// Of listings and sellers, which belong to no arm.
    public var marketFigures: [MarketFigureReadout]
    /// How far exposures came, step by step.
    public var funnel: OrderFunnel
    /// When pages were asked for and what that brought; nil when both arms ask at their pages' ends only.
    public var requests: RequestReadout?
    /// How good the arms' models of given quality were, and what a point of AUC was worth; nil without any.
    public var models: ModelReadout?
    /// What the arms' ranking policies state of themselves, by day; nil where none states anything.
    public var policyFigures: [PolicyFigureReadout]?
    /// Which ranking wins where both share pages; nil where none do.
    public var interleaving: InterleavingReadout?
    /// What an experiment says whose allocation learns, and what it costs; nil where none is run.
    public var allocation: AllocationReadout?
    /// What control's log says of the challenger's ranking; nil unless the scenario asks for offline evaluation.
    public var offline: OfflineReadout?
    /// Of segments of users, where the scenario declares some: each as if the market had no other users.
    public var segments: [SegmentReadout]?
    /// The market beside a published one, when the scenario names one.
    public var comparison: PublishedComparison?
    /// Which design to trust, where the scenario asks.
    public var study: StudyReadout?
    /// Where there are several treatments: each after the first against control, as if there were no other. What is said above
    /// of a treatment is the first one's.
    public var further: [Readout]?
    /// Whether the primary design's units were split as planned.
    public var srm: SampleRatioCheck
    /// Over all worlds of the run.
    public var counts: Counts
    /// Of all worlds' journals, in hexadecimal: equal bytes happened when the digests are equal.
    public var journalDigest: String
    /// What happened in each replication, in the order of the metrics' trials; nil in readouts of older programs, and of a further treatment.
    public var perReplication: [ReplicationReadout]?
    /// What was checked of the run itself.
    public var health: [HealthCheck]
    /// How the scenario's expectations came out; nil where it has none.
    public var expectations: [ExpectationResult]?
    /// What is done with this experiment, and what should be; nil in markets whose experiments give no interval by themselves.
    public var decision: DecisionReadout?
    /// What the experiment says beside what is true.
    public var verdict: Verdict
    /// The main metrics day by day in the experiment's own worlds, mean over replications.
    public var timeCourse: [TimeCourse]
    /// Effects by day of the experiment and cumulated, and whether they have settled, the primary metric first; nil where no metric has
    /// days.
    public var effectCourses: [EffectCourse]?
    /// How long the market ran.
    public var schedule: ScheduleSummary
    /// Level of all intervals.
    public var level: Double
    /// Code of the currency that money is in; nil for USD.
    public var currency: String?
    /// Version of MarketLab.
    public var version: String
    /// The command that makes this readout again.
    public var command: String

    public init(
        scenario: String, title: String, summary: String, seed: UInt64, replications: Int, replicationsPlanned: Int,
        arms: [ArmSummary], metrics: [MetricReadout], srm: SampleRatioCheck, counts: Counts, journalDigest: String,
        health: [HealthCheck], verdict: Verdict, timeCourse: [TimeCourse], schedule: ScheduleSummary, version: String,
        command: String, level: Double = 0.95, marketFigures: [MarketFigureReadout] = [],
        funnel: OrderFunnel = OrderFunnel(), requests: RequestReadout? = nil, comparison: PublishedComparison? = nil,
        study: StudyReadout? = nil, further: [Readout]? = nil, currency: String? = nil,
        decision: DecisionReadout? = nil
    ) {
        self.scenario = scenario
        self.title = title
        self.summary = summary
        self.seed = seed
        self.replications = replications
        self.replicationsPlanned = replicationsPlanned
        self.arms = arms
        self.metrics = metrics
        self.marketFigures = marketFigures
        self.funnel = funnel
        self.requests = requests
        self.comparison = comparison
        self.study = study
        self.further = further
        self.srm = srm
        self.counts = counts
        self.journalDigest = journalDigest
        self.health = health
        self.decision = decision
        self.verdict = verdict
        self.timeCourse = timeCourse
        self.schedule = schedule
        self.level = level
        self.currency = currency
        self.version = version
        self.command = command
    }

    /// What is said of each treatment, the first one's first.
    package var treatments: [Readout] { [self] + (further ?? []) }
}

/// One arm in a readout.
public struct ArmSummary: Sendable, Equatable, Codable {
    public var name: String
    /// Planned share of users.
    public var share: Double
    /// Users over all replications, or what else the primary design splits.
    public var users: Int
    /// What the primary design splits, in the plural; nil for users.
    public var units: String?
    /// Policy of each slot, by slot.
    public var policies: [String: String]
    /// By slot, where policies come from that are not a part of the program; nil where all are.
    public var origins: [String: PolicyOrigin]?
    public var changes: [Arm.Change]

    public init(
        name: String, share: Double, users: Int, units: String? = nil, policies: [String: String],
        origins: [String: PolicyOrigin] = [:], changes: [Arm.Change]
    ) {
        self.name = name
        self.share = share
        self.users = users
        self.units = units
        self.policies = policies
        self.origins = origins.isEmpty ? nil : origins
        self.changes = changes
    }
}

/// The observed split of users against the planned one.
public struct SampleRatioCheck: Sendable, Equatable, Codable {
    /// Units of each arm, control first.
    public var observed: [Int]
    /// The planned shares, control first.
    public var planned: [Double]
    /// The chi-squared statistic.
    public var statistic: Double
    /// p of the test that the shares are as planned.
    public var pValue: Double

    public init(observed: [Int], planned: [Double], statistic: Double, pValue: Double) {
        self.observed = observed
        self.planned = planned
        self.statistic = statistic
        self.pValue = pValue
    }

    init(observed: [Int], planned: [Double]) {
        let test = try? SampleRatioMismatch(observed: observed, weights: planned)
        self.init(
            observed: observed, planned: planned, statistic: test?.statistic ?? 0, pValue: test?.pValue ?? 1)
    }

    /// The p that so many units give at the least: with all of them in the arm of the smallest share.
    var smallestPValue: Double {
        guard let smallest = planned.indices.min(by: { planned[$0] < planned[$1] }) else { return 1 }
        var units = [Int](repeating: 0, count: observed.count)
        units[smallest] = observed.reduce(0, +)
        return SampleRatioCheck(observed: units, planned: planned).pValue
    }
}

/// A metric day by day, control and treatment, in the experiment's own worlds.
public struct TimeCourse: Sendable, Equatable, Codable {
    /// The metric's name.
    public var metric: String
    /// One value a day since the start of the warm-up; nil where an arm had nothing to divide by.
    public var control: [Double?]
    /// The treatment arm's value, day by day; nil where there is none.
    public var treatment: [Double?]

    public init(metric: String, control: [Double?], treatment: [Double?]) {
        self.metric = metric
        self.control = control
        self.treatment = treatment
    }
}

/// The schedule in days, for people and plots.
public struct ScheduleSummary: Sendable, Equatable, Codable {
    /// Days before the experiment, everybody under control.
    public var warmupDays: Double
    /// Days of the experiment.
    public var experimentDays: Double
    /// Days after it in which pending orders still settle.
    public var followupDays: Double

    public init(warmupDays: Double, experimentDays: Double, followupDays: Double) {
        self.warmupDays = warmupDays
        self.experimentDays = experimentDays
        self.followupDays = followupDays
    }
}
