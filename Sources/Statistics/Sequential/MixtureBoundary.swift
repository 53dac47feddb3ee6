import Foundation

/// A process that starts at one and whose mean never rises under the null: once it exceeds 1/alpha, at any time, the
/// null is rejected at level alpha (Howard, Ramdas, McAuliffe, Sekhon 2021, "Time-uniform, nonparametric,
/// nonasymptotic confidence sequences").
///
/// A conforming type gives the process's logarithm; where it reaches a threshold follows.
public protocol MixtureBoundary: Sendable {
    /// Logarithm of the mixture at sum `s` and intrinsic time `v`.
    func logMixture(sum s: Double, time v: Double) -> Double
    /// The greatest sum that is possible at intrinsic time `v`.
    func greatestSum(time v: Double) -> Double
    /// The sum that the process crosses with probability at most `alpha`, ever.
    func bound(time v: Double, alpha: Double) throws(StatisticsError) -> Double
}

extension MixtureBoundary {
    /// No limit.
    public func greatestSum(time v: Double) -> Double { .infinity }

    /// By root finding between 0 and the greatest sum.
    ///
    /// - Throws: `outside` for a level or time out of range, `notConverged` where there is no crossing.
    public func bound(time v: Double, alpha: Double) throws(StatisticsError) -> Double {
        try crossing(time: v, alpha: alpha)
    }

    /// Where the mixture reaches 1/alpha, by root finding.
    func crossing(time v: Double, alpha: Double) throws(StatisticsError) -> Double {
        guard alpha > 0, alpha < 1 else { throw .outside("alpha", range: "above 0 and below 1") }
        guard v > 0 else { throw .outside("the intrinsic time", range: "above 0") }
        let name = "the boundary of a mixture"
        let threshold = -log(alpha)
        let excess = { (s: Double) in logMixture(sum: s, time: v) - threshold }
        var high = greatestSum(time: v)
        if high.isInfinite { high = try RootFinder.bracket(of: name, from: v, excess) }
        if excess(high) < 0 { return high }
        return try RootFinder.root(of: name, between: 0, and: high, excess)
    }
}
