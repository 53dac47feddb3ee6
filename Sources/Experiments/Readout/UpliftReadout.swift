import Marketplace
import Statistics

/// What asking for a page brought at the moments that an arm's request policy explored, in clicks.
///
/// The policy drew its decision there, so those who asked and those who kept the page differ by that draw alone.
public struct UpliftReadout: Sendable, Equatable, Codable {
    /// Exposures over which clicks were counted; fewer where the session ended before.
    public var horizon: Int
    /// The estimator in one sentence.
    public var method: String
    /// All explored moments.
    public var all: Bin
    /// The uplift by the slot that was exposed last, from the page's top down.
    public var bySlot: [Bin]
    /// The uplift by the session's exposures so far.
    public var byStage: [Bin]

    /// Some of the moments.
    public struct Bin: Sendable, Equatable, Codable {
        /// The first slot or exposure of the bin, counted from 1; nil for all moments.
        public var from: Int?
        /// The last one; nil for all moments, and where there is no end.
        public var to: Int?
        /// Moments at which a page was asked for, and at which the old one was kept.
        public var asked: Int
        public var kept: Int
        /// Users with such a moment.
        public var users: Int
        /// Clicks per moment that asking added; nil where only one of the two was drawn. Without an interval where there are too few
        /// users, or no click differs from its mean.
        public var uplift: EffectEstimate?

        public init(from: Int?, to: Int?, asked: Int, kept: Int, users: Int, uplift: EffectEstimate?) {
            self.from = from
            self.to = to
            self.asked = asked
            self.kept = kept
            self.users = users
            self.uplift = uplift
        }

        /// Users below which no interval is given: its error is one of large numbers.
        static let fewestUsers = 30

        init(_ difference: HajekDifference, from: Int? = nil, to: Int? = nil, level: Double) {
            let estimate =
                difference.clusters >= Bin.fewestUsers
                ? (try? difference.estimate(level: level)).map { EffectEstimate($0) } : nil
            self.init(
                from: from, to: to, asked: difference.treated, kept: difference.control, users: difference.clusters,
                uplift: estimate ?? difference.difference.map { EffectEstimate(estimate: $0) })
        }
    }

    public init(horizon: Int, method: String, all: Bin, bySlot: [Bin], byStage: [Bin]) {
        self.horizon = horizon
        self.method = method
        self.all = all
        self.bySlot = bySlot
        self.byStage = byStage
    }

    static let estimator =
        "Hajek difference: mean clicks after asking less mean clicks after keeping the page, each moment weighted by the "
        + "inverse of its decision's chance; t interval with users as clusters"

    /// Nil when nothing was explored.
    init?(arm: Int, of plan: Plan, _ replications: [FeedReplication]) {
        let bins = DecisionBins(pageSize: Int(plan.arms[arm].conditions.feed.pageSize))
        let worlds = replications.map(\.experiment.requests[arm])
        var totals = UpliftTotals(bins)
        for world in worlds { world.uplift.map { totals.merge($0) } }
        guard let horizon = worlds.first?.horizon, totals.all.clusters > 0 else { return nil }
        self.init(
            horizon: horizon, method: UpliftReadout.estimator, all: Bin(totals.all, level: plan.level),
            bySlot: zip(bins.slots, totals.slots).map { Bin($1, from: $0.from, to: $0.to, level: plan.level) },
            byStage: zip(bins.stages, totals.stages).map { Bin($1, from: $0.from, to: $0.to, level: plan.level) })
    }
}
