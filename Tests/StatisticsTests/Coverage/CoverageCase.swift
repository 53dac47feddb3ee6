import MarketLabTesting
import Statistics
import Testing

/// Simulated data whose answer is known, and the interval estimators that read it: a line each in the table of coverages.
struct CoverageCase: Sendable, CustomTestStringConvertible {
    /// Of the estimators.
    let names: [String]
    let seed: UInt64
    /// The share of draws that may hold the truth.
    let band: ClosedRange<Double>
    /// Whether the interval of each estimator holds the truth, for one draw of the data.
    let holds: @Sendable (inout Draws) throws -> [Bool]

    var testDescription: String { names.joined(separator: "; ") }

    init(
        _ names: [String], of truth: Double, seed: UInt64, band: ClosedRange<Double> = Coverage.band,
        intervals: @escaping @Sendable (inout Draws) throws -> [Interval]
    ) {
        (self.names, self.seed, self.band) = (names, seed, band)
        holds = { try intervals(&$0).map { $0.contains(truth) } }
    }

    /// One estimator.
    init(
        _ name: String, of truth: Double, seed: UInt64, band: ClosedRange<Double> = Coverage.band,
        interval: @escaping @Sendable (inout Draws) throws -> Interval
    ) {
        self.init([name], of: truth, seed: seed, band: band) { [try interval(&$0)] }
    }

    /// Estimators of different truths.
    init(_ names: [String], seed: UInt64, holds: @escaping @Sendable (inout Draws) throws -> [Bool]) {
        (self.names, self.seed, band, self.holds) = (names, seed, Coverage.band, holds)
    }

    /// One estimator, of a truth that is drawn as well.
    init(_ name: String, seed: UInt64, holds: @escaping @Sendable (inout Draws) throws -> Bool) {
        self.init([name], seed: seed) { [try holds(&$0)] }
    }

    /// The share of draws whose interval holds the truth, an estimator each.
    func shares(seed: UInt64) throws -> [Double] {
        var held = Array(repeating: 0, count: names.count)
        for draw in 0..<Coverage.draws {
            var source = Draws(seed: seed &+ UInt64(draw) &* 0x9E37_79B9)
            for (estimator, isHeld) in try holds(&source).enumerated() where isHeld { held[estimator] += 1 }
        }
        return held.map { Double($0) / Double(Coverage.draws) }
    }

    static let all =
        means + adjustments + proportions + dependents + twoSided + stages + replications + resampling + posteriors
        + readOutLifts + quantiles
}
