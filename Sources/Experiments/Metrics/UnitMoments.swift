public import Marketplace
public import Statistics

/// One unit of a design: which it is, its arm, and its quantities.
package struct UnitRow {
    /// The number of the user, session, listing, ..., or of the cluster, counted from 0.
    package private(set) var number = 0
    package private(set) var arm: UInt8 = 0
    /// Whether it counts: false for a user who was not triggered, where only those are who were.
    package var isReadOut = true
    /// In the order of `KeptQuantities`; 0 where nothing was kept of the warm-up.
    package var values: [Double]

    package init(_ quantities: KeptQuantities) { values = [Double](repeating: 0, count: quantities.width) }

    mutating func name(_ number: Int, arm: UInt8) { (self.number, self.arm) = (number, arm) }
}

/// What a design's units say of a run's quantities: joint moments by arm, and how many units there would be with all in one arm.
public struct UnitMoments: Sendable, Equatable, Codable {
    /// Names of the quantities, in the order of the moments' variables.
    public let quantities: [String]
    /// One an arm, control first: over its units of every quantity in the experiment, then of every one in the warm-up.
    public var arms: [CovarianceMoments]
    /// One an arm: sums over its units of what is only counted.
    var counted: [[Double]]
    /// Members of all units together, both arms: users, sessions, listings; of blocks of time the days of the experiment.
    public var population: Double
    /// Where users and listings are split; else empty.
    public var pairs = TwoSidedSample.Moments()

    /// Where users enter treatment stage by stage: as `StagedSample` takes them; else empty.
    public var stages: [CovarianceMoments] = []

    /// The blocks of a switchback; nil in other worlds.
    public var blocks: Blocks?

    /// The moments of the same quantities over other units, of which nothing is counted.
    public func replacing(arms: [CovarianceMoments], population: Double) -> UnitMoments {
        let none = [Double](repeating: 0, count: KeptQuantities.counted.count)
        return UnitMoments(
            quantities: quantities, arms: arms, counted: arms.map { _ in none }, population: population)
    }

    /// The moments of the same quantities over other units, of which nothing is known from before the experiment.
    /// - Parameter arms: over every quantity in the experiment.
    func replacing(sinceStart arms: [CovarianceMoments], population: Double) -> UnitMoments {
        let known = quantities.indices
        let none = [Double](repeating: 0, count: known.count)
        return replacing(
            arms: arms.map { arm in
                CovarianceMoments(n: arm.n, means: arm.means + none) {
                    known.contains($0) && known.contains($1) ? arm.covariance($0, $1) : 0
                }
            }, population: population)
    }

    /// With control and one treatment only.
    func comparing(_ arm: Int) -> UnitMoments {
        var moments = self
        moments.arms = [arms[0], arms[arm]]
        moments.counted = [counted[0], counted[arm]]
        return moments
    }

    /// Whether the run kept what the metric is made of.
    public func keeps(_ metric: Metric) -> Bool { metric.quantities.allSatisfy { quantities.contains($0.name) } }

    /// The variable that stands for a quantity in the experiment. - Precondition: the run keeps it.
    public func variable(_ quantity: Quantity) -> Int {
        guard let variable = quantities.firstIndex(of: quantity.name) else {
            preconditionFailure("the run keeps no \(quantity.name)")
        }
        return variable
    }

    /// The variables that stand for a quantity in the experiment and in the warm-up.
    func variables(_ quantity: Quantity) -> [Int] { [variable(quantity), quantities.count + variable(quantity)] }
}
