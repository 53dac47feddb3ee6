public import Marketplace
public import Statistics

/// What is kept of a world when it has run: sufficient statistics, counts and checks, and no record of its journal.
public struct WorldOutcome: RunOutcome, Equatable {
    public var task: WorldTask
    /// `JournalDigest.text`.
    public var digest: String
    public var counts: Counts
    /// One a arm, control first: joint moments over its users of every `Metric.Quantity` in the experiment, then of every one
    /// in the warm-up.
    public var arms: [CovarianceMoments]
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

    /// The users of both arms.
    public var users: Int { arms.reduce(0) { $0 + $1.n } }

    /// The sum over an arm's users of a quantity in the experiment.
    func total(_ quantity: Metric.Quantity, arm: Int) -> Int {
        Int((arms[arm].means[quantity.rawValue] * Double(arms[arm].n)).rounded())
    }
}
