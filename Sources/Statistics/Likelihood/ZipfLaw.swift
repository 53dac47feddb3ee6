import Foundation

/// Fits Zipf's law to how often things of a known number occur: the k-th most frequent in proportion to k^-exponent.
///
/// The exponent is the maximum of the likelihood. Things are ranked by the counts themselves, which makes a small
/// exponent of few counts too large.
public struct ZipfLaw: Sendable, Hashable {
    /// 0 where all are equally frequent.
    public let exponent: Double
    /// As if the ranks were known.
    public let error: Double

    private static let steepest = 20.0

    /// - Parameter counts: one a thing, in any order.
    /// - Throws: `tooFewValues` for fewer than two things or 30 occurrences.
    public init(counts: [Int]) throws(StatisticsError) {
        guard counts.count >= 2 else { throw .tooFewValues(counts.count, minimum: 2) }
        let total = counts.reduce(0, +)
        guard total >= 30 else { throw .tooFewValues(total, minimum: 30) }
        let logRanks: [Double] = (1...counts.count).map { log(Double($0)) }
        let seen = zip(counts.sorted(by: >), logRanks).reduce(0) { $0 + Double($1.0) * $1.1 } / Double(total)
        // The likelihood is at its top where the law's mean logarithm of the rank is the one seen.
        var (low, high) = (0.0, ZipfLaw.steepest)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if ZipfLaw.moments(logRanks, middle).mean > seen { low = middle } else { high = middle }
        }
        exponent = (low + high) / 2
        error = 1 / (Double(total) * ZipfLaw.moments(logRanks, exponent).variance).squareRoot()
    }

    /// Mean and variance of the logarithm of the rank.
    private static func moments(_ logRanks: [Double], _ exponent: Double) -> (mean: Double, variance: Double) {
        var (weight, sum, squares) = (0.0, 0.0, 0.0)
        for logRank in logRanks {
            let share = exp(-exponent * logRank)
            weight += share
            sum += share * logRank
            squares += share * logRank * logRank
        }
        let mean = sum / weight
        return (mean, max(0, squares / weight - mean * mean))
    }
}
