import CGSL

/// The score process of a group-sequential test, kept as a density on quadrature nodes over the region in which no look has
/// crossed.
///
/// At information fraction t it is normal with mean `drift` t and variance t; the null has no drift.
///
/// Holds the density after the last look; `crossing` asks of the next one, `advance` takes it.
struct LookProcess {
    private let fractions: [Double]
    private let isTwoSided: Bool
    private let drift: Double
    private let nodes: Int
    private var look = 0
    private var points: [Double] = []
    /// Density times quadrature weight at each point.
    private var mass: [Double] = []

    /// Standard deviations at which the open side of a one-sided region is cut off.
    private static let horizon = 8.5

    /// - Parameter drift: the expected z at information fraction 1.
    init(fractions: [Double], isTwoSided: Bool, drift: Double = 0) {
        self.fractions = fractions
        self.isTwoSided = isTwoSided
        self.drift = drift
        var steps: [Double] = []
        for (earlier, later) in zip(fractions, fractions.dropFirst()) { steps.append((later - earlier) / later) }
        // The transition of a short step is narrow; nodes must stand closer than its width.
        let narrowest = (steps.min() ?? 1).squareRoot()
        nodes = min(2000, max(160, Int(60 / narrowest)))
    }

    /// Probability of crossing z = `bound` upwards at the next look and at none before.
    func crossing(_ bound: Double) -> Double {
        let time = fractions[look]
        let edge = bound * time.squareRoot()
        return beyond { (point, moved, deviation) in StandardNormal.upperTail((edge - point - moved) / deviation) }
    }

    /// Probability of crossing z = -`bound` downwards at the next look and at none before.
    func crossingBelow(_ bound: Double) -> Double {
        let edge = -bound * fractions[look].squareRoot()
        return beyond { (point, moved, deviation) in StandardNormal.lowerTail((edge - point - moved) / deviation) }
    }

    /// - Parameter tail: of the step to the next look from a point, which moves by `moved` with a standard deviation.
    private func beyond(_ tail: (_ point: Double, _ moved: Double, _ deviation: Double) -> Double) -> Double {
        let time = fractions[look]
        guard look > 0 else { return tail(0, drift * time, time.squareRoot()) }
        let step = time - fractions[look - 1]
        var total = 0.0
        for (point, mass) in zip(points, mass) { total += mass * tail(point, drift * step, step.squareRoot()) }
        return total
    }

    /// The z whose crossing probability at the next look is `increment`.
    func bound(spending increment: Double) throws(StatisticsError) -> Double {
        if look == 0 { return StandardNormal.quantile(upperTail: increment) }
        return try RootFinder.root(of: "the bound of a look", between: -4, and: 20, relativeError: 1e-10) { z in
            crossing(z) - increment
        }
    }

    /// Takes the next look with the given bound: what crosses leaves the density.
    mutating func advance(to bound: Double) {
        let time = fractions[look]
        let (root, moved) = (time.squareRoot(), drift * time)
        // Where the density is: beyond the horizon around its mean there is nothing to keep.
        let high = min(bound * root, moved + Self.horizon * root)
        let low = max(isTwoSided ? -bound * root : -.infinity, moved - Self.horizon * root)
        guard high > low, let table = gsl_integration_glfixed_table_alloc(nodes) else {
            points = []
            mass = []
            look += 1
            return
        }
        defer { gsl_integration_glfixed_table_free(table) }
        var nextPoints: [Double] = []
        var nextMass: [Double] = []
        for index in 0..<nodes {
            var point = 0.0
            var weight = 0.0
            gsl_integration_glfixed_point(low, high, index, &point, &weight, table)
            nextPoints.append(point)
            nextMass.append(weight * density(at: point))
        }
        points = nextPoints
        mass = nextMass
        look += 1
    }

    private func density(at point: Double) -> Double {
        let time = fractions[look]
        guard look > 0 else {
            return StandardNormal.density((point - drift * time) / time.squareRoot()) / time.squareRoot()
        }
        let step = time - fractions[look - 1]
        let deviation = step.squareRoot()
        let start = point - drift * step
        var total = 0.0
        for index in points.indices {
            total += mass[index] * StandardNormal.density((start - points[index]) / deviation)
        }
        return total / deviation
    }
}
