public import Marketplace
public import Statistics

/// What one experiment says about one metric, and how many users are behind it.
public struct GateReading: Sendable {
    /// Treatment less control; nil where there is nothing to divide by or nothing varies.
    public var difference: Estimate?
    /// The same with CUPED on the warm-up; nil where there is none.
    public var adjusted: Estimate?
    /// Kish's effective number of users, n/(1 + cv^2), of the smaller arm: how many equal ones would vary as little. Of a share it
    /// is the number of those who have it.
    public var effectiveUsers: Double
    /// Whether the metric has a value in both arms, but the same one for every user of an arm.
    public var isConstant: Bool

    /// What the readout of a single replication would say.
    public init(_ metric: Metric, world: FeedOutcome, level: Double) {
        let sample = MetricSample(metric, world: world)
        let comparison = try? sample.compare(level: level)
        difference = comparison?.difference
        adjusted = comparison?.adjusted?.difference
        let arms = world.arms.indices.compactMap(sample.moments(inArm:))
        effectiveUsers = arms.map(GateReading.effectiveUsers).min() ?? 0
        isConstant = arms.count == world.arms.count && arms.allSatisfy { $0.n > 1 && $0.variance(0) == 0 }
    }

    private static func effectiveUsers(_ arm: CovarianceMoments) -> Double {
        let square = arm.means[0] * arm.means[0]
        return square > 0 ? Double(arm.n) * square / (square + arm.variance(0)) : 0
    }
}

/// What is kept of one experiment of a market against itself.
struct GateExperiment {
    /// How many users each arm has.
    let users: [Int]
    /// What of stock or money does not add up.
    let violations: [String]
    /// One a metric.
    let readings: [GateReading]
}

/// All experiments of one design.
struct GateDesign {
    let design: Design
    let experiments: [GateExperiment]
}
