import Marketplace
import Statistics

/// Which of two rankings wins where they share pages, how many sessions that takes, and whether it is the one that is better in truth.
public struct InterleavingReadout: Sendable, Equatable, Codable {
    /// As of `Interleaving`.
    public var method: String
    /// Sessions of the experiment in a replication, on average.
    public var sessions: Double
    /// One for each way to credit a ranking.
    public var credits: [Credit]

    /// What one way to credit a ranking says.
    public struct Credit: Sendable, Equatable, Codable {
        /// `clicks`, `carts` or `orders`.
        public var name: String
        /// For people.
        public var label: String
        /// Credited per user.
        public var control: Double
        public var treatment: Double
        /// Treatment less control per user, mean over replications.
        public var difference: EffectEstimate
        /// Users with more credited to treatment, of those with more credited to either; nil where there are none.
        public var wins: EffectEstimate?
        /// Replications by which ranking has more; neither in the rest.
        public var treatmentWins: Int
        public var controlWins: Int
        /// Sessions after which the verdict is the right one, by this difference and its spread, in 95 % of experiments; nil where the
        /// difference is not clear of 0.
        public var sessionsNeeded: EffectEstimate?
        /// What a split of users says of the same; nil where it was not run, or has no metric for it.
        public var userSplit: UserSplit?
        /// Whether it names the better ranking; nil where there is no truth to hold it against.
        public var direction: Direction?
    }

    /// The same question, put to a split of users.
    public struct UserSplit: Sendable, Equatable, Codable {
        /// The metric's name in scenarios and JSON.
        public var metric: String
        /// The metric's name for people.
        public var label: String
        /// As of `Credit.sessionsNeeded`.
        public var sessionsNeeded: EffectEstimate?
        /// How many times as many sessions the split of users needs, the spreads taken for known; nil where either is unknown.
        public var times: EffectEstimate?
        /// The lift that a launch brings.
        public var truth: EffectEstimate?
    }

    /// How the verdict of interleaving stands to the truth.
    public enum Direction: String, Sendable, Codable, CaseIterable {
        /// Both are clear of 0 and of one sign.
        case right
        /// Both are clear of 0 and of opposite signs.
        case wrong
        /// One of them is not clear of 0.
        case undecided
    }
}

extension InterleavingReadout {
    /// Nil where the plan interleaves nothing.
    init?(_ plan: Plan, replications: [FeedReplication], metrics: [MetricReadout]) {
        let worlds = replications.compactMap { $0.interleaved?.preferences }
        guard let method = plan.interleaving, worlds.count == replications.count, !worlds.isEmpty else { return nil }
        self.method = method.rawValue
        sessions = worlds.reduce(0) { $0 + Double($1.sessions) } / Double(worlds.count)
        credits = PreferenceCredit.allCases.enumerated().map { place, credit in
            let tallies = worlds.map { $0.credits[place] }
            let (control, treatment) = (tallies.map(\.control.mean), tallies.map(\.treatment.mean))
            let difference = MetricTrials.mean(tallies.map(\.difference.mean), level: plan.level).effect
            let shares = tallies.filter { $0.wins + $0.losses > 0 }
                .map { Double($0.wins) / Double($0.wins + $0.losses) }
            let question = Question(
                differences: tallies.map(\.difference.mean),
                errors: tallies.map { ($0.difference.variance / Double($0.difference.n)).squareRoot() },
                sessions: worlds.map { Double($0.sessions) }, level: plan.level)
            let split = Self.userSplit(credit, plan, replications, metrics, beside: question)
            return Credit(
                name: credit.rawValue, label: credit.label,
                control: MetricTrials.mean(control), treatment: MetricTrials.mean(treatment), difference: difference,
                wins: shares.isEmpty ? nil : MetricTrials.mean(shares, level: plan.level).effect,
                treatmentWins: tallies.count { $0.difference.mean > 0 },
                controlWins: tallies.count { $0.difference.mean < 0 }, sessionsNeeded: question.sessionsNeeded,
                userSplit: split,
                direction: split?.truth.map { Self.direction(difference, truth: $0) })
        }
    }

    private static func direction(_ difference: EffectEstimate, truth: EffectEstimate) -> Direction {
        guard difference.isClearOfZero, truth.isClearOfZero else { return .undecided }
        return (difference.estimate > 0) == (truth.estimate > 0) ? .right : .wrong
    }

    private static func userSplit(
        _ credit: PreferenceCredit, _ plan: Plan, _ replications: [FeedReplication], _ metrics: [MetricReadout],
        beside interleaving: Question
    ) -> UserSplit? {
        guard let metric = credit.metric, let readout = metrics.first(where: { $0.name == metric.name }),
            plan.designs[0] == .userSplit
        else { return nil }
        let singles = replications.compactMap { replication in
            (try? MetricSample(metric, world: replication.experiment).compare(level: plan.level))?.difference
        }
        // Both worlds have the same users, who come as often: sessions of the experiment are counted in one of them.
        let own =
            singles.count == replications.count
            ? Question(
                differences: singles.map(\.estimate), errors: singles.map(\.standardError),
                sessions: interleaving.sessions, level: plan.level) : nil
        return UserSplit(
            metric: metric.name, label: metric.label, sessionsNeeded: own?.sessionsNeeded,
            times: own.flatMap { $0.times(interleaving) }, truth: readout.truth.relative)
    }
}

/// Who is better, put to experiments of one kind: how many sessions it takes to answer.
private struct Question {
    /// One a replication, as are the others.
    let differences: [Double]
    /// Standard errors, each of its replication alone.
    let errors: [Double]
    let sessions: [Double]
    let level: Double

    /// Standard errors by which a mean is off, on one side, in one experiment of 20.
    private static let quantile = StandardNormal.quantile(0.95)

    private var difference: EffectEstimate { MetricTrials.mean(differences, level: level).effect }

    /// Of what an experiment of one session would say.
    private var variance: Double { MetricTrials.mean(zip(errors, sessions).map { $0 * $0 * $1 }) }

    /// n (z s / d)^2, for a difference d whose standard error is s in an experiment of n sessions; nil where the difference is not clear
    /// of 0.
    var sessionsNeeded: EffectEstimate? {
        let difference = difference
        guard difference.isClearOfZero, let lower = difference.lower, let upper = difference.upper, variance > 0 else {
            return nil
        }
        func needed(_ difference: Double) -> Double {
            Self.quantile * Self.quantile * variance / (difference * difference)
        }
        let (near, far) = (min(lower.magnitude, upper.magnitude), max(lower.magnitude, upper.magnitude))
        return EffectEstimate(estimate: needed(difference.estimate), lower: needed(far), upper: needed(near))
    }

    /// How many times as many sessions this takes as another does, of the same replications; nil where either is unknown.
    func times(_ other: Question) -> EffectEstimate? {
        guard sessionsNeeded != nil, other.sessionsNeeded != nil else { return nil }
        // Of signs that only both together could change.
        let sign = difference.estimate < 0 ? -1.0 : 1
        guard
            let ratio = MetricTrials.relative(
                other.differences.map { $0 * sign }, over: differences.map { $0 * sign }, level: level),
            ratio.isClearOfZero, let lower = ratio.lower, let upper = ratio.upper
        else { return nil }
        let spread = variance / other.variance
        let ends = [lower * lower * spread, upper * upper * spread].sorted()
        return EffectEstimate(
            estimate: ratio.estimate * ratio.estimate * spread, lower: ends[0], upper: ends[1])
    }
}
