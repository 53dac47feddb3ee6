public import Marketplace
import Statistics

/// What a bandit says and what it cost, beside the experiment whose shares stand still: both against the truth.
public struct AllocationReadout: Sendable, Equatable, Codable {
    /// As of `Bandit`.
    public var bandit: String
    /// Hours from one change of the shares to the next.
    public var updateHours: Double
    /// Sessions of a replication, on average.
    public var sessions: Double
    /// Control first.
    public var arms: [Arm]
    /// Everybody in the treatment less nobody treated, in clicks per session.
    public var truth: EffectEstimate
    /// What the same log says by each way to weigh it.
    public var values: [Value]
    /// What each way to go on costs; the best arm for everybody costs nothing.
    public var costs: [Cost]
    /// Clicks that the allocation loses less than the primary design, as a share of what everybody in the best arm brings; nil where
    /// that is nothing.
    public var saved: EffectEstimate?
    /// Replications that end with the largest share in the arm that is best in truth; nil where no arm is best beyond chance, and of
    /// other bandits than Thompson sampling, which do not give most sessions to the arm that they hold for best.
    public var favourite: DesignStudy.Rate?

    /// An arm of the experiment.
    public struct Arm: Sendable, Equatable, Codable {
        public var name: String
        /// Of the sessions of a replication, 0...1.
        public var share: EffectEstimate
        /// Of the sessions that begin between one change of the shares and the next, 0...1, mean over replications.
        public var course: [Double]
        /// Clicks per session with everybody in it.
        public var truth: EffectEstimate
    }

    /// The treatment's effect by one way to weigh the log.
    public struct Value: Sendable, Equatable, Codable {
        /// As of `AdaptiveComparison.Weighting`.
        public var name: String
        /// For people.
        public var label: String
        /// In clicks per session, mean over replications; nil where none tells.
        public var difference: EffectEstimate?
        /// That less the truth.
        public var bias: EffectEstimate?
        /// Mean standard error that one replication shows.
        public var standardError: Double?
        /// Replications whose interval excludes 0 at any change of the shares or at the end.
        public var found: DesignStudy.Rate?
        /// Replications whose last interval holds the truth, whose own error counts as well.
        public var coverage: DesignStudy.Rate?
        /// Why replications are left out; nil where none is.
        public var note: String?
    }

    /// A way to treat the market's sessions.
    public struct Cost: Sendable, Equatable, Codable {
        /// `allocation`, the primary design, or `everybody:ARM`.
        public var name: String
        /// For people.
        public var label: String
        /// Clicks in a replication, on average.
        public var clicks: Double
        /// Clicks lost against everybody in the best arm, as a share of what that brings; below 0 where the way brings more.
        public var regret: EffectEstimate?
    }
}

extension AllocationReadout {
    /// Nil where no world allocates sessions, and where a replication has no sessions.
    init?(_ plan: Plan, treatment: Int, replications: [FeedReplication]) {
        let logs = replications.compactMap { $0.allocated?.rewards }
        guard let allocation = plan.allocation, logs.count == replications.count, logs.allSatisfy({ $0.sessions > 0 })
        else { return nil }
        let (level, market) = (plan.level, TwinRewards(replications, level: plan.level))
        guard let truth = market.effect(of: treatment) else { return nil }
        bandit = allocation.rawValue
        updateHours = Double(plan.bandit.update) / 3_600_000
        sessions = MetricTrials.mean(logs.map { Double($0.sessions) })
        arms = plan.arms.enumerated().map { number, arm in
            Arm(
                name: arm.name,
                share: MetricTrials.mean(logs.compactMap { $0.share(ofArm: number) }, level: level).effect,
                course: logs[0].indices.map { turn in MetricTrials.mean(logs.map { $0[turn].chances[number] }) },
                truth: MetricTrials.mean(market.perSession(ofArm: number), level: level).effect)
        }
        self.truth = truth.mean
        values = AdaptiveComparison.Weighting.allCases.map {
            Value($0, logs, arm: treatment, truths: truth.each, truth: truth.mean, level: level)
        }
        let (split, allocated) = (replications.map { $0.experiment.rewards.clicks }, logs.map(\.clicks))
        costs =
            plan.arms.enumerated().map { number, arm in
                market.cost(
                    "everybody:\(arm.name)", "everybody in \(arm.name)", clicks: market.clicks(ofArm: number))
            } + [
                market.cost(
                    plan.designs[0].rawValue, plan.designs[0].words, clicks: split),
                market.cost("allocation", allocation.words, clicks: allocated),
            ]
        saved = market.share(zip(allocated, split).map { $0 - $1 })
        favourite =
            market.isBestBeyondChance && allocation == .thompson
            ? DesignStudy.Rate(logs) { log in
                let last = log[log.count - 1].chances
                return last.indices.allSatisfy { $0 == market.best || last[$0] < last[market.best] }
            } : nil
    }

    /// Below this p sessions are not allocated as the log says.
    private static let alarm = 1e-4

    /// Whether sessions came into their arms with the chances that the log has; nil where no world allocates them.
    static func check(_ plan: Plan, _ replications: [FeedReplication]) -> HealthCheck? {
        guard plan.allocation != nil else { return nil }
        let logs = replications.compactMap { $0.allocated?.rewards }
        guard logs.allSatisfy({ $0.sessions > 0 }) else {
            return HealthCheck(
                name: "allocation", status: .warn,
                message: "The bandit has nothing to read out: a replication has no sessions.")
        }
        let periods = logs.flatMap(\.self).filter { $0.units > 0 }
        let statistic = periods.reduce(0) { sum, period in
            zip(period.chances, period.rewards).reduce(sum) { sum, arm in
                let expected = arm.0 * Double(period.units)
                return sum + (Double(arm.1.n) - expected) * (Double(arm.1.n) - expected) / expected
            }
        }
        let freedom = Double(periods.count * (plan.arms.count - 1))
        let pValue = ChiSquared(degreesOfFreedom: freedom).upperTail(statistic)
        let isDrawn = pValue >= alarm
        return HealthCheck(
            name: "allocation", status: isDrawn ? .pass : .fail,
            message:
                "Sessions \(isDrawn ? "come" : "do not come") into their arms with the chances that are logged (chi-squared "
                + "\(Digits.plain((statistic * 10).rounded() / 10)) on \(Int(freedom)) degrees of freedom, "
                + "\(Digits.comparedP(pValue))).")
    }
}

/// What all sessions of the market bring with everybody in one arm, replication by replication.
private struct TwinRewards {
    /// By arm, control first, then by replication.
    private let twins: [[[AllocationPeriod]]]
    private let level: Double
    /// The arm that brings most clicks with everybody in it.
    let best: Int

    init(_ replications: [FeedReplication], level: Double) {
        twins =
            [replications.map(\.allControl.rewards)]
            + replications[0].treated.indices.map { arm in replications.map { $0.treated[arm].rewards } }
        self.level = level
        let means = twins.map { MetricTrials.mean($0.map(\.clicks)) }
        best = means.indices.reduce(0) { means[$1] > means[$0] ? $1 : $0 }
    }

    func clicks(ofArm arm: Int) -> [Double] { twins[arm].map(\.clicks) }
    func perSession(ofArm arm: Int) -> [Double] { twins[arm].compactMap(\.clicksPerSession) }

    /// The effect of a treatment, in all and replication by replication; nil where a world has no sessions.
    func effect(of treatment: Int) -> (mean: EffectEstimate, each: [Double])? {
        let (control, treated) = (perSession(ofArm: 0), perSession(ofArm: treatment))
        guard control.count == twins[0].count, treated.count == control.count else { return nil }
        let each = zip(treated, control).map { $0 - $1 }
        return (MetricTrials.mean(each, level: level).effect, each)
    }

    /// Whether the best arm brings more than each other one, beyond chance.
    var isBestBeyondChance: Bool {
        twins.indices.allSatisfy { arm in
            arm == best
                || MetricTrials.mean(
                    zip(clicks(ofArm: best), clicks(ofArm: arm)).map { $0 - $1 }, level: level
                ).effect.isClearOfZero
        }
    }

    func cost(_ name: String, _ label: String, clicks: [Double]) -> AllocationReadout.Cost {
        AllocationReadout.Cost(
            name: name, label: label, clicks: MetricTrials.mean(clicks),
            regret: share(zip(self.clicks(ofArm: best), clicks).map { $0 - $1 }))
    }

    /// Clicks, replication by replication, as a share of what everybody in the best arm brings.
    func share(_ clicks: [Double]) -> EffectEstimate? {
        let most = self.clicks(ofArm: best)
        if let share = MetricTrials.relative(clicks, over: most, level: level) { return share }
        // Of few replications the interval of a ratio may have no ends.
        let all = MetricTrials.mean(most)
        return all > 0 ? EffectEstimate(estimate: MetricTrials.mean(clicks) / all) : nil
    }
}

extension AllocationReadout.Value {
    fileprivate init(
        _ weighting: AdaptiveComparison.Weighting, _ logs: [[AllocationPeriod]], arm: Int, truths: [Double],
        truth: EffectEstimate, level: Double
    ) {
        let courses = logs.map { AdaptiveComparison.course($0, arm: arm, weighting: weighting, level: level) }
        let told = zip(courses, truths).compactMap { course, truth in
            course.last.flatMap(\.self).map { (own: $0, truth: truth, course: course) }
        }
        let left = logs.count - told.count
        (name, label) = (weighting.rawValue, weighting.label)
        note =
            left > 0
            ? "\(left) of \(Plural.text(logs.count, "replication")) \(left == 1 ? "has" : "have") too few sessions in an arm"
            : nil
        found = DesignStudy.Rate(told) { one in one.course.contains { $0?.excludes(0) == true } }
        coverage = truth.standardError.flatMap { error in
            DesignStudy.Rate(told) {
                $0.own.interval.holds(truth.estimate, error: error, own: $0.own.standardError)
            }
        }
        guard !told.isEmpty else { return }
        difference = MetricTrials.mean(told.map(\.own.estimate), level: level).effect
        bias = MetricTrials.mean(told.map { $0.own.estimate - $0.truth }, level: level).effect
        standardError = MetricTrials.mean(told.map(\.own.standardError))
    }
}

extension AdaptiveComparison.Weighting {
    /// For people.
    fileprivate var label: String {
        switch self {
        case .plain: "difference in means, fixed-horizon intervals"
        case .ipw: "IPW, always-valid intervals"
        case .aipw: "AIPW, always-valid intervals"
        }
    }
}

extension Bandit {
    /// For people.
    public var words: String {
        switch self {
        case .uniform: "uniform allocation of sessions"
        case .thompson: "Thompson sampling"
        case .topTwo: "top-two Thompson sampling"
        }
    }
}
