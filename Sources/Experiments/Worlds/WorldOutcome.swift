public import Marketplace
public import Statistics

/// What is kept of a world when it has run: sufficient statistics, counts and checks, and no record of its journal.
public struct WorldOutcome: RunOutcome, Equatable {
    public var task: WorldTask
    /// `JournalDigest.text`.
    public var digest: String
    public var counts: Counts
    /// Users who are read out.
    public var users: Int
    /// Of the units that the world's design splits.
    public var units: UnitMoments
    /// By segment of the plan, one an arm: moments over its users of every quantity in the experiment. Empty where the plan
    /// has no segments, and in worlds of other designs than the primary one.
    var segments: [[CovarianceMoments]] = []
    /// Of a study's untreated world: what designs would see in it.
    public var nulls: [NullSplit]
    /// Units for sale or reserved at the experiment's start, and those that came later.
    public var unitsOffered: Int
    public var maturity: LabelMaturity
    /// What of stock or money does not add up, a sentence each.
    public var violations: [String]
    /// One a `MarketFigure`, in the order of `MarketFigure.all`; nil where there was nothing to count.
    public var marketFigures: [Double?]
    /// One a figure of the plan's published market; nil when it names none.
    public var publishedFigures: [Double]?
    /// One an arm.
    var requests: [RequestTotals]
    var orderLife: [[DelayHistogram]]
    var daily: [[DailyTotals.Day]]

    /// Moments over the units of each arm, control first.
    public var arms: [CovarianceMoments] { units.arms }

    /// With control and one treatment only.
    func comparing(_ arm: Int) -> WorldOutcome {
        var outcome = self
        outcome.units = units.comparing(arm)
        outcome.segments = segments.map { [$0[0], $0[arm]] }
        outcome.requests = [requests[0], requests[arm]]
        outcome.orderLife = [orderLife[0], orderLife[arm]]
        outcome.daily = [daily[0], daily[arm]]
        return outcome
    }

    /// The same with the users of one segment only, as if there were no other; of the warm-up nothing is known.
    func within(segment: Int) -> WorldOutcome {
        let quantities = units.quantities.count
        let arms = segments[segment].map { arm in
            CovarianceMoments(n: arm.n, means: arm.means + [Double](repeating: 0, count: quantities)) {
                $0 < quantities && $1 < quantities ? arm.covariance($0, $1) : 0
            }
        }
        var outcome = self
        outcome.users = arms.reduce(0) { $0 + $1.n }
        outcome.units = units.replacing(arms: arms, population: Double(outcome.users))
        outcome.segments = []
        return outcome
    }

    /// The sum over an arm's units of a quantity in the experiment. - Precondition: it is one of `KeptQuantities.counted`.
    func total(_ quantity: Quantity, arm: Int) -> Int {
        guard let place = KeptQuantities.counted.firstIndex(of: quantity) else {
            preconditionFailure("\(quantity.name) is not counted")
        }
        return Int(units.counted[arm][place])
    }
}
