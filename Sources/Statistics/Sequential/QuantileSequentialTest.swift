import Foundation

/// An always-valid test that two arms have the same quantile (Howard and Ramdas 2022, sec. 5).
public struct QuantileSequentialTest: Sendable {
    private let probability: Double
    private let mixture: BetaBinomialMixture

    /// - Parameters:
    ///   - probability: which quantile, above 0 and below 1.
    ///   - tightestValues: number of values an arm at which the test is sharpest, above 0.
    ///   - tightestAlpha: the level at which it is.
    /// - Throws: `outside` for an argument out of its range.
    public init(probability: Double, tightestValues: Double, tightestAlpha: Double = 0.05) throws(StatisticsError) {
        guard probability > 0, probability < 1 else { throw .outside("the quantile", range: "above 0 and below 1") }
        self.probability = probability
        mixture = try BetaBinomialMixture(
            tightestTime: tightestValues * probability * (1 - probability), alpha: tightestAlpha, g: probability,
            h: 1 - probability, isOneSided: false)
    }

    /// The p-value of equal quantiles, valid at all times together.
    ///
    /// The common quantile is unknown: the p-value is the greatest over all its values, at which each arm's evidence
    /// depends on the share of its values below.
    ///
    /// - Throws: `tooFewUnits` for an empty arm.
    public func pValue(control: [Double], treatment: [Double]) throws(StatisticsError) -> Double {
        guard !control.isEmpty else { throw .tooFewUnits(in: .control, minimum: 1) }
        guard !treatment.isEmpty else { throw .tooFewUnits(in: .treatment, minimum: 1) }
        let arms = (evidence(control), evidence(treatment))
        // Evidence changes at values only, and between two of them takes its lowest at either count.
        let least = (control + treatment).map { arms.0($0) + arms.1($0) }.min() ?? 0
        return min(1, exp(-least))
    }

    /// The least logarithm of the arm's mixture that a common quantile at x allows.
    private func evidence(_ values: [Double]) -> (Double) -> Double {
        let sorted = values.sorted()
        let n = Double(values.count)
        let time = probability * (1 - probability) * n
        let logarithm = { (share: Double) in
            mixture.logMixture(sum: (share - probability) * n, time: time)
        }
        let best = Self.minimiser(logarithm)
        return { x in
            let below = Double(Self.count(sorted) { $0 < x }) / n
            let atMost = Double(Self.count(sorted) { $0 <= x }) / n
            return logarithm(min(max(best, below), atMost))
        }
    }

    /// How many of the sorted values satisfy a condition that the first ones do.
    private static func count(_ sorted: [Double], _ condition: (Double) -> Bool) -> Int {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if condition(sorted[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Golden sections: the mixture is convex in the share.
    private static func minimiser(_ function: (Double) -> Double) -> Double {
        let section = (5.0.squareRoot() - 1) / 2
        var (low, high) = (0.0, 1.0)
        for _ in 0..<80 {
            let (a, b) = (high - section * (high - low), low + section * (high - low))
            if function(a) < function(b) { high = b } else { low = a }
        }
        return (low + high) / 2
    }
}
