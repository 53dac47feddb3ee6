import Marketplace
import Statistics

/// A metric's effect day by day from the experiment's start, as the experiment says it and as it is true, and whether the last days
/// tell the same as the whole window: an effect that grows or fades has not settled.
public struct EffectCourse: Sendable, Equatable, Codable {
    /// The metric's name.
    public var metric: String
    /// What all its effects are told in.
    public var scale: Scale
    /// How many days the end of the window has.
    public var lastDays: Int
    /// What the experiment says; nil where its design does not split users.
    public var experiment: Line?
    /// Everybody treated less nobody treated.
    public var truth: Line

    /// A way to tell an effect.
    public enum Scale: String, Sendable, Codable {
        /// A share of control.
        case relative
        /// In the metric's unit; of a metric per user, per day.
        case difference
    }

    /// An effect by day, its mean over replications with its t interval; one replication gives no interval.
    public struct Line: Sendable, Equatable, Codable {
        /// One per day of the experiment, of what began in it; nil where it cannot be told.
        public var daily: [EffectEstimate?]
        /// The same from the experiment's start to the end of the day.
        public var cumulated: [EffectEstimate?]
        /// In the last days.
        public var last: EffectEstimate?
        /// In the last days less over the whole window, paired over replications, with an interval that holds for all metrics
        /// together; nil where either cannot be told.
        public var change: EffectEstimate?

        public init(
            daily: [EffectEstimate?], cumulated: [EffectEstimate?], last: EffectEstimate? = nil,
            change: EffectEstimate? = nil
        ) {
            self.daily = daily
            self.cumulated = cumulated
            self.last = last
            self.change = change
        }

        /// Over the whole window.
        public var whole: EffectEstimate? { cumulated.last.flatMap(\.self) }
        /// Whether the last days differ from the whole window beyond chance; nil where chance cannot be told.
        var hasMoved: Bool? { change.flatMap { $0.lower == nil ? nil : $0.isClearOfZero } }
    }

    public init(metric: String, scale: Scale, lastDays: Int, experiment: Line?, truth: Line) {
        self.metric = metric
        self.scale = scale
        self.lastDays = lastDays
        self.experiment = experiment
        self.truth = truth
    }

    /// Both lines, the truth first.
    private var lines: [Line] { [truth, experiment].compactMap(\.self) }
    /// Whether the end of a line differs from its whole beyond chance.
    package var hasMoved: Bool { lines.contains { $0.hasMoved == true } }
    /// Whether no line has moved beyond chance; nil where that cannot be told of the truth.
    var hasSettled: Bool? { truth.hasMoved == nil ? nil : !hasMoved }
}

extension EffectCourse {
    /// The end of a window that is compared with the whole: its last week, or its last third where it is shorter than two; nil
    /// where it has no three days.
    static func lastDays(of days: Int) -> Int? { days < 3 ? nil : days < 14 ? (days + 2) / 3 : 7 }

    /// Of the metrics that add up over days, in the plan's order.
    /// - Parameter replications: of one treatment.
    static func all(_ plan: Plan, _ replications: [FeedReplication]) -> [EffectCourse] {
        let days = replications[0].allControl.days.first?.count ?? 0
        guard let lastDays = lastDays(of: days) else { return [] }
        let metrics = plan.metrics.compactMap(Metric.named).filter { $0.quantities.allSatisfy(\.addsUp) }
        let splitsUsers = plan.designs[0].splitsUsers
        // The chance of a false alarm is divided among all comparisons.
        let comparisons = Double(metrics.count * (splitsUsers ? 2 : 1))
        let levels = (band: plan.level, change: 1 - (1 - plan.level) / max(1, comparisons))
        return metrics.compactMap { metric in
            let truth = EffectDays(metric, replications.map { ($0.allControl, $0.allTreated) })
            let experiment = splitsUsers ? EffectDays(metric, replications.map { ($0.experiment, $0.experiment) }) : nil
            let window = 0..<days
            let both = [truth, experiment].compactMap(\.self)
            let scale: Scale =
                !metric.mayBeNegative
                    && both.allSatisfy { $0.effect(in: window, as: .relative, level: plan.level) != nil }
                ? .relative : .difference
            func line(_ source: EffectDays) -> Line? {
                let last = days - lastDays..<days
                guard source.effect(in: window, as: scale, level: plan.level) != nil else { return nil }
                return Line(
                    daily: window.map { source.effect(in: $0..<$0 + 1, as: scale, level: levels.band) },
                    cumulated: window.map { source.effect(in: 0..<$0 + 1, as: scale, level: levels.band) },
                    last: source.effect(in: last, as: scale, level: levels.band),
                    change: source.change(to: last, of: window, as: scale, level: levels.change))
            }
            return line(truth).map {
                EffectCourse(
                    metric: metric.name, scale: scale, lastDays: lastDays, experiment: experiment.flatMap(line),
                    truth: $0)
            }
        }
    }

    /// Whether none of the effects has moved; nil where that cannot be told of any.
    static func haveSettled(_ courses: [EffectCourse]) -> Bool? {
        let told = courses.compactMap(\.hasSettled)
        return told.isEmpty ? nil : told.allSatisfy(\.self)
    }
}

/// A metric over stretches of days in two arms, replication by replication.
private struct EffectDays {
    private let metric: Metric
    /// The worlds that control and treatment are read out of, one pair per replication.
    private let worlds: [(control: FeedOutcome, treatment: FeedOutcome)]

    init(_ metric: Metric, _ worlds: [(control: FeedOutcome, treatment: FeedOutcome)]) {
        self.metric = metric
        self.worlds = worlds
    }

    /// The effect over a stretch of days; nil where there is nothing to compare or to be a share of.
    func effect(in days: Range<Int>, as scale: EffectCourse.Scale, level: Double) -> EffectEstimate? {
        let values = values(in: days)
        guard !values.isEmpty else { return nil }
        let effects = values.map { $0.treatment - $0.control }
        switch scale {
        case .difference:
            let pairs = values.map { ($0.control, $0.treatment) }
            return MetricTrials.mean(effects, level: level).effect.withoutRounding(of: pairs).times(1 / unit(of: days))
        case .relative: return MetricTrials.relative(effects, over: values.map(\.control), level: level)
        }
    }

    /// How much more the effect is in some of the days than over all, paired over replications: of two ratios by their
    /// linearised difference.
    func change(
        to some: Range<Int>, of all: Range<Int>, as scale: EffectCourse.Scale, level: Double
    ) -> EffectEstimate? {
        let pairs = worlds.compactMap { world in
            value(world, in: some).flatMap { some in value(world, in: all).map { (some: some, all: $0) } }
        }
        guard !pairs.isEmpty else { return nil }
        func parts(_ values: [(control: Double, treatment: Double)], over days: Range<Int>) -> [Double] {
            let effects = values.map { $0.treatment - $0.control }
            guard scale == .relative else { return effects.map { $0 / unit(of: days) } }
            let base = MetricTrials.mean(values.map(\.control))
            let ratio = MetricTrials.mean(effects) / base
            return zip(effects, values).map { ratio + ($0 - ratio * $1.control) / base }
        }
        let changes = zip(parts(pairs.map(\.some), over: some), parts(pairs.map(\.all), over: all)).map { $0 - $1 }
        guard changes.allSatisfy(\.isFinite) else { return nil }
        return MetricTrials.mean(changes, level: level).effect
    }

    /// Days that a value is a sum over, where it is one.
    private func unit(of days: Range<Int>) -> Double {
        if case .ratio = metric.kind { 1 } else { Double(days.count) }
    }

    private func values(in days: Range<Int>) -> [(control: Double, treatment: Double)] {
        worlds.compactMap { value($0, in: days) }
    }

    private func value(
        _ worlds: (control: FeedOutcome, treatment: FeedOutcome), in days: Range<Int>
    ) -> (control: Double, treatment: Double)? {
        value(worlds.control, arm: 0, in: days).flatMap { control in
            value(worlds.treatment, arm: 1, in: days).map { (control, $0) }
        }
    }

    /// The metric of what began in the days; nil where there is nothing to divide by.
    private func value(_ world: FeedOutcome, arm: Int, in days: Range<Int>) -> Double? {
        let users = world.units.arms[arm].n
        guard users > 0 else { return nil }
        let none = [Double](repeating: 0, count: world.units.quantities.count)
        let sums = world.days[arm][days].reduce(none) { sums, day in zip(sums, day).map { $0 + $1 } }
        let moments = CovarianceMoments(n: users, means: sums.map { $0 / Double(users) }) { _, _ in 0 }
        let units = world.units.replacing(sinceStart: [moments], population: world.units.population)
        return MetricSample(
            metric, design: .userSplit, units: units, users: world.users, unitsOffered: world.unitsOffered
        ).value(inArm: 0)
    }
}
