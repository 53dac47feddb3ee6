public import Marketplace
import PolicyKit
import Randomness

/// Says everything about a run: the market, the arms, how users are split, for how long, how often and from which seed.
///
/// A scenario file becomes a plan once, at the edge; from there on nothing is checked again.
public struct Plan: Sendable, Equatable {
    /// The scenario's name: lower-case words joined by `-`.
    public var name: String
    /// A headline for people.
    public var title: String
    /// What the scenario shows, in a few sentences.
    public var summary: String
    /// What the seeds of all replications follow from.
    public var seed: UInt64 = 1
    /// How many times the whole experiment is repeated, each with its own seed.
    public var replications = 1
    /// The population and the supply, and the conditions that the control arm meets.
    public var market = Market()
    /// The users, listings and campaigns that the scenario loads from its files; nil of each that it draws.
    public var loaded = LoadedMarket()
    /// When warm-up, experiment and follow-up begin and end.
    public var schedule = Schedule()
    /// Control first; a share of the split for each.
    public var arms: [Arm]
    /// How users are split between the arms.
    public var split = UserSplit()
    /// Other experiments that run at the same time.
    public var layers: [Layer] = []
    /// The designs to read out, the primary one first; at least one.
    public var designs = [Design.userSplit]
    /// Which users are read out where users are split.
    public var analysis = Analysis.everybody
    /// Segments of users that are read out, too, under the primary design, which splits users then.
    public var segmentations: [Segmentation] = []
    /// How the designs are compared, where they are.
    public var study: Study?
    /// The blocks of time of a switchback.
    public var switchback = Switchback()
    /// The stages of a staged roll-out.
    public var rollout = Rollout()
    /// Whether each arm has a learner of its own.
    public var learners = Learners.own
    /// How rankings share the pages of a world of their own; nil where none is run.
    public var interleaving: Interleaving?
    /// How a world of its own allocates sessions while it learns; nil where none is run.
    public var allocation: Bandit?
    /// When that learns, and what it leaves to each arm.
    public var bandit = BanditSettings()
    /// By what of control's log a challenger's ranking is valued before anybody has seen it; nil where it is not.
    public var offlineEvaluation: OfflineEvaluation?
    /// How a challenger comes into the experiment whose ranking policy learns and is not control's.
    public var challenger = Challenger.trained
    /// Names of the metrics to read out, the primary one first.
    public var metrics: [String] = Metric.standard.map(\.name)
    /// The published market that the run is compared with.
    public var publishedMarket: PublishedMarket?
    /// Level of all intervals.
    public var level = 0.95
    /// How large a bias may be before an experiment misleads.
    public var verdict = VerdictRule()
    /// What is done with one experiment.
    public var decision = DecisionRule()
    /// Which market it is that the plan experiments in.
    public var kind = Kind.feed

    /// A market to experiment in; all but the feed market, whose parts stand in the plan, with what a plan says of it alone.
    public enum Kind: Sendable, Equatable {
        case feed
        case booking(BookingPlan)
        case auctions(AuctionPlan)
    }

    /// The plan with its experiment in another market.
    func experimenting(in kind: Kind) -> Plan {
        var plan = self
        plan.kind = kind
        return plan
    }

    /// What the market's users meet: the arms, then the arms under the treatment of the first layer, and so on; each layer
    /// doubles what is before it.
    public var cells: [Arm] {
        layers.reduce(arms) { cells, layer in cells + cells.map(layer.laid) }
    }

    /// Code of the currency that money is in; nil for USD.
    var foreignCurrency: String? { market.currency == .usd ? nil : market.currency.code }

    /// Campaigns of ads in the feed.
    public var campaigns: Int { loaded.campaigns?.count ?? Int(market.ads.campaigns) }

    /// A plan with the defaults of a scenario file that says nothing else.
    public init(name: String, title: String, summary: String, arms: [Arm]) {
        self.name = name
        self.title = title
        self.summary = summary
        self.arms = arms
    }

    /// Which users are read out.
    public enum Analysis: String, Sendable, CaseIterable {
        /// All of them, also those who never came.
        case everybody
        /// Those with an exposure in the experiment: nobody else can have met the change (triggered analysis).
        case triggered
    }

    /// What a learning challenger knows when the experiment starts.
    public enum Challenger: String, Sendable, CaseIterable {
        /// What it learned from control's log of the warm-up.
        case trained
        /// Nothing.
        case fresh
    }
}

extension Plan {
    /// All segments of all segmentations, in their order.
    package var segments: [(segmentation: String, segment: String)] {
        segmentations.flatMap { one in one.segments.map { (one.name, $0) } }
    }
}

extension Plan {
    /// The seed of a replication; its worlds share it.
    public func seed(ofReplication replication: Int) -> UInt64 {
        RandomKey(seed: seed).derived(UInt64(replication)).seed
    }
}

extension Plan {
    /// The plan with one treatment of several, as if there were no other: what its comparison with control is read out
    /// by.
    /// - Parameter arm: the treatment's number, from 1.
    func comparing(_ arm: Int) -> Plan {
        guard arms.count > 2 else { return self }
        var plan = self
        plan.arms = [arms[0], arms[arm]]
        let both = split.shares[0] + split.shares[arm]
        plan.split.shares = [split.shares[0] / both, split.shares[arm] / both]
        return plan
    }
}

extension Plan {
    /// What is read out where nobody says what: the standard metrics, those of ads where there are campaigns, and those that stand still
    /// by themselves where an arm sets them going.
    package var defaultMetrics: [Metric] {
        let conditional = Mechanisms.all.flatMap(\.conditional)
        let moving = conditional.filter { metric in arms.contains { metric.canMove($0.conditions, $0.policies) } }
            .map(\.metric)
        guard market.ads.campaigns > 0 else { return Metric.standard + moving }
        let others = conditional.map(\.metric) + Mechanisms.all.flatMap(\.onRequest)
        return Metric.all.filter { moving.contains($0) || !others.contains($0) }
    }
}
