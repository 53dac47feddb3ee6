public import Marketplace
public import Statistics

/// What is kept of a world of the feed market.
public struct FeedTally: WorldTally {
    /// What happened in the world, in numbers.
    public var counts: Counts
    /// Users who are read out.
    public var users: Int
    /// Of the units that the world's design splits.
    public var units: UnitMoments
    /// By segment of the plan, one an arm: moments over its users of every quantity in the experiment. Empty where the plan
    /// has no segments, and in worlds of other designs than the primary one.
    var segments: [[CovarianceMoments]] = []
    /// Of a twin: the units that each design has in the arm which everybody is in here.
    public var armsInTwin: [ArmInTwin]
    /// Of a twin: the users whom each split that is drawn anew has in the arm which everybody is in here, by every quantity in the
    /// experiment. Empty where no design compares two arms of users.
    var drawn: [CovarianceMoments] = []
    /// Of a study's untreated world: what designs would see in it.
    public var nulls: [NullSplit]
    /// Units for sale or reserved at the experiment's start, and those that came later.
    public var unitsOffered: Int
    /// How many orders could still change when the world ended.
    public var maturity: LabelMaturity
    /// One a `MarketFigure`, in the order of `MarketFigure.all`; nil where there was nothing to count.
    public var marketFigures: [Double?]
    /// One a figure of the plan's published market; nil when it names none.
    public var publishedFigures: [Double]?
    /// How good the arms' models of given quality were; nil without any.
    public var models: ModelTally?
    /// What the arms' ranking policies state of themselves, by arm and figure; empty where none states anything.
    public var policyFigures: [[PolicyFigureDays]] = []
    /// Whose picks users preferred where rankings share pages; nil elsewhere.
    public var preferences: PreferenceTally?
    /// What control's log says of the challenger's ranking; nil where nobody asks.
    public var offline: OfflineTally?
    /// Clicks per session by period and arm where a world beside allocates sessions: of that world, of the twins and of the primary
    /// design; else empty.
    package var rewards: [AllocationPeriod] = []
    /// One an arm.
    var requests: [RequestTotals]
    var orderLife: [[DelayHistogram]]
    var daily: [[DailyTotals.Day]]
    /// By arm and day of the experiment: sums over its users of every quantity, in the order of `UnitMoments.quantities`. Empty in the
    /// worlds of designs that do not split users.
    package var days: [[[Double]]] = []

    /// Moments over the units of each arm, control first.
    public var arms: [CovarianceMoments] { units.arms }

    /// With control and one treatment only.
    func comparing(_ arm: Int) -> FeedTally {
        var tally = self
        tally.units = units.comparing(arm)
        tally.segments = segments.map { [$0[0], $0[arm]] }
        tally.models = models.map { $0.comparing(arm) }
        tally.policyFigures = policyFigures.isEmpty ? [] : [policyFigures[0], policyFigures[arm]]
        tally.requests = [requests[0], requests[arm]]
        tally.orderLife = [orderLife[0], orderLife[arm]]
        tally.daily = [daily[0], daily[arm]]
        tally.days = days.isEmpty ? [] : [days[0], days[arm]]
        return tally
    }

    /// The same with the users of one segment only, as if there were no other; of the warm-up nothing is known.
    func within(segment: Int) -> FeedTally {
        var tally = self
        tally.users = segments[segment].reduce(0) { $0 + $1.n }
        tally.units = units.replacing(sinceStart: segments[segment], population: Double(tally.users))
        tally.segments = []
        tally.drawn = []
        tally.days = []
        return tally
    }

    /// The sum over an arm's units of a quantity in the experiment. - Precondition: it is one of `KeptQuantities.counted`.
    func total(_ quantity: Quantity, arm: Int) -> Int {
        guard let place = KeptQuantities.counted.firstIndex(of: quantity) else {
            preconditionFailure("\(quantity.name) is not counted")
        }
        return Int(units.counted[arm][place])
    }
}

/// A world of the feed market.
public typealias FeedOutcome = WorldOutcome<FeedTally>
/// A replication of the feed market.
public typealias FeedReplication = Replication<FeedTally>

extension FeedReplication {
    /// The replications of a plan of which all worlds are there, in their order.
    public static func complete(in outcomes: [WorldTask: FeedOutcome], of plan: Plan) -> [FeedReplication] {
        complete(
            in: outcomes, designs: plan.designs.map(\.role), others: plan.rolesBeside, treatments: plan.arms.count - 1)
    }

    /// The world in which rankings share pages; nil where there is none.
    var interleaved: FeedOutcome? { others.first { $0.task.role == .interleaving } }

    /// The world in which sessions are allocated by what they bring; nil where there is none.
    var allocated: FeedOutcome? { others.first { $0.task.role == .allocation } }

    /// The world of the primary design and the twins, with the users of one segment only.
    func within(segment: Int) -> FeedReplication {
        FeedReplication(designs: [experiment], treated: treated, allControl: allControl)
            .mapped { $0.within(segment: segment) }
    }

    /// With one treatment of several, as of `Plan.comparing`.
    func comparing(_ arm: Int) -> FeedReplication {
        guard treated.count > 1 else { return self }
        return FeedReplication(designs: designs, others: others, treated: [treated[arm - 1]], allControl: allControl)
            .mapped { $0.comparing(arm) }
    }
}
