/// What a market against itself came to: a row for each metric and estimator, the split, and whether all of it is as it must be.
public struct GateReadout: Sendable, Equatable, Codable {
    /// Version of this form.
    public static let schemaName = "marketlab.gate/1"

    /// Names the form of the JSON and its version.
    public var schema = GateReadout.schemaName
    /// The scenario's name.
    public var scenario: String
    /// The scenario's headline for people.
    public var title: String
    /// What the seeds of all experiments follow from.
    public var seed: UInt64
    /// How many experiments were run.
    public var experiments: Int
    /// Level of the intervals.
    public var level: Double
    /// At most how often a sound market fails.
    public var falseAlarmRate: Double
    /// How many checks share that, evenly.
    public var checks: Int
    /// The p-value below which a check alarms: `falseAlarmRate / checks`.
    public var alarmBelow: Double
    /// Least and greatest share of the intervals that may hold 0, where every experiment has one.
    public var coverageAllowed: [Double]
    /// What was found of each metric, design and estimator.
    public var metrics: [Row]
    /// What was found of each design's split.
    public var splits: [Split]
    /// What of stock or money does not add up in any world, a sentence each.
    public var violations: [String]
    /// The metric that the experiment is about: the first one of the plan.
    public var goal: String
    /// Why the goal could not be judged; nil where it was.
    public var goalObstacle: String?
    /// Whether no check alarmed, and the goal could be judged.
    public var passed: Bool
    /// Version of MarketLab.
    public var version: String
    /// The command that makes this again.
    public var command: String

    /// A metric by one estimator.
    public struct Row: Sendable, Equatable, Codable {
        /// The metric's name, and label.
        public var name: String
        /// The metric's name for people.
        public var label: String
        /// The design's name.
        public var design: String
        /// Whether with CUPED or without.
        public var estimator: Estimator
        /// `warn` where it cannot be judged.
        public var status: HealthCheck.Status
        /// Two-sided, an experiment each; those without one are missing.
        public var pValues: [Double]
        /// Kolmogorov-Smirnov's distance of the p-values from uniform ones, and its p-value.
        public var distance: Double?
        /// p of the test that p-values are uniform; absent where there are too few.
        public var uniformity: Double?
        /// Share of the intervals that hold 0, and the p-value of the level being true.
        public var coverage: Double?
        /// p of the test that intervals cover as often as they should; absent where there are none.
        public var coveragePValue: Double?
        /// Effective number of users in the smaller arm, mean over experiments.
        public var effectiveUsers: Double
        /// Why it alarms, or cannot be judged.
        public var note: String?
    }

    /// How an effect was estimated.
    public enum Estimator: String, Sendable, Codable, CaseIterable {
        case difference
        case cuped
    }

    /// The split of users of one design.
    public struct Split: Sendable, Equatable, Codable {
        /// The design's name.
        public var design: String
        /// Whether the split passes.
        public var status: HealthCheck.Status
        /// Users over all experiments, and their planned shares.
        public var users: [Int]
        /// The planned shares, control first.
        public var planned: [Double]
        /// Exact binomial, of all users.
        public var pValue: Double
        /// Experiments whose sample ratio check fails, how many are expected, and the p-value of so many.
        public var alarms: Int
        /// How many alarms chance alone would raise in the mean.
        public var expectedAlarms: Double
        /// p of so many alarms or more, were the split as planned.
        public var alarmPValue: Double
    }
}
